"""A camera's life: normal work, and in every stretch of time something that happens, followed by the truth about it.

Nothing is remembered: what is to be seen at a time follows from the seed and the time. Time is cut into slots; each
slot holds one happening, chosen and placed by a random generator of its own.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Literal, get_args

import numpy as np

from anlan.demo.pictures import acts, routine
from anlan.demo.pictures.acts import EVENTS, NEAR_MISSES, Act, Behaviour
from anlan.demo.pictures.outfits import WARDROBES
from anlan.demo.pictures.rooms.catalogue import room
from anlan.demo.pictures.rooms.layout import Layout
from anlan.demo.pictures.world import CameraFault, FaultKind, World

Kind = Literal["event", "near_miss", "cleaning", "fault"]

#: Between two happenings the camera sees normal work for at least this long, so that alarms can clear.
_REST_S = 20.0
_HOLD_S: dict[Behaviour, float] = {
    "smoking": 36.0,
    "fire_smoke": 36.0,
    "blocked_passage": 75.0,
    "fallen": 40.0,
    "headcount": 40.0,
    "absence": 75.0,
}


@dataclass(frozen=True)
class Pace:
    """How much happens.

    spacing_s: one happening in every stretch of this length. hold_s: how long each condition lasts. near_misses and
    faults: the share of stretches in which only something similar happens, or the camera itself fails.
    clean_every_s: when dusty rooms are swept; missed_cleanings is how often (of every second time) nobody comes.
    """

    spacing_s: float = 600.0
    hold_s: dict[Behaviour, float] = field(default_factory=lambda: dict(_HOLD_S))
    near_misses: float = 0.25
    faults: float = 0.08
    fault_s: float = 50.0
    clean_every_s: float = 900.0
    sweep_s: float = 60.0
    missed_cleanings: float = 0.5
    dust_per_cycle: float = 0.22

    @classmethod
    def for_spacing(cls, spacing_s: float) -> "Pace":
        """The usual mix at another spacing."""
        return cls(spacing_s=spacing_s, clean_every_s=spacing_s * 1.5)


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the truth file. Times are seconds of the story; a fault has no behaviour."""

    camera: str
    kind: Kind
    name: str
    behaviour: Behaviour | None
    began_s: float
    ended_s: float


@dataclass(frozen=True, slots=True)
class _Slot:
    """What one stretch of time holds: an act or a fault, from ``begins_s`` on."""

    begins_s: float
    act: Act | None
    kind: Kind
    fault: FaultKind | None = None


