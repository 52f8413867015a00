"""What the cameras of a scored run see: every behaviour once, at a planned time, on a camera of its own.

A random story (``stories.py``) is right for a county that runs for days. A run of some minutes must show each
behaviour begin, raise its alarm and end well before the run does; what does not fit is left out, and the report names
it. Of the cameras without a part three in ten show people at work and the others an empty room, which is the activity
that capacities are reckoned with.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from anlan.demo.pictures import acts, county, routine
from anlan.demo.pictures.acts import Act, Behaviour
from anlan.demo.pictures.outfits import WARDROBES
from anlan.demo.pictures.rooms.catalogue import room
from anlan.demo.pictures.rooms.layout import Layout
from anlan.demo.pictures.stories import Happening, Kind
from anlan.demo.pictures.virtual import SIZE, VirtualCamera
from anlan.demo.pictures.world import CameraFault, World
from anlan.demo.plan_model import Plan

#: Nothing happens before: cameras are being opened, rooms painted, models loaded.
FIRST_S = 35.0
#: In a long run parts begin at most so far apart.
APART_S = 22.0
#: Of ten cameras without a part so many show people.
STAFFED_OF_TEN = 3
#: A camera goes dark for this long.
DARK_S = 45.0
#: The cleaning window of the one dusty room that is not swept in time: open for so long, at the first full minute
#: from ``FIRST_S`` on; swept late, for so long.
WINDOW_S, LATE_S, SWEEP_S = 30.0, 12.0, 50.0
MINUTE_S = 60.0


class _Part(NamedTuple):
    """One line of the plan. ``clears_s``: how long after the act's end its alarm may still stand."""

    make: acts.Maker
    behaviour: Behaviour
    room: str
    hold_s: float
    clears_s: float
    kind: Kind = "event"


#: In the order in which they begin; of two that need the same kind of room the second takes another camera.
_PARTS = (
    _Part(acts.fire, "fire_smoke", "sanding", 30.0, 32.0),
    _Part(acts.blocking, "blocked_passage", "corridor", 45.0, 20.0),
    _Part(acts.fall, "fallen", "cold_store", 34.0, 18.0),
    _Part(acts.absence, "absence", "duty", 46.0, 18.0),
    _Part(acts.crowding, "headcount", "quick_freezing", 26.0, 26.0),
    # Before a collector the smoker faces the camera; in most other rooms hands are hidden or turned away.
    _Part(acts.smoking, "smoking", "collector", 60.0, 50.0),
)
_NEAR_MISSES = (
    _Part(acts.crouching, "fallen", "machine_room", 20.0, 0.0, "near_miss"),
    _Part(acts.stepping_out, "absence", "duty", 0.0, 0.0, "near_miss"),
    _Part(acts.bright_vests, "fire_smoke", "collector", 30.0, 0.0, "near_miss"),
    _Part(acts.passing_through, "blocked_passage", "corridor", 0.0, 0.0, "near_miss"),
)
#: A shorter run has no room for a missed cleaning, nor for near misses beside the events.
LONG_S = 240.0
#: From this length on a scored run shows its cameras unless it is told otherwise: everything has room, and every work
#: order time to be closed.
FULL_S = 300.0


@dataclass(frozen=True)
class Played:
    """What one camera of the programme looks at. Also a `Scene`."""

    camera: str
    room: str
    seed: int
    act: Act | None = None
    kind: Kind = "event"
    begins_s: float = 0.0
    window_s: tuple[float, float] | None = None  # a cleaning that is missed: from when to when it was due
    dark_s: tuple[float, float] | None = None
    is_staffed: bool = True

    @cached_property
    def _layout(self) -> Layout:
        return room(self.room)

    @cached_property
    def _staff(self) -> tuple[routine.Round, ...]:
        return _staff(self._layout, self.seed) if self.is_staffed else ()

    @property
    def _swept_s(self) -> tuple[float, float]:
        due_until = self.window_s[1] if self.window_s else np.inf
        return due_until + LATE_S, due_until + LATE_S + SWEEP_S

    def world(self, t: float) -> World:
        """What is there at time ``t``."""
        into = t - self.begins_s
        is_on = self.act is not None and 0 <= into < self.act.length_s
        staffed = not (is_on and self.act and self.act.replaces_staff)
        now = World(tuple(person.at(t) for person in self._staff) if staffed else ())
        if is_on and self.act is not None:
            now = now.joined(self.act.world(into))
        if self._swept_s[0] <= t < self._swept_s[1]:
            now = World((acts.sweeper(self._layout, t, WARDROBES["workshop"][2]),)).joined(now)
        if self.dark_s and self.dark_s[0] <= t < self.dark_s[1]:
            now = now.joined(World(fault=CameraFault("dark", self.dark_s[0])))
        return now

    def happenings(self, from_s: float, until_s: float) -> list[Happening]:
        """The truth file: everything that begins in that time, in order."""
        told = []
        if self.act is not None:
            first, last = self.act.holds or (0.0, self.act.length_s)
            told.append(self._told(self.kind, self.act.name, self.act.behaviour, first, last))
        if self.window_s:
            closed = self.window_s[1]
            told.append(Happening(self.camera, "event", "missed_cleaning", "dust_cleaning", closed, self._swept_s[1]))
        if self.dark_s:
            told.append(Happening(self.camera, "fault", "dark", None, *self.dark_s))
        return sorted((h for h in told if from_s <= h.began_s < until_s), key=lambda h: h.began_s)

    def _told(self, kind: Kind, name: str, behaviour: Behaviour, first: float, last: float) -> Happening:
        return Happening(self.camera, kind, name, behaviour, self.begins_s + first, self.begins_s + last)


