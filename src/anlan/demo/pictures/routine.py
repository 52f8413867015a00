"""Normal work: a person goes round between places and does something at each, for ever."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anlan.demo.pictures import poses
from anlan.demo.pictures.motion import SPEED_M_S, Path, walker
from anlan.demo.pictures.outfits import WARDROBES, Outfit
from anlan.demo.pictures.rooms.layout import Layout, Stop
from anlan.demo.pictures.world import Person

_BENCH_M = 0.98


@dataclass(frozen=True)
class Round:
    """A closed loop of stops. ``offset_s`` is where in the loop somebody is at time zero."""

    stops: tuple[Stop, ...]
    outfit: Outfit
    offset_s: float = 0.0
    scale: float = 1.0

    @cached_property
    def _legs(self) -> list[tuple[float, float, Stop, Path]]:
        """Per stop: when it begins, how long it is stayed at, the stop, and the way on from there."""
        start, legs = 0.0, []
        for here, there in zip(self.stops, (*self.stops[1:], self.stops[0]), strict=True):
            way = Path(((here.x, here.z), (there.x, there.z)))
            dwell = here.dwell_s if len(self.stops) > 1 else 3600.0
            legs.append((start, dwell, here, way))
            start += dwell + way.length_s
        return legs

    @property
    def length_s(self) -> float:
        """One loop."""
        start, dwell, _, way = self._legs[-1]
        return start + dwell + way.length_s

    def at(self, t: float) -> Person:
        """What this person does at time ``t``, seconds."""
        now = (t + self.offset_s) % self.length_s
        start, dwell, stop, way = next(leg for leg in reversed(self._legs) if leg[0] <= now)
        if now - start < dwell:
            return busy(stop, t + self.offset_s, self.outfit, self.scale)
        return walker(way, (now - start - dwell) * SPEED_M_S, self.outfit, self.scale)


def busy(stop: Stop, t: float, outfit: Outfit, scale: float = 1.0) -> Person:
    """Somebody who does at a stop what is done there."""
    glance = 0.5 * math.sin(t * 0.37) * math.sin(t * 0.11)
    if stop.activity == "sit":
        pose = poses.sitting(0.06 + 0.03 * math.sin(t * 0.3), 0.30 + 0.04 * math.sin(t * 0.9))
        joints = poses.placed(pose, stop.x, stop.z, stop.heading_deg + 6 * math.sin(t * 0.2), scale=scale)
        return Person(joints, outfit, "sitting", turn_rad=glance, nod_rad=0.12)
    if stop.activity == "work":
        pose = poses.working(t * 2.2, _BENCH_M)
        return Person(poses.placed(pose, stop.x, stop.z, stop.heading_deg, scale=scale), outfit, nod_rad=0.35)
    heading = stop.heading_deg + 14 * math.sin(t * 0.13)
    pose = poses.standing(t * 0.8)
    return Person(poses.placed(pose, stop.x, stop.z, heading, scale=scale), outfit, turn_rad=glance)


def dressed(layout: Layout, rng: np.random.Generator) -> Outfit:
    """Clothes of that trade."""
    wardrobe = WARDROBES[layout.wardrobe]
    return wardrobe[int(rng.integers(len(wardrobe)))]


def staff(layout: Layout, rng: np.random.Generator, people: int | None = None) -> tuple[Round, ...]:
    """Who works here: one person on each of the room's rounds, or on the first ``people`` of them."""
    rounds = layout.rounds if people is None else layout.rounds[:people]
    return tuple(
        Round(stops, dressed(layout, rng), float(rng.uniform(0, 60)), float(rng.uniform(0.95, 1.04)))
        for stops in rounds
    )
