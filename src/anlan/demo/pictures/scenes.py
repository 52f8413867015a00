"""Single scenes for tests and for a look: one room, one thing that happens, for ever or in a loop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, get_args

import numpy as np

from anlan.demo.pictures import acts, routine
from anlan.demo.pictures.acts import Act
from anlan.demo.pictures.outfits import VISITOR, WARDROBES
from anlan.demo.pictures.rooms.catalogue import ROOMS, room
from anlan.demo.pictures.rooms.layout import Layout, Stop
from anlan.demo.pictures.world import CameraFault, FaultKind, World


class Scene(Protocol):
    """Anything a virtual camera can look at."""

    @property
    def room(self) -> str:
        """Name of its room in the catalogue."""
        ...

    def world(self, t: float) -> World:
        """What is there at time ``t``, seconds; no memory."""
        ...


@dataclass(frozen=True)
class PlayedScene:
    """A scene made of a function."""

    room: str
    play: Callable[[float], World]

    def world(self, t: float) -> World:
        """What is there at time ``t``."""
        return self.play(t)


Maker = Callable[[Layout, np.random.Generator], Callable[[float], World]]


def _empty(_layout: Layout, _rng: np.random.Generator) -> Callable[[float], World]:
    return lambda _t: World()


def _at_work(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
    people = routine.staff(layout, rng)
    return lambda t: World(tuple(person.at(t) for person in people))


def _standing(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
    stops = [Stop(x, z, h, "stand") for x, z, h in ((-1.0, 4.6, 200), (0.3, 6.6, 160), (1.2, 5.0, 190))]
    outfits = [routine.dressed(layout, rng) for _ in stops]
    return lambda t: World(tuple(routine.busy(s, t + 9 * k, outfits[k]) for k, s in enumerate(stops)))


def _crowd(people: int) -> Maker:
    def make(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
        spots = [
            (Stop(x, z, float(rng.uniform(150, 215)), "stand"), routine.dressed(layout, rng))
            for x, z in layout.crowd_at[:people]
        ]
        return lambda t: World(tuple(routine.busy(s, t + 7 * k, outfit) for k, (s, outfit) in enumerate(spots)))

    return make


def _hi_vis(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
    rounds = [
        routine.Round(stops, VISITOR[k % 2], float(rng.uniform(0, 30))) for k, stops in enumerate(layout.rounds[:2])
    ]
    return lambda t: World(tuple(person.at(t) for person in rounds))


def _sweeping(layout: Layout, _rng: np.random.Generator) -> Callable[[float], World]:
    outfit = WARDROBES["workshop"][2]
    return lambda t: World((acts.sweeper(layout, t, outfit),))


def _dust(layout: Layout, _rng: np.random.Generator) -> Callable[[float], World]:
    """A film builds up over 100 s; for the next 20 s it is swept away."""
    outfit = WARDROBES["workshop"][2]

    def play(t: float) -> World:
        into = t % 120
        film = 0.45 * (into / 100 if into < 100 else (120 - into) / 20)
        return World((acts.sweeper(layout, t, outfit),) if into >= 100 else (), dust_film=film)

    return play


def _act(make_act: Callable[[Layout, np.random.Generator, float], Act], hold_s: float = 40.0) -> Maker:
    def make(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
        return make_act(layout, rng, hold_s).world

    return make


def _lying(heading_deg: float, roll_deg: float) -> Maker:
    def make(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
        act = acts.fall(layout, rng, 1e6, heading_deg=heading_deg, roll_deg=roll_deg)
        assert act.holds is not None
        lies_from = act.holds[0]
        return lambda t: act.world(lies_from + t)

    return make


def _absence(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
    """The watch-keeper sits for 5 s, then goes and stays away for 60 s."""
    keeper = routine.staff(layout, rng)[0]
    act = acts.absence(layout, rng, 60.0, outfit=keeper.outfit)
    return lambda t: act.world(t - 5) if 0 <= t - 5 < act.length_s else World((keeper.at(t),))


def _fault(kind: FaultKind) -> Maker:
    def make(layout: Layout, rng: np.random.Generator) -> Callable[[float], World]:
        at_work = _at_work(layout, rng)
        return lambda t: at_work(t).joined(World(fault=CameraFault(kind, 5.0) if t >= 5 else None))

    return make


SCENES: dict[str, tuple[str, Maker]] = {
    **{f"empty_{name}": (name, _empty) for name in ROOMS},
    **{f"work_{name}": (name, _at_work) for name in ROOMS if name != "duty"},
    "sitting": ("duty", _at_work),
    "absence": ("duty", _absence),
    "standing": ("quick_freezing", _standing),
    "crowd_4": ("quick_freezing", _crowd(4)),
    "crowd_8": ("quick_freezing", _crowd(8)),
    "crowd_11": ("quick_freezing", _crowd(11)),
    "crowd_14": ("quick_freezing", _crowd(14)),
    "crowding": ("quick_freezing", _act(acts.crowding)),
    "hi_vis": ("machine_room", _hi_vis),
    "smoking": ("polishing", _act(acts.smoking)),
    "smoking_duty": ("duty", _act(acts.smoking)),
    "drinking": ("polishing", _act(acts.drinking)),
    "fall": ("packing", _act(acts.fall)),
    "lying_left": ("packing", _lying(90, 0)),
    "lying_right": ("machine_room", _lying(270, 0)),
    "lying_on_side": ("polishing", _lying(75, 90)),
    "lying_on_face": ("quick_freezing", _lying(285, 180)),
    "lying_away": ("packing", _lying(180, 0)),
    "lying_towards": ("packing", _lying(0, 0)),
    "crouching": ("packing", _act(acts.crouching)),
    "carton": ("corridor", _act(acts.blocking)),
    "carton_polishing": ("polishing", _act(acts.blocking)),
    "carton_left": ("corridor", _act(acts.blocking, 90.0)),
    "carton_left_polishing": ("polishing", _act(acts.blocking, 90.0)),
    "passing_through": ("corridor", _act(acts.passing_through)),
    "fire": ("polishing", _act(acts.fire)),
    "fire_duty": ("duty", _act(acts.fire)),
    "smoke": ("sanding", _act(acts.smoulder)),
    "sweeping": ("polishing", _sweeping),
    "dust": ("polishing", _dust),
    **{f"fault_{kind}": ("packing", _fault(kind)) for kind in get_args(FaultKind)},
}


def scene(name: str, seed: int = 1) -> PlayedScene:
    """The scene of that name, cast by that seed.

    Raises:
        KeyError: there is none; the message lists those there are.
    """
    if name not in SCENES:
        raise KeyError(f"no scene {name!r}; there are {', '.join(SCENES)}")
    room_name, make = SCENES[name]
    return PlayedScene(room_name, make(room(room_name), np.random.default_rng([seed, 2])))
