"""What lies within a circle: enterprises, their people, help, and the teams nearest to its middle."""

from typing import Any

from anlan.domain.geodesy import Position, distance_m, frame
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.resources.selectors import place_of, resource_data, resource_list
from anlan.records.sites.models import Enterprise

#: A fire engine through a town with its lights on, straight line: an estimate for comparing teams, not an arrival time.
TEAM_KM_H = 40.0
TEAMS_SHOWN = 5
LISTED = 200


def around(*, for_user: User, middle: Position, radius_m: float) -> dict[str, Any]:
    """Within the reader's scope; lists hold the nearest 200, counts hold all."""
    scope = Scope.of(for_user)
    near = enterprises_within(for_user=for_user, middle=middle, radius_m=radius_m)
    resources = sorted(
        (
            {**resource_data(row, scope), "distance_m": round(distance_m(middle, place_of(row)))}
            for row in resource_list(for_user=for_user)
        ),
        key=lambda row: float(row["distance_m"]),
    )
    return {
        "lon": middle[0],
        "lat": middle[1],
        "radius_m": radius_m,
        "enterprises": [enterprise_near(row, far) for far, row in near[:LISTED]],
        "enterprise_count": len(near),
        "people": people_of([row for _, row in near]),
        "resources": [row for row in resources if row["distance_m"] <= radius_m][:LISTED],
        "nearest_teams": [_with_time(row) for row in resources if row["kind"] == "team"][:TEAMS_SHOWN],
        "straight_line_km_h": TEAM_KM_H,
    }


def enterprises_within(*, for_user: User, middle: Position, radius_m: float) -> list[tuple[float, Enterprise]]:
    """``(distance in m, enterprise)`` of those in use and in scope, nearest first."""
    west, south, east, north = frame(middle, radius_m)
    rows = Enterprise.objects.filter(is_active=True, lon__range=(west, east), lat__range=(south, north))
    found = [
        (distance_m(middle, (row.lon, row.lat)), row)
        for row in Scope.of(for_user).filter(rows.select_related("town"), prefix="")
    ]
    return sorted(((far, row) for far, row in found if far <= radius_m), key=lambda pair: (pair[0], pair[1].pk))


def people_of(rows: list[Enterprise]) -> dict[str, int]:
    """Heads where they are known, and of how many enterprises they are not: a sum must not hide a hole."""
    known = [row.head_count for row in rows if row.head_count is not None]
    return {"known": sum(known), "enterprises_unknown": len(rows) - len(known)}


def enterprise_near(row: Enterprise, far_m: float) -> dict[str, Any]:
    """One enterprise of a list by distance."""
    return {
        "id": row.pk, "name": row.name, "town_name": row.town.name, "risk_level": row.risk_level,
        "lon": row.lon, "lat": row.lat, "head_count": row.head_count, "distance_m": round(far_m),
    }  # fmt: skip


def _with_time(team: dict[str, Any]) -> dict[str, Any]:
    minutes = float(team["distance_m"]) / (TEAM_KM_H * 1000 / 60)
    return {**team, "straight_line_min": round(minutes, 1)}
