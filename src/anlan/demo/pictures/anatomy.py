"""What a body is drawn from: parts, each the hull of a few balls that hang on the skeleton.

A ball sits at a weighted mean of joints plus an offset along the trunk's or the head's own axes. All balls of a
person are so placed by two matrix products.
"""

from dataclasses import dataclass, field

import numpy as np

from anlan.demo.pictures.arrays import Array
from anlan.demo.pictures.outfits import Outfit
from anlan.demo.pictures.poses import Joint as J


@dataclass(frozen=True, slots=True)
class Ball:
    """``at``: joint → weight (they add up to one). ``offset``: metres to the side (right), up, front."""

    at: dict[J, float]
    radius: float
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    on_head: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """``cloth`` names the colour. A ``bias_m`` above zero brings it nearer to the viewer than its balls are."""

    cloth: str
    balls: tuple[Ball, ...]
    bias_m: float = 0.0


def _limbs(left: bool) -> list[Part]:
    shoulder, hip = (J.L_SHOULDER, J.L_HIP) if left else (J.R_SHOULDER, J.R_HIP)
    elbow, wrist, knee, ankle, toe = J(shoulder + 1), J(shoulder + 2), J(hip + 1), J(hip + 2), J(hip + 3)
    hand = {wrist: 1.26, elbow: -0.26}
    return [
        Part("trousers", (Ball({hip: 1}, 0.098), Ball({knee: 1}, 0.070))),
        Part("trousers", (Ball({knee: 1}, 0.069), Ball({ankle: 1}, 0.052)), 0.005),
        Part("boots", (Ball({ankle: 0.92, knee: 0.08}, 0.056), Ball({ankle: 1}, 0.058), Ball({toe: 1}, 0.044)), 0.01),
        Part("jacket", (Ball({shoulder: 1}, 0.070, (0, -0.015, 0)), Ball({elbow: 1}, 0.053)), 0.02),
        Part("jacket", (Ball({elbow: 1}, 0.052), Ball({wrist: 1}, 0.043)), 0.03),
        Part("gloves", (Ball({wrist: 1}, 0.040), Ball(hand, 0.036)), 0.04),
    ]


def _trunk(outfit: Outfit) -> list[Part]:
    hem = 0.45 if outfit.long_coat else 0.06
    sides = ((J.L_SHOULDER, J.L_HIP, J.L_KNEE), (J.R_SHOULDER, J.R_HIP, J.R_KNEE))
    chest = tuple(Ball({s: 0.72, J.NECK: 0.28}, 0.088, (0, -0.06, 0)) for s, _, _ in sides)
    waist = tuple(Ball({h: 0.66, s: 0.34}, 0.098, (0, 0, 0.01)) for s, h, _ in sides)
    skirt = tuple(Ball({h: 1 - hem, k: hem}, 0.104) for _, h, k in sides)
    collar = (Ball({J.NECK: 1}, 0.070, (0, -0.015, -0.005)),)
    parts = [
        Part("trousers", tuple(Ball({h: 1}, 0.102) for _, h, _ in sides), -0.01),
        Part("jacket", chest + waist + skirt + collar),
    ]
    if outfit.vest:
        parts.append(Part("vest", (*chest, *waist, *(Ball({h: 0.95, s: 0.05}, 0.100) for s, h, _ in sides)), 0.012))
        for low in (0.72, 0.48):
            band = tuple(
                Ball({h: low, s: 1 - low}, 0.022, (0.07 * d, 0, 0.1))
                for (s, h, _), d in zip(sides, (-1, 1), strict=True)
            )
            parts.append(Part("stripe", band, 0.014))
    return parts


def _on_head(radius: float, side: float, up: float, front: float) -> Ball:
    return Ball({J.HEAD: 1}, radius, (side, up, front), on_head=True)


