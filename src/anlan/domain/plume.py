"""How far ammonia drifts: the Gaussian plume of a steady release on flat ground, with Briggs's spreads.

A screening estimate 估算, never a forecast. It knows no buildings, no hills, no calm. A cloud of cold liquid ammonia is
denser than air, so near the source the truth is worse than this: whoever shows a plume shows the ERG circle with it
(:mod:`anlan.domain.erg`) and never less.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, pi, sqrt

#: mg/m³ of ammonia per ppm at 20 °C and 1013 hPa: molar mass over molar volume.
MG_M3_PER_PPM = 17.03 / 24.055

#: AEGL for one hour, ppm: life (3), lasting harm (2), discomfort (1).
AEGL_PPM = {"red": 1100.0, "orange": 160.0, "yellow": 30.0}

NEAREST_M, FARTHEST_M = 1.0, 50_000.0

Spread = Callable[[float], float]

#: Crosswind and vertical spread in m at ``x`` m (Briggs, open country), stability A (unstable) to F (calm clear night).
_RURAL: dict[str, tuple[float, Spread]] = {
    "A": (0.22, lambda x: 0.20 * x),
    "B": (0.16, lambda x: 0.12 * x),
    "C": (0.11, lambda x: 0.08 * x / sqrt(1 + 0.0002 * x)),
    "D": (0.08, lambda x: 0.06 * x / sqrt(1 + 0.0015 * x)),
    "E": (0.06, lambda x: 0.03 * x / (1 + 0.0003 * x)),
    "F": (0.04, lambda x: 0.016 * x / (1 + 0.0003 * x)),
}
_UNSTABLE: tuple[float, Spread] = (0.32, lambda x: 0.24 * x * sqrt(1 + 0.001 * x))
_STABLE: tuple[float, Spread] = (0.11, lambda x: 0.08 * x / sqrt(1 + 0.0015 * x))
#: The same between buildings.
_URBAN: dict[str, tuple[float, Spread]] = {
    "A": _UNSTABLE,
    "B": _UNSTABLE,
    "C": (0.22, lambda x: 0.20 * x),
    "D": (0.16, lambda x: 0.14 * x / sqrt(1 + 0.0003 * x)),
    "E": _STABLE,
    "F": _STABLE,
}
_CROSSWIND = {"rural": (_RURAL, 0.0001), "urban": (_URBAN, 0.0004)}


@dataclass(frozen=True, slots=True)
class Release:
    """A steady release at the ground.

    Args:
        rate_g_s: how much escapes.
        wind_m_s: wind at 10 m; a plume needs some, below 0.5 m/s there is none to speak of.
        stability: Pasquill class, A to F.
        terrain: "rural" or "urban".

    Raises:
        ValueError: outside what the formulas were made for.
    """

    rate_g_s: float
    wind_m_s: float
    stability: str
    terrain: str

    def __post_init__(self) -> None:
        if not 0 < self.rate_g_s <= 100_000:
            raise ValueError("rate_g_s must be above 0 and at most 100,000")
        if not 0.5 <= self.wind_m_s <= 30:
            raise ValueError("wind_m_s must be between 0.5 and 30")
        if self.terrain not in _CROSSWIND or self.stability not in _RURAL:
            raise ValueError("stability is A to F, terrain rural or urban")

    def spreads_m(self, x_m: float) -> tuple[float, float]:
        """Crosswind and vertical spread (sigma y, sigma z) at ``x_m`` downwind."""
        classes, bend = _CROSSWIND[self.terrain]
        slope, vertical = classes[self.stability]
        return slope * x_m / sqrt(1 + bend * x_m), vertical(x_m)

    def ppm_at(self, x_m: float, y_m: float = 0.0) -> float:
        """Concentration at the ground, ``x_m`` downwind and ``y_m`` beside the axis; nothing upwind."""
        if x_m <= 0:
            return 0.0
        sigma_y, sigma_z = self.spreads_m(x_m)
        on_axis_mg_m3 = self.rate_g_s * 1000 / (pi * self.wind_m_s * sigma_y * sigma_z)
        return on_axis_mg_m3 * exp(-(y_m**2) / (2 * sigma_y**2)) / MG_M3_PER_PPM

    def reach_m(self, ppm: float) -> float:
        """How far downwind the axis is at or above ``ppm``: it only falls with distance, so halving finds it."""
        near, far = NEAREST_M, FARTHEST_M
        if self.ppm_at(near) < ppm:
            return 0.0
        while far - near > 0.5:
            middle = (near + far) / 2
            near, far = (middle, far) if self.ppm_at(middle) >= ppm else (near, middle)
        return near

    def half_width_m(self, x_m: float, ppm: float) -> float:
        """How far beside the axis it is at or above ``ppm`` at this distance."""
        on_axis = self.ppm_at(x_m)
        return self.spreads_m(x_m)[0] * sqrt(2 * log(on_axis / ppm)) if on_axis > ppm else 0.0


def wind_doubt_deg(wind_m_s: float) -> float:
    """How far to each side the wind may turn within the hour: a light wind wanders. Ours, on the careful side."""
    return 20.0 if wind_m_s >= 3 else 30.0 if wind_m_s >= 1.5 else 45.0
