"""Things that people hold or leave: cartons, brooms, cups, cigarettes."""

import numpy as np

from anlan.demo.pictures import shading
from anlan.demo.pictures.arrays import Array, Box, Colour, scaled
from anlan.demo.pictures.pinhole import NEAR_M, Pinhole
from anlan.demo.pictures.poses import Joint as J
from anlan.demo.pictures.poses import broom
from anlan.demo.pictures.world import Carton

_CARDBOARD: Colour = (104, 150, 190)
_STICK = ((1.0, 0.7), (0.5, 1.05))


def rod(
    picture: Array, camera: Pinhole, a: Array, b: Array, radius: float, colour: Colour, *, thin_px: float = 0.6
) -> Box:
    """A round stick between two points of the room, never thinner than ``thin_px``; returns its box."""
    ends = camera.project(np.stack([a, b]))
    radii = np.maximum(radius * camera.focal_px / ends[:, 2], thin_px)
    outlines = shading.rings(ends[:, :2], radii, _STICK)
    shading.fill_rings(picture, outlines, colour, _STICK)
    low, high = (ends[:, :2] - radii[:, None]).min(0), (ends[:, :2] + radii[:, None]).max(0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def corners(carton: Carton) -> Array:
    """Its eight corners (8, 3): bottom four anticlockwise from the near left, then the top four."""
    x0, x1 = carton.x - carton.width / 2, carton.x + carton.width / 2
    z0, z1 = carton.z - carton.depth / 2, carton.z + carton.depth / 2
    foot = [(x0, z0), (x1, z0), (x1, z1), (x0, z1)]
    return np.array([(x, y, z) for y in (carton.y, carton.y + carton.height) for x, z in foot])


def carton_box(camera: Pinhole, carton: Carton) -> Box | None:
    """Where it is in the picture; None when it is beside the lens."""
    at = camera.project(corners(carton))
    if at[:, 2].min() <= NEAR_M * 2:
        return None
    low, high = at[:, :2].min(0), at[:, :2].max(0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def draw_carton(picture: Array, camera: Pinhole, carton: Carton, light: float) -> None:
    """A taped cardboard box with its shadow."""
    at = camera.project(corners(carton))
    if at[:, 2].min() <= NEAR_M * 2:
        return
    seen, colour = at[:, :2], scaled(_CARDBOARD, light)
    if carton.y < 0.05:
        pad = np.array([(-0.08, 0, -0.06), (0.12, 0, -0.06), (0.14, 0, 0.1), (-0.06, 0, 0.1)])
        foot = camera.project(corners(carton)[:4] + pad)
        shading.darken(picture, foot[:, :2], 0.45, max(1.5, 0.06 * camera.focal_px / float(foot[0, 2])))
    edge = scaled(colour, 0.62)
    sides: list[tuple[list[int], float]] = [([4, 5, 6, 7], 1.12), ([0, 1, 5, 4], 0.92)]
    if camera.eye[0] < carton.x - carton.width / 2:
        sides.insert(0, ([0, 3, 7, 4], 0.74))
    elif camera.eye[0] > carton.x + carton.width / 2:
        sides.insert(0, ([1, 2, 6, 5], 0.70))
    for rows, shade in sides:
        shading.polygon(picture, seen[rows], scaled(colour, shade))
        shading.lines(picture, seen[rows], edge, closed=True)
    _tape(picture, camera, carton, light)


def _tape(picture: Array, camera: Pinhole, carton: Carton, light: float) -> None:
    half, z0, z1 = carton.width * 0.07, carton.z - carton.depth / 2, carton.z + carton.depth / 2
    x0, x1, top = carton.x - half, carton.x + half, carton.y + carton.height
    strips = [
        [(x0, top, z0), (x1, top, z0), (x1, top, z1), (x0, top, z1)],
        [(x0, top * 0.62, z0), (x1, top * 0.62, z0), (x1, top, z0), (x0, top, z0)],
    ]
    for strip, shade in zip(strips, (1.36, 1.16), strict=True):
        shading.polygon(picture, camera.project(np.array(strip))[:, :2], scaled(_CARDBOARD, light * shade))


def draw_broom(picture: Array, camera: Pinhole, joints: Array, light: float) -> None:
    """The broom in both hands of somebody who sweeps."""
    top, foot = broom(joints)
    rod(picture, camera, top, foot, 0.014, scaled((96, 150, 190), light))
    side = joints[J.R_SHOULDER] - joints[J.L_SHOULDER]
    side = side / (np.linalg.norm(side) + 1e-9) * 0.19
    rod(picture, camera, foot - side, foot + side, 0.05, scaled((58, 84, 128), light))


def draw_cup(picture: Array, camera: Pinhole, joints: Array, light: float) -> None:
    """A paper cup in the right hand."""
    hand = joints[J.R_WRIST] + (joints[J.R_WRIST] - joints[J.R_ELBOW]) * 0.22
    rod(
        picture,
        camera,
        hand - np.array((0, 0.04, 0)),
        hand + np.array((0, 0.06, 0)),
        0.036,
        scaled((226, 230, 232), light),
    )


def cigarette_ends(joints: Array) -> tuple[Array, Array]:
    """Mouthpiece and tip of a cigarette in the right hand, pointing away from the face."""
    wrist, elbow = joints[J.R_WRIST], joints[J.R_ELBOW]
    along = (wrist - elbow) / (np.linalg.norm(wrist - elbow) + 1e-9)
    side = joints[J.R_SHOULDER] - joints[J.L_SHOULDER]
    forward = np.cross(side, joints[J.NECK] - joints[J.HIP])
    forward = forward / (np.linalg.norm(forward) + 1e-9)
    start = wrist + along * 0.10
    out = forward * 0.75 - side * 0.55
    return start, start + out / (np.linalg.norm(out) + 1e-9) * 0.09


def draw_cigarette(picture: Array, camera: Pinhole, joints: Array, glow: float) -> Box:
    """A white stick of about 9 cm with a glowing end; ``glow`` 0–1 is strongest while it is drawn on."""
    start, tip = cigarette_ends(joints)
    box = rod(picture, camera, start, tip, 0.006, (238, 240, 242), thin_px=0.9)
    ember = camera.project(tip[None])
    heat = (30 + 50 * glow, 90 + 100 * glow, 255.0)
    radius = np.maximum(0.007 * camera.focal_px / ember[:, 2], 1.0) * (1 + 0.5 * glow)
    shading.fill_rings(picture, shading.rings(ember[:, :2], radius, shading.FLAT), heat, ((1.0, 1.0),))
    return box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1