@dataclass(frozen=True)
class Programme:
    """All cameras of one run. Behaviours for which it is too short do not happen."""

    played: dict[str, Played]

    @property
    def happenings(self) -> list[Happening]:
        """Everything that happens, in seconds after the beginning."""
        told = [h for scene in self.played.values() for h in scene.happenings(0, np.inf)]
        return sorted(told, key=lambda h: h.began_s)

    @property
    def expected(self) -> frozenset[str]:
        """Behaviours that the run shows."""
        return frozenset(str(h.behaviour) for h in self.happenings if h.kind == "event")


def cleaning_window(started_s: float) -> tuple[float, float]:
    """When the missed cleaning was due, in seconds after the beginning: rotas know full minutes of the day only."""
    opens = np.ceil((started_s + FIRST_S) / MINUTE_S) * MINUTE_S - started_s
    return float(opens), float(opens) + WINDOW_S


@lru_cache(maxsize=4)
def programme(plan: Plan, duration_s: float, started_s: float) -> Programme:
    """The programme of a run; the same arguments, the same programme."""
    cast = _Cast(list(county.cameras(plan)))
    near_misses = _NEAR_MISSES if duration_s >= LONG_S else ()
    apart_s = min(APART_S, max(0.0, duration_s - 120) / len(_PARTS))
    for index, part in enumerate((*_PARTS, *near_misses)):
        cast.play(part, FIRST_S + index * apart_s, duration_s)
    if duration_s >= LONG_S:
        cast.take("polishing", window_s=cleaning_window(started_s))
    if duration_s >= FIRST_S + DARK_S + 20:
        cast.take("machine_room", dark_s=(FIRST_S, FIRST_S + DARK_S))
    return Programme(cast.filled())


@dataclass
class _Cast:
    """Gives parts to cameras, each at most one."""

    free: list[county.CountyCamera]
    played: dict[str, Played] = field(default_factory=dict)

    def play(self, part: _Part, begins_s: float, duration_s: float) -> None:
        """Cast a part so that its alarm is over before the run is; not at all when the run is too short."""
        camera = self._camera(part.room)
        act = _act(part, camera)
        latest_s = duration_s - act.length_s - part.clears_s
        if latest_s >= FIRST_S:
            self.take(part.room, act=act, kind=part.kind, begins_s=min(begins_s, latest_s))

    def take(self, room_name: str, **part: Any) -> None:
        """Give the next free camera in such a room a part."""
        camera = self._camera(room_name)
        self.free.remove(camera)
        self.played[camera.code] = Played(camera.code, camera.room, camera.seed, **part)

    def filled(self) -> dict[str, Played]:
        """Everybody; of those without a part some work. A duty room is never empty: that would be an event."""
        rest = {
            c.code: Played(c.code, c.room, c.seed, is_staffed=c.room == "duty" or index % 10 < STAFFED_OF_TEN)
            for index, c in enumerate(self.free)
        }
        return self.played | rest

    def _camera(self, room_name: str) -> county.CountyCamera:
        return next(camera for camera in self.free if camera.room == room_name)


def virtual(plan: Plan, code: str, duration_s: float, started_s: float) -> VirtualCamera | None:
    """The camera of that code as the programme shows it; None when the county has none."""
    scene = programme(plan, duration_s, started_s).played.get(code)
    return None if scene is None else VirtualCamera(scene, scene.seed, SIZE)


def _act(part: _Part, camera: county.CountyCamera) -> Act:
    layout, make = room(camera.room), part.make
    if part.behaviour == "absence":
        make = acts.absence_of(_staff(layout, camera.seed)[0].outfit, make)
    return make(layout, np.random.default_rng([camera.seed, 11]), part.hold_s)


def _staff(layout: Layout, seed: int) -> tuple[routine.Round, ...]:
    return routine.staff(layout, np.random.default_rng([seed, 7]))
