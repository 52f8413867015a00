"""An ammonia release on the map: outlines to draw, and who is inside. An estimate 估算, and never smaller than the ERG.

Three shapes, from certain to careful: the plume for exactly this wind; the wedge it sweeps when the wind turns as winds
do; the guidebook's circle and its downwind square. Who lies in any of them is listed, under the worst.
"""

from dataclasses import asdict, dataclass
from math import atan2, degrees, hypot
from typing import Any

from anlan.domain import erg
from anlan.domain.geodesy import Position, along_and_across_m, moved
from anlan.domain.plume import AEGL_PPM, Release, wind_doubt_deg
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.overview.around import LISTED, enterprise_near, enterprises_within, people_of
from anlan.records.sites.models import Enterprise

#: Worst first: inside the circle nobody stays whatever a formula says.
LEVELS = ("isolate", "red", "orange", "yellow", "protect")
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was assumed; ``wind_from_deg`` is where the wind comes from, as weather stations say it.

    ``wind_by`` names the station that measured it; empty is a person.
    """

    rate_g_s: float
    wind_m_s: float
    wind_from_deg: float
    stability: str
    terrain: str
    container: str
    is_day: bool
    wind_by: str = ""

    @property
    def release(self) -> Release:
        """For the formulas."""
        return Release(self.rate_g_s, self.wind_m_s, self.stability, self.terrain)

    @property
    def bearing_deg(self) -> float:
        """Where it drifts to."""
        return (self.wind_from_deg + 180) % 360


def plume_estimate(*, for_user: User, source: Position, scenario: Scenario) -> dict[str, Any]:
    """Zones to draw and enterprises inside them, worst and nearest first."""
    guide = erg.distances(scenario.container, is_day=scenario.is_day, wind_m_s=scenario.wind_m_s)
    # a plume that ends within the circle is drawn as the circle
    reaches = {level: max(scenario.release.reach_m(ppm), guide.isolate_m) for level, ppm in AEGL_PPM.items()}
    farthest = max(*reaches.values(), hypot(guide.protect_m, guide.protect_m / 2))
    hit: list[tuple[int, float, Enterprise]] = []
    for far, row in enterprises_within(for_user=for_user, middle=source, radius_m=farthest):
        level = level_of(source, (row.lon, row.lat), scenario, guide, reaches)
        if level is not None:
            hit.append((LEVELS.index(level), far, row))
    hit.sort(key=lambda one: (one[0], one[1], one[2].pk))
    return {
        "lon": source[0], "lat": source[1], "scenario": asdict(scenario), "bearing_deg": scenario.bearing_deg,
        "wind_doubt_deg": wind_doubt_deg(scenario.wind_m_s), "erg": asdict(guide),
        "zones": [_zone(source, scenario, level, reaches[level]) for level in ("yellow", "orange", "red")],
        "isolate": _ring(source, guide.isolate_m), "protect": _square(source, scenario.bearing_deg, guide.protect_m),
        "enterprises": [{**enterprise_near(row, far), "level": LEVELS[rank]} for rank, far, row in hit[:LISTED]],
        "enterprise_count": len(hit), "people": people_of([row for _, _, row in hit]),
        "as_of": clock.now().isoformat(),
    }  # fmt: skip


def level_of(
    source: Position, at: Position, scenario: Scenario, guide: erg.Distances, reaches: dict[str, float]
) -> str | None:
    """The worst shape that ``at`` lies in, or None."""
    along, across = along_and_across_m(source, scenario.bearing_deg, at)
    far = hypot(along, across)
    if far <= guide.isolate_m:
        return "isolate"
    in_wedge = abs(degrees(atan2(across, along))) <= wind_doubt_deg(scenario.wind_m_s)
    for level, ppm in AEGL_PPM.items():
        if far <= reaches[level] and (in_wedge or abs(across) <= scenario.release.half_width_m(along, ppm)):
            return level
    return "protect" if 0 <= along <= guide.protect_m and abs(across) <= guide.protect_m / 2 else None


def _zone(source: Position, scenario: Scenario, level: str, reach: float) -> dict[str, Any]:
    ppm, doubt = AEGL_PPM[level], wind_doubt_deg(scenario.wind_m_s)
    wedge = [source, *(moved(source, scenario.bearing_deg + doubt * (i / 8 - 1), reach) for i in range(17)), source]
    return {"level": level, "ppm": ppm, "reach_m": round(reach), "plume": _outline(source, scenario, ppm),
            "wedge": wedge}  # fmt: skip


def _outline(source: Position, scenario: Scenario, ppm: float) -> list[Position]:
    """The line at ``ppm`` for exactly this wind; empty when it is not reached a step away."""
    release = scenario.release
    reach = release.reach_m(ppm)
    if reach <= 1:
        return []
    steps = [reach * (i / _STEPS) ** 1.5 for i in range(1, _STEPS)]
    side = [(x, release.half_width_m(x, ppm)) for x in steps]
    right = [moved(source, scenario.bearing_deg, x, y) for x, y in side]
    left = [moved(source, scenario.bearing_deg, x, -y) for x, y in reversed(side)]
    return [source, *right, moved(source, scenario.bearing_deg, reach), *left, source]


def _ring(middle: Position, radius_m: float) -> list[Position]:
    return [moved(middle, 7.5 * step, radius_m) for step in range(49)]


def _square(source: Position, bearing_deg: float, side_m: float) -> list[Position]:
    half = side_m / 2
    corners = ((0.0, -half), (side_m, -half), (side_m, half), (0.0, half), (0.0, -half))
    return [moved(source, bearing_deg, along, across) for along, across in corners]