def _head(outfit: Outfit) -> list[Part]:
    parts = [
        Part("skin_shade", (Ball({J.NECK: 1}, 0.056), Ball({J.HEAD: 0.7, J.NECK: 0.3}, 0.052))),
        Part("skin", (_on_head(0.074, 0, -0.052, 0.012), _on_head(0.090, 0, 0.012, 0.005)), 0.05),
        Part("hair", (_on_head(0.094, 0, 0.042, -0.018), _on_head(0.088, 0, -0.010, -0.040)), 0.049),
    ]
    if outfit.mask:
        parts.append(Part("mask", (_on_head(0.040, 0, -0.050, 0.062),), 0.052))
    # The dome lies behind the face and before the hair; a brim over the forehead belongs to the front.
    if outfit.headgear == "helmet":
        dome = (_on_head(0.104, 0, 0.054, -0.010), _on_head(0.098, 0, 0.072, -0.010))
        brim = (
            *(_on_head(0.046, x, 0.084, 0.044) for x in (-0.04, 0.04)),
            *(_on_head(0.02, x, 0.056, 0.09) for x in (-0.06, 0.06)),
        )
        parts += [Part("headgear", dome, 0.0495), Part("headgear", brim, 0.053)]
    elif outfit.headgear == "cap":
        dome = (_on_head(0.099, 0, 0.052, -0.012), _on_head(0.088, 0, 0.076, -0.012))
        band = tuple(_on_head(0.038, x, 0.078, 0.05) for x in (-0.048, 0.048))
        parts += [Part("headgear", dome, 0.0495), Part("headgear", band, 0.053)]
    elif outfit.headgear == "hood":
        hood = (_on_head(0.104, 0, 0.050, -0.026), _on_head(0.110, 0, -0.04, -0.050))
        parts.append(Part("headgear", hood, 0.0485))
        parts.append(Part("headgear", tuple(_on_head(0.040, x, 0.078, 0.045) for x in (-0.05, 0.05)), 0.053))
    return parts


@dataclass(frozen=True)
class Anatomy:
    """All balls of an outfit as matrices: weights (balls, joints), offsets (balls, 3), radii, parts as slices."""

    parts: list[Part]
    weights: Array = field(init=False)
    offsets: Array = field(init=False)
    on_head: Array = field(init=False)
    radii: Array = field(init=False)
    slices: list[slice] = field(init=False)
    starts: Array = field(init=False)
    sizes: Array = field(init=False)
    biases: Array = field(init=False)

    def __post_init__(self) -> None:
        """Lay the parts' balls out in rows."""
        balls = [ball for part in self.parts for ball in part.balls]
        weights = np.zeros((len(balls), len(J)))
        for row, ball in enumerate(balls):
            for joint, weight in ball.at.items():
                weights[row, joint] = weight
        ends = np.cumsum([len(part.balls) for part in self.parts])
        values: dict[str, object] = {
            "weights": weights,
            "offsets": np.array([ball.offset for ball in balls]),
            "on_head": np.array([ball.on_head for ball in balls]),
            "radii": np.array([ball.radius for ball in balls]),
            "starts": ends - [len(part.balls) for part in self.parts],
            "sizes": np.array([len(part.balls) for part in self.parts]),
            "biases": np.array([part.bias_m for part in self.parts]),
            "slices": [slice(int(end) - len(p.balls), int(end)) for p, end in zip(self.parts, ends, strict=True)],
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def centres(self, joints: Array, trunk: Array, head: Array) -> Array:
        """World centres of all balls (balls, 3). ``trunk`` and ``head`` are axes (3, 3): rows side, up, front."""
        offsets = np.where(self.on_head[:, None], self.offsets @ head, self.offsets @ trunk)
        return np.asarray(self.weights @ joints + offsets)


_KNOWN: dict[Outfit, Anatomy] = {}


def anatomy_of(outfit: Outfit) -> Anatomy:
    """The parts of somebody in these clothes; made once."""
    if outfit not in _KNOWN:
        parts = _limbs(True) + _limbs(False) + _trunk(outfit) + _head(outfit)
        _KNOWN[outfit] = Anatomy(parts)
    return _KNOWN[outfit]


def trunk_axes(joints: Array) -> Array:
    """Rows side (to the right), up (hip to neck), front of a body in the room."""
    up = joints[J.NECK] - joints[J.HIP]
    up = up / (np.linalg.norm(up) + 1e-9)
    side = joints[J.R_SHOULDER] - joints[J.L_SHOULDER]
    side = side - up * float(side @ up)
    side = side / (np.linalg.norm(side) + 1e-9)
    return np.stack([side, up, np.cross(side, up)])


def in_front_order(body: Anatomy, depths: Array) -> Array:
    """Indices of the parts, the farthest first; ``depths`` (balls,) in metres."""
    return np.argsort(body.biases - np.add.reduceat(depths, body.starts) / body.sizes, kind="stable")


def head_axes(trunk: Array, turn_rad: float, nod_rad: float) -> Array:
    """The head's axes: turned to its right by ``turn_rad`` and bowed by ``nod_rad``."""
    side, up, front = trunk
    ct, st, cn, sn = np.cos(turn_rad), np.sin(turn_rad), np.cos(nod_rad), np.sin(nod_rad)
    turned_side, turned_front = side * ct - front * st, side * st + front * ct
    return np.stack([turned_side, up * cn + turned_front * sn, turned_front * cn - up * sn])