@dataclass(frozen=True)
class Story:
    """What a camera of that code looks at. Also a `Scene`.

    Raises:
        ValueError: the spacing leaves no room for one of the events; the message says how much it needs.
    """

    camera: str
    room: str
    behaviours: tuple[Behaviour, ...]
    seed: int
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        """Refuse a spacing that is too short."""
        longest = max((self._act(b, make, 0).length_s for b in self._eventful for make in EVENTS[b]), default=0.0)
        needed = max(longest, self.pace.fault_s) + 2 * _REST_S
        if self.pace.spacing_s < needed:
            raise ValueError(
                f"spacing_s {self.pace.spacing_s:.0f} is too short for {self.camera}: its longest event needs"
                f" {needed:.0f} s"
            )

    def world(self, t: float) -> World:
        """What is there at time ``t``."""
        slot = self._slot(int(t // self.pace.spacing_s))
        into = t - slot.begins_s
        now = World(dust_film=self.dust_film(t))
        if slot.act is not None and 0 <= into < slot.act.length_s:
            now = now.joined(slot.act.world(into))
            staffed = not slot.act.replaces_staff
        else:
            staffed = True
        if staffed:
            now = World(tuple(person.at(t) for person in self._staff)).joined(now)
        if self._is_sweeping(t):
            now = World((acts.sweeper(self._layout, t, WARDROBES["workshop"][2]),)).joined(now)
        if slot.fault is not None and 0 <= into < self.pace.fault_s:
            now = now.joined(World(fault=CameraFault(slot.fault, slot.begins_s)))
        return now

    def happenings(self, from_s: float, until_s: float) -> list[Happening]:
        """The truth file: everything that begins in that time, in order."""
        first, last = int(from_s // self.pace.spacing_s), int(until_s // self.pace.spacing_s)
        found = [h for k in range(max(0, first - 1), last + 1) if (h := self._told(self._slot(k)))]
        found += self._cleanings(until_s)
        return sorted((h for h in found if from_s <= h.began_s < until_s), key=lambda h: h.began_s)

    def dust_film(self, t: float) -> float:
        """How thick the dust lies at that time, 0–1; always 0 where no cleaning is watched."""
        if "dust_cleaning" not in self.behaviours:
            return 0.0
        cycle, into = self._cycle(t)
        every, sweep = self.pace.clean_every_s, self.pace.sweep_s
        grown = self.pace.dust_per_cycle * (into / every + (1.0 if self._missed(cycle - 1) else 0.0))
        if self._missed(cycle) or into < every - sweep:
            return grown
        return grown * (every - into) / sweep

    # --- what the slots hold

    @cached_property
    def _layout(self) -> Layout:
        return room(self.room)

    @cached_property
    def _staff(self) -> tuple[routine.Round, ...]:
        return routine.staff(self._layout, self._rng(-1))

    @property
    def _eventful(self) -> tuple[Behaviour, ...]:
        return tuple(b for b in self.behaviours if b in EVENTS)

    def _rng(self, slot: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(self.camera.encode()), slot + 1])

    def _act(self, behaviour: Behaviour, make: acts.Maker, slot: int) -> Act:
        rng, hold_s = self._rng(slot + 1_000_000), self.pace.hold_s[behaviour]
        if behaviour == "absence":
            return acts.absence_of(self._staff[0].outfit, make)(self._layout, rng, hold_s)
        return make(self._layout, rng, hold_s)

    @cached_property
    def _slot(self) -> Callable[[int], _Slot]:
        """What a stretch of time holds; the last few are kept."""
        return lru_cache(maxsize=8)(partial(_choose, self))

    def _told(self, slot: _Slot) -> Happening | None:
        if slot.fault is not None:
            return Happening(self.camera, "fault", slot.fault, None, slot.begins_s, slot.begins_s + self.pace.fault_s)
        if slot.act is None:
            return None
        first, last = slot.act.holds or (0.0, slot.act.length_s)
        return Happening(
            self.camera, slot.kind, slot.act.name, slot.act.behaviour, slot.begins_s + first, slot.begins_s + last
        )

    # --- dust

    def _cycle(self, t: float) -> tuple[int, float]:
        return int(t // self.pace.clean_every_s), t % self.pace.clean_every_s

    def _missed(self, cycle: int) -> bool:
        """Whether nobody sweeps at the end of that cycle; never twice running."""
        if cycle < 0 or cycle % 2 == 0:
            return False
        return bool(self._rng(cycle + 2_000_000).random() < self.pace.missed_cleanings)

    def _is_sweeping(self, t: float) -> bool:
        if "dust_cleaning" not in self.behaviours:
            return False
        cycle, into = self._cycle(t)
        return into >= self.pace.clean_every_s - self.pace.sweep_s and not self._missed(cycle)

    def _cleanings(self, until_s: float) -> Iterator[Happening]:
        if "dust_cleaning" not in self.behaviours:
            return
        every = self.pace.clean_every_s
        for cycle in range(int(until_s // every) + 1):
            end = (cycle + 1) * every
            if self._missed(cycle):
                yield Happening(self.camera, "event", "missed_cleaning", "dust_cleaning", end, end + every)
            else:
                yield Happening(self.camera, "cleaning", "sweeping", "dust_cleaning", end - self.pace.sweep_s, end)


def _choose(story: Story, number: int) -> _Slot:
    """Decide what a stretch of time holds, and place it so that it ends well before the stretch does."""
    rng, pace = story._rng(number), story.pace
    start, lot = number * pace.spacing_s, float(rng.random())
    if lot < pace.faults:
        kinds: tuple[FaultKind, ...] = get_args(FaultKind)
        fault = kinds[int(rng.integers(len(kinds)))]
        return _Slot(start + _placed(rng, pace.spacing_s, pace.fault_s), None, "fault", fault)
    behaviours = story._eventful
    if not behaviours:
        return _Slot(start, None, "event")
    # Every behaviour has its turn; which one begins differs from camera to camera.
    behaviour = behaviours[(number + zlib.crc32(story.camera.encode())) % len(behaviours)]
    kind: Kind = "near_miss" if lot < pace.faults + pace.near_misses else "event"
    makers = EVENTS[behaviour]
    make = NEAR_MISSES[behaviour] if kind == "near_miss" else makers[int(rng.integers(len(makers)))]
    act = story._act(behaviour, make, number)
    return _Slot(start + _placed(rng, pace.spacing_s, act.length_s), act, kind)


def _placed(rng: np.random.Generator, spacing_s: float, length_s: float) -> float:
    return _REST_S + float(rng.random()) * max(0.0, spacing_s - length_s - 2 * _REST_S)
