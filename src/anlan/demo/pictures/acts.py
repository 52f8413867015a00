"""What can happen in a room, each as an act with a beginning and an end: people come in for it and leave after it.

An act is a function of the seconds since it began. ``holds`` says from when to when the condition is really there
(the smoker smokes, the carton lies, nobody sits at the post).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from anlan.demo.pictures import poses
from anlan.demo.pictures.motion import SPEED_M_S, Path, walker
from anlan.demo.pictures.outfits import VISITOR, Outfit
from anlan.demo.pictures.rooms.layout import Layout, Stop
from anlan.demo.pictures.routine import busy, dressed
from anlan.demo.pictures.world import Carton, Flame, Person, Smoke, World

Behaviour = Literal["smoking", "fire_smoke", "blocked_passage", "fallen", "dust_cleaning", "absence", "headcount"]
#: People that a quick-freezing room may hold.
HEADCOUNT_LIMIT = 9
_FALL_S, _RISE_S, _PUT_DOWN_S = 0.9, 3.0, 2.0
_PUFF_S = 6.0
_GAP_S = 1.3


@dataclass(frozen=True)
class Act:
    """``length_s`` is all of it. ``replaces_staff``: it shows the room's own person, who must not be there twice."""

    name: str
    behaviour: Behaviour
    length_s: float
    holds: tuple[float, float] | None
    world: Callable[[float], World]
    replaces_staff: bool = False


def _ways(layout: Layout, x: float, z: float) -> tuple[Path, Path]:
    """In to that place, and out again."""
    way = Path((*layout.entry, (x, z)))
    return way, way.reversed()


def _visit(
    layout: Layout, stop: Stop, outfit: Outfit, hold_s: float, there: Callable[[float], Person]
) -> tuple[Callable[[float], World], float, tuple[float, float]]:
    """Come in, be ``there(seconds)`` for a while, go: the world, its length, and when the middle part is."""
    way_in, way_out = _ways(layout, stop.x, stop.z)
    arrives, leaves = way_in.length_s, way_in.length_s + hold_s

    def world(u: float) -> World:
        if u < arrives:
            return World((walker(way_in, u * SPEED_M_S, outfit, 1.0),))
        if u < leaves:
            return World((there(u - arrives),))
        return World((walker(way_out, (u - leaves) * SPEED_M_S, outfit, 1.0),))

    return world, leaves + way_out.length_s, (arrives, leaves)


def _hand_cycle(u: float, up_s: float = 1.8) -> float:
    """0 hanging – 1 at the mouth, once every few seconds."""
    into = u % _PUFF_S
    return float(np.clip(min(into / 0.9, (1.8 + up_s - into) / 0.9), 0, 1))


