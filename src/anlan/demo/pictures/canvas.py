"""The static picture of a room while it is being painted: solid things with their depth, at twice the size."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from anlan.demo.pictures import shading
from anlan.demo.pictures.arrays import Array, Colour, scaled
from anlan.demo.pictures.pinhole import Pinhole

_TOP, _FRONT, _SIDE, _EDGE = 1.10, 0.88, 0.72, 0.62


@dataclass(slots=True)
class Canvas:
    """``depth`` (height, width) float32: metres to the nearest solid thing, infinite over the bare shell."""

    camera: Pinhole
    picture: Array
    depth: Array = field(init=False)

    def __post_init__(self) -> None:
        """Nothing solid yet."""
        self.depth = np.full(self.picture.shape[:2], np.inf, np.float32)

    def face(self, corners: Array, colour: Colour, edge: Colour | None = None, *, solid: bool = True) -> None:
        """A flat polygon (n, 3) of the room. What is not ``solid`` never hides anybody (a seat, a mat)."""
        polygon = self.camera.clipped(np.asarray(corners, float))
        if len(polygon) < 3:
            return
        at = self.camera.project(polygon)[:, :2]
        shading.polygon(self.picture, at, colour)
        if edge is not None:
            shading.lines(self.picture, at, edge, closed=True)
        if solid:
            self._note_depth(polygon, at)

    def _note_depth(self, polygon: Array, at: Array) -> None:
        height, width = self.depth.shape
        x0, y0 = np.clip(np.floor(at.min(0)), 0, (width, height)).astype(int)
        x1, y1 = np.clip(np.ceil(at.max(0)) + 1, 0, (width, height)).astype(int)
        if x1 <= x0 or y1 <= y0:
            return
        normal = np.cross(polygon[1] - polygon[0], polygon[2] - polygon[0])
        rays = self.camera.rays[y0:y1, x0:x1] @ normal.astype(np.float32)
        across = float(normal @ (polygon[0] - np.asarray(self.camera.eye)))
        with np.errstate(divide="ignore", invalid="ignore"):
            plane = across / rays
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [np.rint(at - (x0, y0)).astype(np.int32)], 255)
        part = self.depth[y0:y1, x0:x1]
        np.copyto(part, plane, where=(mask > 0) & (plane > 0) & np.isfinite(plane))

    def box(
        self,
        x: float,
        z: float,
        width: float,
        depth: float,
        height: float,
        colour: Colour,
        *,
        y: float = 0.0,
        solid: bool = True,
    ) -> None:
        """An upright block whose foot is centred at (x, z), its bottom at ``y``."""
        x0, x1, z0, z1, top = x - width / 2, x + width / 2, z - depth / 2, z + depth / 2, y + height
        edge = scaled(colour, _EDGE)
        eye_x, eye_y, _ = self.camera.eye
        if eye_x < x0:
            self.face(
                np.array([(x0, y, z0), (x0, y, z1), (x0, top, z1), (x0, top, z0)]),
                scaled(colour, _SIDE * 1.08),
                edge,
                solid=solid,
            )
        elif eye_x > x1:
            self.face(
                np.array([(x1, y, z0), (x1, y, z1), (x1, top, z1), (x1, top, z0)]),
                scaled(colour, _SIDE),
                edge,
                solid=solid,
            )
        if eye_y > top:
            self.face(
                np.array([(x0, top, z0), (x1, top, z0), (x1, top, z1), (x0, top, z1)]),
                scaled(colour, _TOP),
                edge,
                solid=solid,
            )
        elif eye_y < y:
            self.face(
                np.array([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]), scaled(colour, _EDGE), edge, solid=solid
            )
        self.face(
            np.array([(x0, y, z0), (x1, y, z0), (x1, top, z0), (x0, top, z0)]),
            scaled(colour, _FRONT),
            edge,
            solid=solid,
        )

    def panel(
        self, x0: float, x1: float, y0: float, y1: float, z: float, colour: Colour, edge: Colour | None = None
    ) -> None:
        """An upright rectangle that faces the camera's wall: a screen, a door of a cabinet."""
        self.face(np.array([(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)]), colour, edge)

    def tube(
        self,
        a: tuple[float, float, float],
        b: tuple[float, float, float],
        radius: float,
        colour: Colour,
        *,
        radius_b: float | None = None,
        solid: bool = True,
    ) -> None:
        """A round duct, pipe, drum or cone from ``a`` to ``b`` with a metallic sheen."""
        ends = self.camera.project(np.array([a, b], float))
        if ends[:, 2].min() < 0.6:
            return
        radii = np.array([radius, radius if radius_b is None else radius_b]) * self.camera.focal_px / ends[:, 2]
        outlines = shading.rings(ends[:, :2], radii, shading.METAL)
        shading.fill_rings(self.picture, outlines, colour, shading.METAL)
        if solid:
            mask = np.zeros(self.depth.shape, np.uint8)
            hull = cv2.convexHull(outlines[0].reshape(-1, 2))
            cv2.fillConvexPoly(mask, hull, 255, cv2.LINE_8, shading.SUBPIXEL_BITS)
            self.depth[mask > 0] = float(ends[:, 2].mean())

    def drum(self, x: float, z: float, radius: float, height: float, colour: Colour, *, y: float = 0.0) -> None:
        """An upright cylinder: a tank, a barrel, a column of a scrubber."""
        turn = np.linspace(0, 2 * np.pi, 28, False)
        ring = np.stack([x + radius * np.cos(turn), np.full(28, y), z + radius * np.sin(turn)], -1)
        bottom, top = self.camera.project(ring)[:, :2], self.camera.project(ring + np.array((0, height, 0)))[:, :2]
        middle = self.camera.project(np.array([(x, y + height / 2, z)]))[0]
        wall = cv2.convexHull(np.concatenate([bottom, top]).astype(np.float32))[:, 0]
        self._round_wall(np.asarray(wall, float), middle, radius, colour)
        if self.camera.eye[1] > y + height:
            shading.polygon(self.picture, top, scaled(colour, _TOP))
            shading.lines(self.picture, top, scaled(colour, 0.7), closed=True)

    def _round_wall(self, wall: Array, middle: Array, radius: float, colour: Colour) -> None:
        half = radius * self.camera.focal_px / float(middle[2])
        bands = 14
        height, width = self.depth.shape
        mask = np.zeros((height, width), np.uint8)
        shading.polygon(mask, wall, (255, 255, 255))
        x0, x1 = max(0, int(wall[:, 0].min())), min(width, int(wall[:, 0].max()) + 2)
        if x1 <= x0:
            return
        across = (np.arange(x0, x1) - middle[0]) / max(half, 1e-6)
        lit = np.interp(
            across,
            np.linspace(-1, 1, bands),
            [0.56, 0.72, 0.9, 1.1, 1.24, 1.2, 1.06, 0.96, 0.88, 0.8, 0.72, 0.64, 0.56, 0.5],
        )
        shade = np.clip(lit[None, :, None] * np.array(colour), 0, 255)
        alpha = mask[:, x0:x1, None].astype(np.float32) / 255
        part = self.picture[:, x0:x1]
        part[:] = (part * (1 - alpha) + shade * alpha).astype(np.uint8)
        self.depth[:, x0:x1][mask[:, x0:x1] > 127] = float(middle[2]) - radius * 0.5
