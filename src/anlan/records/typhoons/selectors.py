"""Questions about typhoons: what is drawn, and who is where the wind of grade 7 reaches."""

import csv
from functools import cache
from math import atan2, cos, degrees, radians
from pathlib import Path
from typing import Any

from anlan.domain.geodesy import Position, distance_m
from anlan.records.accounts.models import User
from anlan.records.core.errors import NotFound
from anlan.records.overview.around import LISTED, enterprise_near, enterprises_within, people_of
from anlan.records.places.county import county
from anlan.records.places.models import Town
from anlan.records.typhoons.models import TrackPoint, Typhoon
from anlan.records.typhoons.strength import strength_of

LINES = Path(__file__).with_name("data") / "warning_lines.csv"
#: What is over stays to be looked at until the next ones come.
MOST = 6
INSIDE_GRADE = "7"


def typhoon_get(typhoon_id: int) -> Typhoon:
    """One typhoon.

    Raises:
        NotFound: it is not there.
    """
    found = Typhoon.objects.filter(pk=typhoon_id).first()
    if found is None:
        raise NotFound
    return found


def typhoons_shown() -> list[dict[str, Any]]:
    """Those that go on, else the last ones, with their tracks."""
    rows = Typhoon.objects.select_related("updated_by").prefetch_related("points").order_by("-is_active", "-code")
    return [typhoon_data(row) for row in rows[:MOST]]


def typhoon_data(row: Typhoon) -> dict[str, Any]:
    """A typhoon as its readers get it: what was measured, and the newest forecast of every agency."""
    points = list(row.points.all())
    agencies = sorted({point.agency for point in points if point.agency})
    track = [_point(point) for point in points if not point.agency]
    far = round(distance_m((track[-1]["lon"], track[-1]["lat"]), _home())) if track else None
    return {
        "id": row.pk, "code": row.code, "name": row.name, "en": row.en, "is_active": row.is_active,
        "source": row.source, "updated_at": row.updated_at.isoformat(),
        "by": row.updated_by.name if row.updated_by else "", "distance_m": far, "track": track,
        "forecasts": [
            {"agency": agency, "points": [_point(point) for point in points if point.agency == agency]}
            for agency in agencies
        ],
    }  # fmt: skip


def _home() -> Position:
    ours = county()
    return ours.lon, ours.lat


def _point(point: TrackPoint) -> dict[str, Any]:
    return {
        "at": point.at.isoformat(), "issued_at": point.issued_at.isoformat() if point.issued_at else None,
        "lon": point.lon, "lat": point.lat, "pressure_hpa": point.pressure_hpa, "wind_m_s": point.wind_m_s,
        "strength": strength_of(point.wind_m_s), "radii_km": point.radii_km,
    }  # fmt: skip


def reach_km(radii_km: dict[str, list[float]], middle: Position, place: Position) -> float:
    """How far the wind of grade 7 reaches from the middle towards a place; 0 where nothing was said."""
    quarters = radii_km.get(INSIDE_GRADE)
    if not quarters:
        return 0.0
    east = (place[0] - middle[0]) * cos(radians(middle[1]))
    bearing = degrees(atan2(east, place[1] - middle[1])) % 360
    return quarters[int(bearing // 90) % 4]  # -1e-17 % 360 is 360.0


def inside(*, for_user: User, typhoon: Typhoon) -> dict[str, Any]:
    """Enterprises of the reader's, and all towns, where the wind of grade 7 reaches by the last measured point.

    Raises:
        NotFound: nothing was measured yet.
    """
    last = typhoon.points.filter(agency="").order_by("-at").first()
    if last is None:
        raise NotFound("这个台风还没有实测路径点。")
    middle = (last.lon, last.lat)
    widest_m = max(last.radii_km.get(INSIDE_GRADE) or [0.0]) * 1000

    def is_in(place: Position, far_m: float) -> bool:
        reach_m = reach_km(last.radii_km, middle, place) * 1000
        return reach_m > 0 and far_m <= reach_m

    near = enterprises_within(for_user=for_user, middle=middle, radius_m=widest_m) if widest_m else []
    found = [(far, row) for far, row in near if is_in((row.lon, row.lat), far)]
    towns = [
        town for town in Town.objects.all() if is_in((town.lon, town.lat), distance_m(middle, (town.lon, town.lat)))
    ]
    return {
        "at": last.at.isoformat(), "radii_km": last.radii_km.get(INSIDE_GRADE) or [],
        "towns": [town.name for town in towns], "town_count": len(towns), "enterprise_count": len(found),
        "enterprises": [enterprise_near(row, far) for far, row in found[:LISTED]],
        "people": people_of([row for _, row in found]),
    }  # fmt: skip


@cache
def warning_lines() -> tuple[dict[str, Any], ...]:
    """The lines of 24 and 48 hours, with where they come from."""
    with LINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(row["name"], {
            "name": row["name"], "hours": int(row["hours"]), "mark": row["mark"], "source": row["source"], "line": [],
        })  # fmt: skip
        line["line"].append((float(row["lon"]), float(row["lat"])))
    return tuple(found.values())
