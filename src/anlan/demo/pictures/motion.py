"""Walking along a path, without memory: where somebody is follows from the time alone."""

import math
from dataclasses import dataclass
from functools import cached_property

from anlan.demo.pictures import poses
from anlan.demo.pictures.arrays import Place
from anlan.demo.pictures.outfits import Outfit
from anlan.demo.pictures.world import Holding, Person

SPEED_M_S = 1.15
#: Metres of one full step cycle.
_STRIDE_M = 1.35


@dataclass(frozen=True)
class Path:
    """Straight legs from place to place."""

    places: tuple[Place, ...]

    @cached_property
    def _ends_m(self) -> list[float]:
        total, ends = 0.0, []
        for a, b in zip(self.places, self.places[1:], strict=False):
            total += math.dist(a, b)
            ends.append(total)
        return ends

    @property
    def length_m(self) -> float:
        """All legs together."""
        return self._ends_m[-1] if self._ends_m else 0.0

    @property
    def length_s(self) -> float:
        """How long it takes on foot."""
        return self.length_m / SPEED_M_S

    def at(self, walked_m: float) -> tuple[float, float, float]:
        """x, z and heading (degrees) after so many metres; stays at either end."""
        start = 0.0
        for (a, b), end in zip(zip(self.places, self.places[1:], strict=False), self._ends_m, strict=True):
            if walked_m <= end or end == self._ends_m[-1]:
                share = min(1.0, max(0.0, (walked_m - start) / max(end - start, 1e-9)))
                heading = math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))
                return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, heading
            start = end
        return (*self.places[0], 0.0)

    def reversed(self) -> "Path":
        """The way back."""
        return Path(tuple(reversed(self.places)))


def walker(path: Path, walked_m: float, outfit: Outfit, scale: float, holding: Holding = "") -> Person:
    """Somebody on the way."""
    x, z, heading = path.at(walked_m)
    phase = walked_m / _STRIDE_M * 2 * math.pi
    pose = poses.carrying(phase) if holding == "carton" else poses.walking(phase)
    return Person(poses.placed(pose, x, z, heading, scale=scale), outfit, holding=holding)