def smoking(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """Somebody comes in, lights up, and smokes."""
    outfit, stop = dressed(layout, rng), layout.smoke_at

    def there(u: float) -> Person:
        raised = _hand_cycle(u)
        joints = poses.placed(poses.at_mouth(raised, u * 0.7), stop.x, stop.z, stop.heading_deg)
        return Person(joints, outfit, holding="cigarette", hand_raised=raised)

    world, length, holds = _visit(layout, stop, outfit, hold_s, there)
    return Act("smoking", "smoking", length, holds, world)


def drinking(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """A near miss: a hand at the mouth, with a cup in it."""
    outfit, stop = dressed(layout, rng), layout.smoke_at

    def there(u: float) -> Person:
        raised = _hand_cycle(u, 0.8)
        joints = poses.placed(poses.at_mouth(raised, u * 0.7), stop.x, stop.z, stop.heading_deg)
        return Person(joints, outfit, holding="cup", hand_raised=raised)

    world, length, _ = _visit(layout, stop, outfit, hold_s, there)
    return Act("drinking", "smoking", length, None, world)


def fall(
    layout: Layout,
    rng: np.random.Generator,
    hold_s: float,
    *,
    heading_deg: float | None = None,
    roll_deg: float | None = None,
) -> Act:
    """Somebody walks in, falls, lies still, is up again in the end and leaves."""
    outfit, stop = dressed(layout, rng), layout.fall_at
    way = 90.0 if rng.random() < 0.5 else 270.0
    heading = way + float(rng.uniform(-25, 25)) if heading_deg is None else heading_deg
    roll = float(rng.choice([0.0, 0.0, 90.0, 180.0])) if roll_deg is None else roll_deg
    # The feet stand so that the middle of the body comes to lie on the spot.
    x = stop.x + 0.8 * math.sin(math.radians(heading))
    z = stop.z + 0.8 * math.cos(math.radians(heading))
    limp = poses.limp(float(rng.uniform(0.2, 0.7)), float(rng.uniform(0.2, 0.8)))

    def there(u: float) -> Person:
        down = min(u / _FALL_S, (hold_s - u) / _RISE_S, 1.0)
        ease = max(0.0, down) ** 2 if u < _FALL_S else max(0.0, down)
        pose = poses.mixed(poses.standing(), limp, min(1.0, ease * 1.6))
        joints = poses.placed(pose, x, z, heading, fall=ease, roll_deg=roll * min(1.0, ease * 1.4))
        return Person(joints, outfit, "lying" if ease > 0.9 else "falling" if ease > 0.12 else "upright")

    world, length, (arrives, leaves) = _visit(layout, Stop(x, z), outfit, hold_s, there)
    return Act("fall", "fallen", length, (arrives + _FALL_S, leaves - _RISE_S), world)


def crouching(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """A near miss: somebody crouches to tie a shoe."""
    outfit, stop = dressed(layout, rng), layout.fall_at

    def there(u: float) -> Person:
        down = float(np.clip(min(u, hold_s - u) / 0.8, 0, 1))
        pose = poses.mixed(poses.standing(), poses.crouching(u), down)
        return Person(
            poses.placed(pose, stop.x, stop.z, 150),
            outfit,
            "crouching" if down > 0.6 else "upright",
            nod_rad=0.4 * down,
        )

    world, length, _ = _visit(layout, stop, outfit, hold_s, there)
    return Act("crouching", "fallen", length, None, world)


def _porter(layout: Layout, outfit: Outfit, carton: Carton, late_s: float, hold_s: float) -> Callable[[float], World]:
    """Brings one carton, puts it down, and fetches it when its time is over."""
    way_in, way_out = _ways(layout, carton.x - 0.5, carton.z - 0.45)
    down_at = late_s + way_in.length_s + _PUT_DOWN_S / 2

    def on_the_way(u: float, first: bool) -> World:
        after = u - way_in.length_s
        if after < 0:
            return World((walker(way_in, u * SPEED_M_S, outfit, 1.0, "carton" if first else ""),))
        if after < _PUT_DOWN_S:
            lowered = math.sin(after / _PUT_DOWN_S * math.pi)
            joints = poses.placed(poses.setting_down(lowered), carton.x - 0.5, carton.z - 0.45, 45)
            holds = (after < _PUT_DOWN_S / 2) == first
            return World((Person(joints, outfit, holding="carton" if holds else "", nod_rad=0.3 * lowered),))
        return World((walker(way_out, (after - _PUT_DOWN_S) * SPEED_M_S, outfit, 1.0, "" if first else "carton"),))

    visit_s = way_in.length_s + _PUT_DOWN_S + way_out.length_s

    def world(u: float) -> World:
        lies = World(cartons=(carton,), obstacle=True) if down_at <= u < down_at + hold_s else World()
        fetch = u - late_s - hold_s
        if 0 <= u - late_s < visit_s:
            return lies.joined(on_the_way(u - late_s, True))
        return lies.joined(on_the_way(fetch, False)) if 0 <= fetch < visit_s else lies

    return world


def blocking(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """Two people put cartons down in the way out, and fetch them later."""
    x, z = layout.carton_at
    placed = (Carton(x - 0.36, z, 0.68, 0.52, 0.58), Carton(x + 0.36, z + 0.06, 0.66, 0.5, 0.52))
    porters = [_porter(layout, dressed(layout, rng), carton, 3.0 * k, hold_s) for k, carton in enumerate(placed)]
    way, _ = _ways(layout, x, z)
    first = way.length_s + _PUT_DOWN_S / 2

    def world(u: float) -> World:
        return porters[0](u).joined(porters[1](u))

    length = hold_s + 3.0 + 2 * way.length_s + _PUT_DOWN_S + 2
    return Act("blocking", "blocked_passage", length, (first, first + hold_s + 3.0), world)


def passing_through(layout: Layout, rng: np.random.Generator, _hold_s: float) -> Act:
    """A near miss: a carton is carried through the passage and away again."""
    outfit = dressed(layout, rng)
    x, z = layout.carton_at
    way, back = _ways(layout, x, z + 1.2)

    def world(u: float) -> World:
        ahead = u < way.length_s
        path, walked = (way, u) if ahead else (back, u - way.length_s)
        return World((walker(path, walked * SPEED_M_S, outfit, 1.0, "carton"),))

    return Act("passing_through", "blocked_passage", 2 * way.length_s, None, world)


def fire(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """Something catches fire beside the machines: it grows, smokes, and is out in the end."""
    at, smoulder_s, out_s = layout.fire_at, 4.0, 5.0
    largest = float(rng.uniform(0.6, 0.95))

    def world(u: float) -> World:
        size = largest * float(np.clip(min((u - smoulder_s) / 14.0 + 0.2, (hold_s + smoulder_s - u) / 3.0), 0, 1))
        smoke = float(np.clip(min(u / 12.0, (hold_s + smoulder_s + out_s - u) / out_s), 0, 1))
        burns = smoulder_s <= u < hold_s + smoulder_s and size > 0.05
        above = (at[0], at[1] + 0.3 * size, at[2])
        return World(
            flames=(Flame(at, size),) if burns else (),
            smokes=(Smoke(above, 0.2 + 0.75 * smoke, 0.9 * smoke, dark=burns and size > 0.4),) if smoke > 0.05 else (),
        )

    return Act("fire", "fire_smoke", hold_s + smoulder_s + out_s, (smoulder_s, hold_s + smoulder_s), world)


def smoulder(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """Pale smoke without a flame."""
    at = layout.fire_at
    largest = float(rng.uniform(0.55, 0.85))

    def world(u: float) -> World:
        grown = float(np.clip(min(u / 12.0, (hold_s - u) / 6.0), 0, 1))
        return World(smokes=(Smoke(at, 0.1 + largest * grown, 0.4 + 0.55 * grown),)) if grown > 0 else World()

    return Act("smoulder", "fire_smoke", hold_s, (2.0, hold_s - 2.0), world)


def bright_vests(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """A near miss: visitors in reflective vests, which a colour alone takes for fire."""
    del rng
    stop = Stop(layout.smoke_at.x, layout.smoke_at.z, 200, "stand")
    world, length, _ = _visit(layout, stop, VISITOR[0], hold_s, lambda u: busy(stop, u * 2, VISITOR[0]))
    return Act("bright_vests", "fire_smoke", length, None, world)


def crowding(layout: Layout, rng: np.random.Generator, hold_s: float, *, extra: int = 9, staff: int = 3) -> Act:
    """One after another comes in, until there are more people than allowed; then they leave again."""
    guests = [
        (dressed(layout, rng), float(rng.uniform(150, 210)), float(rng.uniform(0.94, 1.05))) for _ in range(extra)
    ]
    ways = [_ways(layout, *place) for place in layout.crowd_at[:extra]]
    inside_s = Path(layout.entry[:2]).length_s  # the second place of every entry is inside
    all_in = max(k * _GAP_S + way.length_s for k, (way, _) in enumerate(ways))
    leave = all_in + hold_s

    def world(u: float) -> World:
        persons = []
        for k, ((outfit, heading, scale), (way_in, way_out)) in enumerate(zip(guests, ways, strict=False)):
            came, goes = u - k * _GAP_S, u - leave - k * _GAP_S
            if 0 <= came < way_in.length_s:
                persons.append(walker(way_in, came * SPEED_M_S, outfit, scale))
            elif came >= 0 and goes < 0:
                x, z = way_in.places[-1]
                persons.append(busy(Stop(x, z, heading, "stand"), u + 7 * k, outfit, scale))
            elif 0 <= goes < way_out.length_s:
                persons.append(walker(way_out, goes * SPEED_M_S, outfit, scale))
        return World(tuple(persons))

    length = leave + extra * _GAP_S + max(way.length_s for _, way in ways)
    too_many = HEADCOUNT_LIMIT + 1 - staff  # the guest who makes it too many, counted from one
    if too_many > extra:
        return Act("full_house", "headcount", length, None, world)
    begins = (too_many - 1) * _GAP_S + inside_s
    ends = leave + (extra - too_many) * _GAP_S + ways[extra - too_many][1].length_s - inside_s
    return Act("crowding", "headcount", length, (begins, ends), world)


def full_house(layout: Layout, rng: np.random.Generator, hold_s: float) -> Act:
    """A near miss: exactly as many people as allowed."""
    return crowding(layout, rng, hold_s, extra=HEADCOUNT_LIMIT - 3)


def absence(
    layout: Layout, rng: np.random.Generator, hold_s: float, *, outfit: Outfit | None = None, name: str = "absence"
) -> Act:
    """The watch-keeper gets up, goes out, and comes back after a while."""
    assert layout.seat is not None, "only a room with a seat can be left"
    seat, keeper = layout.seat, outfit or dressed(layout, rng)
    way_in, way_out = _ways(layout, seat.x, seat.z)
    gone, back = way_out.length_s, way_out.length_s + hold_s

    def world(u: float) -> World:
        if u < gone:
            return World((walker(way_out, u * SPEED_M_S, keeper, 1.0),))
        if u < back:
            return World()
        return World((walker(way_in, (u - back) * SPEED_M_S, keeper, 1.0),))

    holds = (0.9, back + way_in.length_s - 0.9) if name == "absence" else None  # a metre from the chair is away
    return Act(name, "absence", back + way_in.length_s, holds, world, replaces_staff=True)


def stepping_out(layout: Layout, rng: np.random.Generator, _hold_s: float, *, outfit: Outfit | None = None) -> Act:
    """A near miss: away for some seconds only."""
    return absence(layout, rng, 6.0, outfit=outfit, name="stepping_out")


def sweeper(layout: Layout, u: float, outfit: Outfit) -> Person:
    """Somebody who sweeps to and fro along the room's line."""
    (x0, z0), (x1, z1) = layout.sweep
    to_and_fro = abs((u * 0.05) % 2 - 1)
    x, z = x0 + (x1 - x0) * to_and_fro, z0 + (z1 - z0) * to_and_fro
    pose = poses.sweeping(u * 3.2)
    heading = 150.0 if (u * 0.05) % 2 < 1 else 210.0
    return Person(poses.placed(pose, x, z, heading), outfit, holding="broom", nod_rad=0.3)


Maker = Callable[[Layout, np.random.Generator, float], Act]


def absence_of(outfit: Outfit, make: Maker) -> Maker:
    """The same going out, by somebody in these clothes: the one who sat there."""
    keepers = {absence: partial(absence, outfit=outfit), stepping_out: partial(stepping_out, outfit=outfit)}
    return keepers.get(make, make)


EVENTS: dict[Behaviour, tuple[Maker, ...]] = {
    "smoking": (smoking,),
    "fire_smoke": (fire, fire, smoulder),
    "blocked_passage": (blocking,),
    "fallen": (fall,),
    "headcount": (crowding,),
    "absence": (absence,),
}
NEAR_MISSES: dict[Behaviour, Maker] = {
    "smoking": drinking,
    "fire_smoke": bright_vests,
    "blocked_passage": passing_through,
    "fallen": crouching,
    "headcount": full_house,
    "absence": stepping_out,
}
