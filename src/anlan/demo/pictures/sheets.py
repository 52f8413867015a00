"""The six painted sheets of a room: floor, ceiling and walls, drawn flat in metres and then seen in perspective."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from anlan.demo.pictures.arrays import Array, Colour, Place
from anlan.demo.pictures.pinhole import Pinhole
from anlan.demo.pictures.shading import SUBPIXEL_BITS

#: Resolution of a sheet.
PX_PER_M = 90
_UNI = cv2.FontFace("uni")


@dataclass(frozen=True, slots=True)
class Extent:
    """The inside of a room, metres; the floor is at 0."""

    x0: float
    x1: float
    z0: float
    z1: float
    height: float


@dataclass(slots=True)
class Sheet:
    """One plane: ``origin`` + a·``right`` + b·``down`` (unit vectors), ``width_m`` × ``height_m``; paint has (a, b)."""

    origin: Array
    right: Array
    down: Array
    width_m: float
    height_m: float
    paint: Array = field(init=False)

    def __post_init__(self) -> None:
        """An empty sheet."""
        self.paint = np.zeros((int(self.height_m * PX_PER_M), int(self.width_m * PX_PER_M), 3), np.uint8)

    def fill(self, colour: Colour) -> None:
        """All of it."""
        self.paint[:] = np.array(colour, np.uint8)

    def rect(self, a0: float, b0: float, a1: float, b1: float, colour: Colour) -> None:
        """A filled rectangle, in metres."""
        self.area(((a0, b0), (a1, b0), (a1, b1), (a0, b1)), colour)

    def area(self, corners: tuple[Place, ...], colour: Colour) -> None:
        """A filled polygon, in metres."""
        at = np.rint(np.array(corners) * PX_PER_M * (1 << SUBPIXEL_BITS)).astype(np.int32)
        cv2.fillPoly(self.paint, [at], colour, cv2.LINE_AA, SUBPIXEL_BITS)

    def stroke(
        self, corners: tuple[Place, ...], colour: Colour, width_m: float = 0.02, *, closed: bool = False
    ) -> None:
        """A line through the corners, in metres."""
        at = np.rint(np.array(corners) * PX_PER_M).astype(np.int32)
        cv2.polylines(self.paint, [at], closed, colour, max(1, round(width_m * PX_PER_M)), cv2.LINE_AA)

    def disc(self, a: float, b: float, radius: float, colour: Colour) -> None:
        """A filled circle."""
        cv2.circle(
            self.paint, (round(a * PX_PER_M), round(b * PX_PER_M)), round(radius * PX_PER_M), colour, -1, cv2.LINE_AA
        )

    def grid(self, step_a: float, step_b: float, colour: Colour, width_m: float = 0.012) -> None:
        """Joints of tiles or panels; a step of 0 leaves that direction out."""
        for a in np.arange(step_a, self.width_m, step_a) if step_a else ():
            self.stroke(((a, 0), (a, self.height_m)), colour, width_m)
        for b in np.arange(step_b, self.height_m, step_b) if step_b else ():
            self.stroke(((0, b), (self.width_m, b)), colour, width_m)

    def write(self, a: float, b: float, text: str, size_m: float, colour: Colour) -> None:
        """A line of Chinese or Latin text whose lower left corner is at (a, b)."""
        cv2.putText(
            self.paint, text, (round(a * PX_PER_M), round(b * PX_PER_M)), colour, _UNI, round(size_m * PX_PER_M)
        )

    def sign(self, a: float, b: float, text: str, colour: Colour, ink: Colour, size_m: float = 0.2) -> None:
        """A plate with a text on it, centred at (a, b)."""
        width = size_m * 1.02 * sum(1.0 if ord(c) > 255 else 0.56 for c in text)
        half = width / 2 + size_m * 0.35
        self.rect(a - half, b - size_m * 0.85, a + half, b + size_m * 0.75, colour)
        self.write(a - width / 2, b + size_m * 0.36, text, size_m, ink)

    def roughen(self, rng: np.random.Generator, amount: float, cell_m: float) -> None:
        """Uneven paint: blotches of ``cell_m`` that change the brightness by about ``amount`` (0–1)."""
        rows, columns = max(2, int(self.height_m / cell_m)), max(2, int(self.width_m / cell_m))
        coarse = rng.normal(1.0, amount, (rows, columns)).astype(np.float32)
        height, width = self.paint.shape[:2]
        blotches = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        self.shine(blotches)

    def shine(self, light: Array) -> None:
        """Multiply by a light map of any resolution (rows over b, columns over a)."""
        height, width = self.paint.shape[:2]
        full = cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        self.paint = cv2.multiply(self.paint, cv2.merge((full, full, full)), dtype=cv2.CV_8U)

    def shadow(self, corners: tuple[Place, ...], strength: float, soft_m: float) -> None:
        """A soft shadow on the sheet, as under a machine."""
        height, width = self.paint.shape[:2]
        mask = np.full((height // 4, width // 4), 1.0, np.float32)
        at = np.rint(np.array(corners) * PX_PER_M / 4).astype(np.int32)
        cv2.fillPoly(mask, [at], 1 - strength)
        self.shine(cv2.GaussianBlur(mask, (0, 0), max(0.5, soft_m * PX_PER_M / 4)))

    def points(self, columns: int, rows: int) -> Array:
        """World points (rows, columns, 3) spread evenly over the sheet."""
        a = (np.arange(columns) + 0.5) / columns * self.width_m
        b = (np.arange(rows) + 0.5) / rows * self.height_m
        return np.asarray(self.origin + a[None, :, None] * self.right + b[:, None, None] * self.down)

    def seen_by(self, camera: Pinhole) -> Array:
        """The sheet warped into the picture; only right where the sheet is what the camera sees."""
        corners = np.stack([self.right / PX_PER_M, self.down / PX_PER_M, self.origin - np.asarray(camera.eye)], 1)
        to_rays = np.linalg.inv(corners)  # ray → (column, row, 1) up to scale
        rays = camera.rays
        basis = np.stack([rays[0, 1] - rays[0, 0], rays[1, 0] - rays[0, 0], rays[0, 0]], 1).astype(float)
        return cv2.warpPerspective(
            self.paint,
            to_rays @ basis,
            (camera.width, camera.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )


@dataclass(slots=True)
class Shell:
    """The sheets of a room. Walls are painted as seen from inside: a from left to right, b from the ceiling down."""

    extent: Extent
    floor: Sheet = field(init=False)  # a = x − x0, b = z − z0
    ceiling: Sheet = field(init=False)  # the same
    back: Sheet = field(init=False)
    left: Sheet = field(init=False)
    right: Sheet = field(init=False)
    front: Sheet = field(init=False)

    def __post_init__(self) -> None:
        """Place the six planes."""
        e = self.extent
        x, down, z = np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), np.array([0, 0, 1.0])
        width, depth = e.x1 - e.x0, e.z1 - e.z0
        self.floor = Sheet(np.array([e.x0, 0, e.z0]), x, z, width, depth)
        self.ceiling = Sheet(np.array([e.x0, e.height, e.z0]), x, z, width, depth)
        self.back = Sheet(np.array([e.x0, e.height, e.z1]), x, down, width, e.height)
        self.left = Sheet(np.array([e.x0, e.height, e.z0]), z, down, depth, e.height)
        self.right = Sheet(np.array([e.x1, e.height, e.z1]), -z, down, depth, e.height)
        self.front = Sheet(np.array([e.x1, e.height, e.z0]), -x, down, width, e.height)

    @property
    def walls(self) -> tuple[Sheet, Sheet, Sheet, Sheet]:
        """Back, left, right, front."""
        return self.back, self.left, self.right, self.front

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All six."""
        return (self.floor, self.ceiling, *self.walls)

    def on_floor(self, *corners: Place) -> tuple[Place, ...]:
        """Room places → sheet coordinates of the floor or the ceiling."""
        return tuple((x - self.extent.x0, z - self.extent.z0) for x, z in corners)

    def seen_by(self, camera: Pinhole) -> tuple[Array, Array]:
        """The empty room, and per pixel which sheet (index in `sheets`) is seen."""
        e, rays = self.extent, camera.rays
        ex, ey, ez = camera.eye
        with np.errstate(divide="ignore"):
            inverse = 1 / rays
        distances = np.stack(
            [
                np.where(rays[..., 1] < 0, -ey * inverse[..., 1], np.inf),
                np.where(rays[..., 1] > 0, (e.height - ey) * inverse[..., 1], np.inf),
                np.where(rays[..., 2] > 0, (e.z1 - ez) * inverse[..., 2], np.inf),
                np.where(rays[..., 0] < 0, (e.x0 - ex) * inverse[..., 0], np.inf),
                np.where(rays[..., 0] > 0, (e.x1 - ex) * inverse[..., 0], np.inf),
                np.where(rays[..., 2] < 0, (e.z0 - ez) * inverse[..., 2], np.inf),
            ]
        )
        which = distances.argmin(0).astype(np.uint8)
        picture = np.zeros((camera.height, camera.width, 3), np.uint8)
        for index in np.unique(which):
            cv2.copyTo(self.sheets[index].seen_by(camera), (which == index).astype(np.uint8), picture)
        return picture, which
