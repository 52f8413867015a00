"""What a room is: its size, where the camera hangs, how it is painted and furnished, and where people go in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from anlan.demo.pictures.arrays import Colour, Place
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.sheets import Extent, Shell

Activity = Literal["pass", "stand", "work", "sit"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on somebody's round. ``heading_deg``: 0 away from the camera, 90 to the right, 180 towards it."""

    x: float
    z: float
    heading_deg: float = 180.0
    activity: Activity = "pass"
    dwell_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of room.

    zones: name → polygon on the floor in metres; "room" is all that is seen of it. rounds: where the people who
    work here walk, each a closed loop. entry: from out of view to the middle of the room. The rest says where an
    event can take place.
    """

    title: str
    extent: Extent
    eye: tuple[float, float, float]
    pitch_deg: float
    lamps: tuple[Place, ...]
    paint: Callable[[Shell, np.random.Generator], None]
    furnish: Callable[[Canvas, np.random.Generator], None]
    wardrobe: str
    zones: dict[str, tuple[Place, ...]]
    rounds: tuple[tuple[Stop, ...], ...]
    entry: tuple[Place, ...]
    smoke_at: Stop
    fall_at: Stop
    carton_at: Place
    fire_at: tuple[float, float, float]
    crowd_at: tuple[Place, ...] = ()
    sweep: tuple[Place, Place] = ((-1.5, 4.5), (1.5, 4.5))
    seat: Stop | None = None
    yaw_deg: float = 0.0
    fov_deg: float = 70.0
    ambient: float = 0.5
    dust: Colour = (150, 158, 164)
    footprints: tuple[tuple[float, float, float, float], ...] = field(default=())  # x, z, width, depth: for shadows


def rectangle(x0: float, z0: float, x1: float, z1: float) -> tuple[Place, ...]:
    """A floor zone with straight sides."""
    return (x0, z0), (x1, z0), (x1, z1), (x0, z1)


def grid(columns: tuple[float, ...], rows: tuple[float, ...], shift: float = 0.35) -> tuple[Place, ...]:
    """Places for a crowd, every other row a little to the side."""
    return tuple((x + (shift if k % 2 else 0.0), z) for k, z in enumerate(rows) for x in columns)
