"""What is in a room at one moment, as plain data: scenes and stories say it, the renderer draws it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from anlan.demo.pictures.arrays import Array, Place
from anlan.demo.pictures.outfits import Outfit

Posture = Literal["upright", "sitting", "crouching", "falling", "lying"]
Holding = Literal["", "cigarette", "cup", "broom", "carton"]
FaultKind = Literal["dark", "overexposed", "blurred", "frozen", "moved", "gone"]


@dataclass(frozen=True, slots=True)
class Person:
    """``joints`` (17, 3) in the room; ``hand_raised`` 0–1 is how near the right hand is to the mouth."""

    joints: Array
    outfit: Outfit
    posture: Posture = "upright"
    holding: Holding = ""
    hand_raised: float = 0.0
    turn_rad: float = 0.0
    nod_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class Carton:
    """A cardboard box on the floor at (x, z), metres."""

    x: float
    z: float
    width: float = 0.85
    depth: float = 0.6
    height: float = 0.7
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Flame:
    """``size`` 0–1: from a flicker to about a metre."""

    at: tuple[float, float, float]
    size: float


@dataclass(frozen=True, slots=True)
class Smoke:
    """A rising column. ``size`` 0–1 is about 0.5–3 m; ``density`` 0–1; dark smoke comes with flames."""

    at: tuple[float, float, float]
    size: float
    density: float = 0.8
    dark: bool = False


@dataclass(frozen=True, slots=True)
class CameraFault:
    """Something is wrong with the camera; ``since_s`` is when it began (a frozen picture shows that moment)."""

    kind: FaultKind
    since_s: float


@dataclass(frozen=True, slots=True)
class World:
    """Everything that moves or changes; ``dust_film`` 0–1 covers what lies flat."""

    persons: tuple[Person, ...] = ()
    cartons: tuple[Carton, ...] = ()
    flames: tuple[Flame, ...] = ()
    smokes: tuple[Smoke, ...] = ()
    dust_film: float = 0.0
    obstacle: bool = False
    fault: CameraFault | None = field(default=None)

    def joined(self, other: "World") -> "World":
        """Both at once; the other one's dust and fault win where it has any."""
        return replace(
            self,
            persons=self.persons + other.persons,
            cartons=self.cartons + other.cartons,
            flames=self.flames + other.flames,
            smokes=self.smokes + other.smokes,
            dust_film=max(self.dust_film, other.dust_film),
            obstacle=self.obstacle or other.obstacle,
            fault=other.fault or self.fault,
        )


def inside(zone: tuple[Place, ...], x: float, z: float) -> bool:
    """Whether a place on the floor lies in a polygon."""
    result = False
    for (x0, z0), (x1, z1) in zip(zone, (*zone[1:], zone[0]), strict=True):
        if (z0 > z) != (z1 > z) and x < (x1 - x0) * (z - z0) / (z1 - z0) + x0:
            result = not result
    return result
