"""The picture of a room with nobody in it: painted once per camera, at twice the size, and then kept."""

from dataclasses import dataclass

import cv2
import numpy as np

from anlan.demo.pictures.arrays import Array
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.lighting import Lamps, bake, exposure_of
from anlan.demo.pictures.pinhole import Pinhole
from anlan.demo.pictures.rooms.furniture import lamp_panels
from anlan.demo.pictures.rooms.layout import Layout, rectangle
from anlan.demo.pictures.sheets import Shell

_OVERSAMPLE = 2
#: How much of a full dust film settles on the floor and things, and on upright walls.
_DUST_ON_FLOOR, _DUST_ON_WALLS = 0.95, 0.35
_FLOOR_SHEET = 0


@dataclass(frozen=True)
class Backdrop:
    """``clean`` and ``dusty`` (a film of 1): pictures (height, width, 3). ``depth``: metres to solids, per pixel."""

    camera: Pinhole
    clean: Array
    dusty: Array
    depth: Array
    lamps: Lamps
    exposure: float

    def light_at(self, x: float, z: float) -> float:
        """How bright somebody standing there looks."""
        return self.lamps.on_floor(x, z, self.exposure)


def camera_of(layout: Layout, size: tuple[int, int], rng: np.random.Generator) -> Pinhole:
    """The room's camera, hung a little differently by every installer."""
    x, y, z = layout.eye
    return Pinhole(
        *size,
        eye=(x + rng.uniform(-0.25, 0.25), y + rng.uniform(-0.1, 0.12), z),
        pitch_deg=layout.pitch_deg + rng.uniform(-0.8, 0.8),
        yaw_deg=layout.yaw_deg + rng.uniform(-2.5, 2.5),
        fov_deg=layout.fov_deg + rng.uniform(-2, 2),
    )


def painted(layout: Layout, camera: Pinhole, seed: int) -> Backdrop:
    """Paint the room as this camera sees it; the same seed gives the same room."""
    rng = np.random.default_rng([seed, 1])
    large = camera.enlarged(_OVERSAMPLE)
    lamps = Lamps(layout.lamps, layout.extent.height, layout.ambient)
    exposure = exposure_of(lamps, layout.extent)
    empty, which = _shell(layout, lamps, exposure, rng).seen_by(large)
    canvas = Canvas(large, empty)
    layout.furnish(canvas, rng)
    size = (camera.width, camera.height)
    clean = cv2.resize(_graded(canvas.picture, rng), size, interpolation=cv2.INTER_AREA)
    depth = cv2.resize(canvas.depth, size, interpolation=cv2.INTER_NEAREST)
    on_floor = cv2.resize(which, size, interpolation=cv2.INTER_NEAREST) == _FLOOR_SHEET
    dusty = _under_dust(clean, on_floor | np.isfinite(depth), layout, rng)
    return Backdrop(camera, clean, dusty, depth, lamps, exposure)


def _shell(layout: Layout, lamps: Lamps, exposure: float, rng: np.random.Generator) -> Shell:
    shell = Shell(layout.extent)
    layout.paint(shell, rng)
    for x, z, width, depth in layout.footprints:
        spot = rectangle(x - width / 2 - 0.1, z - depth / 2 - 0.12, x + width / 2 + 0.14, z + depth / 2 + 0.1)
        shell.floor.shadow(shell.on_floor(*spot), 0.45, 0.14)
    bake(shell, lamps, exposure)
    lamp_panels(shell.ceiling, shell.on_floor(*layout.lamps))
    return shell


def _graded(picture: Array, rng: np.random.Generator) -> Array:
    """Every camera has a white balance of its own, and a lens that is darker in its corners."""
    height, width = picture.shape[:2]
    v, u = np.mgrid[-1:1:36j, -1:1:64j]
    vignette = cv2.resize((1 - 0.16 * (u**2 * 0.7 + v**2 * 0.5)).astype(np.float32), (width, height))
    balance = rng.uniform(0.975, 1.025, 3)
    return cv2.multiply(picture, cv2.merge([vignette * gain for gain in balance.astype(np.float32)]), dtype=cv2.CV_8U)


def _under_dust(clean: Array, lies_flat: Array, layout: Layout, rng: np.random.Generator) -> Array:
    height, width = clean.shape[:2]
    patches = cv2.resize(rng.normal(0, 1, (9, 16)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    cover = np.where(lies_flat, _DUST_ON_FLOOR, _DUST_ON_WALLS) * np.clip(1 + 0.08 * patches, 0.8, 1.05)
    soft = np.clip(cv2.GaussianBlur(cover.astype(np.float32), (0, 0), 3), 0, 1)[..., None]
    level = float(clean[lies_flat].mean()) / 128 if lies_flat.any() else 1.0
    film = np.array(layout.dust, np.float32) * np.clip(level, 0.8, 1.15)
    return np.asarray(clean * (1 - soft) + film * soft).astype(np.uint8)
