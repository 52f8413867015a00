"""The wind at a place, from the nearest weather station that has just been heard: else a person must set it.

A station is a gateway with a point of each kind, ``wind_speed`` and ``wind_direction``. Points have no position of
their own, so it stands where its enterprise does.
"""

from typing import Any

from anlan.domain.geodesy import Position, distance_m
from anlan.domain.quality import is_good
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.sites.extensions import point_facts
from anlan.records.sites.models import Point

SPEED, DIRECTION = "wind_speed", "wind_direction"
#: Wind turns: what is older than this is no wind of now. Farther away than this it is another valley's.
FRESH_S, NEAR_M = 600, 20_000.0
NO_STATION, NOT_FRESH = "20 公里内没有气象站测点，请人工设定风。", "附近气象站 10 分钟内没有有效读数，请人工设定风。"


def wind_at(*, for_user: User, place: Position) -> dict[str, Any]:
    """``{is_measured, why, wind_m_s, wind_from_deg, station, distance_m, at_ms}``; figures None when not measured."""
    stations = _stations(for_user, place)
    facts = point_facts([point.pk for _, pair in stations for point in pair.values()])
    for far, pair in stations:
        found = {kind: _fresh(facts.get(point.pk, {}).get("latest")) for kind, point in pair.items()}
        if all(found.values()):
            return _measured(far, pair[SPEED], found)
    return {
        "is_measured": False, "why": NOT_FRESH if stations else NO_STATION, "wind_m_s": None, "wind_from_deg": None,
        "station": "", "distance_m": None, "at_ms": None,
    }  # fmt: skip


def _stations(reader: User, place: Position) -> list[tuple[float, dict[str, Point]]]:
    rows = Scope.of(reader).filter(Point.objects.filter(is_enabled=True, kind__in=(SPEED, DIRECTION)))
    pairs: dict[int, dict[str, Point]] = {}
    for point in rows.select_related("enterprise", "gateway").order_by("-pk"):
        pairs.setdefault(point.gateway_id, {})[point.kind] = point
    whole = [pair for pair in pairs.values() if len(pair) == 2]  # a speed and a direction
    placed = [(distance_m(place, (pair[SPEED].enterprise.lon, pair[SPEED].enterprise.lat)), pair) for pair in whole]
    return sorted(((far, pair) for far, pair in placed if far <= NEAR_M), key=lambda one: one[0])


def _fresh(latest: dict[str, Any] | None) -> dict[str, Any] | None:
    if latest is None or latest["value"] is None or not is_good(latest["quality"]):
        return None
    age_s = clock.now().timestamp() - latest["ts_ms"] / 1000
    return latest if age_s <= FRESH_S else None


def _measured(far: float, speed: Point, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "is_measured": True, "why": "", "wind_m_s": round(found[SPEED]["value"], 1),
        "wind_from_deg": round(found[DIRECTION]["value"]) % 360, "distance_m": round(far),
        "station": f"{speed.enterprise} {speed.gateway.name or speed.gateway.code}",
        "at_ms": min(one["ts_ms"] for one in found.values()),
    }  # fmt: skip
