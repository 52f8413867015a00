"""Draws one person: far parts first, each a shaded hull, then the face if it is turned this way."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from anlan.demo.pictures import shading
from anlan.demo.pictures.anatomy import Anatomy, anatomy_of, head_axes, in_front_order, trunk_axes
from anlan.demo.pictures.arrays import Array, Box, Colour, scaled
from anlan.demo.pictures.outfits import HAIR, SKINS, Outfit
from anlan.demo.pictures.pinhole import NEAR_M, Pinhole
from anlan.demo.pictures.poses import Joint as J

_SMALL = ((1.0, 0.68), (0.70, 0.90), (0.36, 1.05))
_MIDDLE = ((1.0, 0.62), (0.82, 0.80), (0.60, 0.95), (0.34, 1.06))
#: Heads of fewer pixels than this are drawn with fewer layers.
_SMALL_HEAD_PX, _MIDDLE_HEAD_PX = 5.5, 11.0
_FACE_HEAD_PX = 4.2
#: How far from the feet's place on the floor a shadow reaches, metres.
_SHADOW_M = 0.17


@dataclass(frozen=True)
class Figure:
    """A body as it falls into one picture. ``outlines``: (layers, balls, corners, 2) in sub-pixels."""

    anatomy: Anatomy
    outlines: Array
    layers: tuple[tuple[float, float], ...]
    depths: Array
    depth_m: float
    head: Array
    head_at: Array

    @cached_property
    def box(self) -> Box:
        """The smallest box around it, not cut at the picture's edge."""
        return _box_of(self.outlines[0].reshape(-1, 2))

    def visible_points(self, depth_map: Array) -> Array:
        """Its outline points (n, 2), in pixels, that are inside the picture and not behind furniture."""
        points = self.outlines[0].reshape(-1, 2) / (1 << shading.SUBPIXEL_BITS)
        height, width = depth_map.shape
        u, v = points[:, 0].astype(int), points[:, 1].astype(int)
        inside = (points[:, 0] >= 0) & (points[:, 1] >= 0) & (u < width) & (v < height)
        inside[inside] = depth_map[v[inside], u[inside]] > self.depth_m
        return np.asarray(points[inside])


def _box_of(points: Array) -> Box:
    scale = 1 << shading.SUBPIXEL_BITS
    x0, y0 = points.min(0) / scale
    x1, y1 = points.max(0) / scale
    return float(x0), float(y0), float(x1), float(y1)


def seen(
    joints: Array, outfit: Outfit, camera: Pinhole, *, turn_rad: float = 0.0, nod_rad: float = 0.0
) -> Figure | None:
    """The body as the camera sees it; None when any of it is beside or behind the lens."""
    body = anatomy_of(outfit)
    trunk = trunk_axes(joints)
    head = head_axes(trunk, turn_rad, nod_rad)
    size = float(np.linalg.norm(joints[J.NECK] - joints[J.HIP])) / 0.53
    image = camera.project(body.centres(joints, trunk * size, head * size))
    if image[:, 2].min() <= NEAR_M * 2:
        return None
    radii = body.radii * size * camera.focal_px / image[:, 2]
    head_px = 0.1 * size * camera.focal_px / image[0, 2]
    layers = _SMALL if head_px < _SMALL_HEAD_PX else _MIDDLE if head_px < _MIDDLE_HEAD_PX else shading.CLOTH
    outlines = shading.rings(image[:, :2], radii, layers)
    depth = float(camera.project(joints[[J.HIP, J.L_ANKLE, J.R_ANKLE]])[:, 2].mean())
    return Figure(body, outlines, layers, image[:, 2], depth, head * size, joints[J.HEAD])


def draw(picture: Array, figure: Figure, outfit: Outfit, camera: Pinhole, light: float = 1.0) -> None:
    """Paint it; ``light`` is how bright the room is where it stands."""
    face = next(i for i, part in enumerate(figure.anatomy.parts) if part.cloth == "skin")
    colours = _colours(outfit, light)
    for i in in_front_order(figure.anatomy, figure.depths):
        part = figure.anatomy.parts[i]
        shading.fill_rings(picture, figure.outlines[:, figure.anatomy.slices[i]], colours[part.cloth], figure.layers)
        if i == face:
            _draw_face(picture, figure, camera, light)


def _colours(outfit: Outfit, light: float) -> dict[str, Colour]:
    skin = SKINS[outfit.skin % len(SKINS)]
    cloths = {
        "jacket": outfit.jacket,
        "trousers": outfit.trousers,
        "boots": outfit.boots,
        "gloves": outfit.gloves or skin,
        "skin": skin,
        "skin_shade": scaled(skin, 0.8),
        "hair": HAIR,
        "mask": outfit.mask or skin,
        "headgear": outfit.headgear_colour,
        "vest": outfit.vest or outfit.jacket,
        "stripe": (214.0, 222.0, 220.0),
    }
    return {name: scaled(colour, light) for name, colour in cloths.items()}


def _draw_face(picture: Array, figure: Figure, camera: Pinhole, light: float) -> None:
    front = figure.head[2]
    to_lens = np.asarray(camera.eye) - figure.head_at
    facing = float(front @ to_lens / (np.linalg.norm(front) * np.linalg.norm(to_lens) + 1e-9))
    head_px = 0.1 * camera.focal_px / float(camera.project(figure.head_at)[2])
    if facing < 0.2 or head_px < _FACE_HEAD_PX:
        return
    places = [
        (-0.035, 0.010, 0.088), (0.035, 0.010, 0.088),  # eyes
        (-0.052, 0.034, 0.080), (-0.018, 0.036, 0.090), (0.018, 0.036, 0.090), (0.052, 0.034, 0.080),  # brows
        (-0.024, -0.062, 0.082), (0.024, -0.062, 0.082),  # mouth
        (0.0, 0.0, 0.100), (0.012, -0.026, 0.104),  # nose
    ]  # fmt: skip
    at = camera.project(figure.head_at + np.array(places) @ figure.head)[:, :2]
    dark, lip = scaled((44, 48, 58), light), scaled((104, 108, 176), light)
    for eye in at[:2]:
        shading.fill_rings(
            picture, shading.rings(eye[None], np.array([0.11 * head_px]), shading.FLAT), dark, shading.FLAT
        )
    shading.lines(picture, at[2:4], dark)
    shading.lines(picture, at[4:6], dark)
    shading.lines(picture, at[6:8], lip)
    shading.lines(picture, at[8:10], scaled((112, 142, 190), light))


def cast_shadow(picture: Array, joints: Array, camera: Pinhole) -> None:
    """A soft shadow on the floor under the lower parts of the body."""
    low = joints[joints[:, 1] < 1.0]
    turn = np.linspace(0, 2 * np.pi, 8, False)
    ring = np.stack([np.cos(turn), np.zeros(8), np.sin(turn)], -1) * _SHADOW_M
    spots = low * (1, 0, 1) + (0.05, 0.0, 0.03)
    outline = camera.project((spots[:, None] + ring).reshape(-1, 3))
    hull = cv2.convexHull(outline[:, :2].astype(np.float32))[:, 0]
    softness = max(1.5, 0.07 * camera.focal_px / float(outline[:, 2].mean()))
    shading.darken(picture, np.asarray(hull, float), 0.42, softness)
