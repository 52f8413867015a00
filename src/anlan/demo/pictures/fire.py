"""Flames and smoke: noise that streams upwards through a shape.

A flame is a handful of tongues, torn by noise of three sizes that rises faster the finer it is. It is coloured by heat
as a camera shows it: the core washed out to yellow-white, the rim orange, the tips dark red; and its light spills over
the lens and the room. Smoke is a column of billows, lit from above, that widens as it rises.
"""

import math
from functools import lru_cache

import cv2
import numpy as np

from anlan.demo.pictures.arrays import Array, Box, Colour
from anlan.demo.pictures.pinhole import Pinhole
from anlan.demo.pictures.world import Flame, Smoke

_TILE = 256
_PALE_SMOKE: Colour = (205, 206, 206)
_DARK_SMOKE: Colour = (40, 42, 46)
_TONGUES = 7
#: Patches beyond this many pixels are not drawn: nobody stands so near a fire, and one frame would cost a second.
_MOST_PIXELS = 2_000_000


@lru_cache(maxsize=8)
def _noise(seed: int) -> Array:
    """Fractal noise 0–1, (256, 256) float32, that repeats seamlessly."""
    rng = np.random.default_rng(seed)
    total = np.zeros((_TILE, _TILE), np.float32)
    for octave in range(2, 7):
        cells = 2**octave
        coarse = np.pad(rng.random((cells, cells)).astype(np.float32), 2, mode="wrap")
        step = _TILE // cells
        fine = cv2.resize(coarse, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        part = fine[2 * step : 2 * step + _TILE, 2 * step : 2 * step + _TILE]
        total += np.asarray(part, np.float32) / 1.8 ** (octave - 2)
    low, high = float(total.min()), float(total.max())
    return np.asarray((total - low) / (high - low), np.float32)


@lru_cache(maxsize=1)
def _heat() -> Array:
    """Heat 0–255 → blue, green, red, (256, 3) float32."""
    heat, at = np.linspace(0, 1, 256), (0, 0.18, 0.38, 0.6, 0.8, 1.0)
    blue, green = np.interp(heat, at, (10, 12, 18, 45, 130, 225)), np.interp(heat, at, (15, 35, 95, 185, 240, 252))
    red = np.interp(heat, at, (60, 150, 245, 255, 255, 255))
    return np.stack([blue, green, red], -1).astype(np.float32)


def _stream(seed: int, shape: tuple[int, int], grain: float, shift: float, rise: float, stretch: float = 1.0) -> Array:
    """A patch of noise with features of ``grain`` heights, risen by ``rise`` heights, ``stretch`` times as high."""
    height, width = shape
    step = 16 / max(1.0, grain * height)
    # Offsets are brought down first: late in a story they would eat up single precision.
    x = np.arange(width, dtype=np.float32) * np.float32(step) + np.float32(shift % (_TILE - 1))
    begun = np.float32(rise * height * step / stretch % (_TILE - 1))
    y = np.arange(height, dtype=np.float32) * np.float32(step / stretch) + begun
    grid_x, grid_y = np.meshgrid(x % (_TILE - 1), y % (_TILE - 1))
    return cv2.remap(_noise(seed), grid_x, grid_y, cv2.INTER_LINEAR)


def _axes(shape: tuple[int, int]) -> tuple[Array, Array]:
    """Height 0–1 from the foot (h, 1), and −0.5–0.5 across (1, w)."""
    up = 1 - (np.arange(shape[0], dtype=np.float32)[:, None] + 0.5) / shape[0]
    return up, (np.arange(shape[1], dtype=np.float32)[None, :] + 0.5) / shape[1] - 0.5


def _blend(picture: Array, x0: int, y0: int, colour: Array, alpha: Array) -> None:
    """Lay ``colour`` (h, w, 3) over the picture with opacity ``alpha`` (h, w), its corner at (x0, y0)."""
    height, width = alpha.shape
    left, top = max(0, x0), max(0, y0)
    right, bottom = min(picture.shape[1], x0 + width), min(picture.shape[0], y0 + height)
    if right <= left or bottom <= top:
        return
    cut = (slice(top - y0, bottom - y0), slice(left - x0, right - x0))
    part, a = picture[top:bottom, left:right], alpha[cut][..., None]
    part[:] = (part * (1 - a) + colour[cut] * a).astype(np.uint8)


def flame_box(camera: Pinhole, flame: Flame) -> Box:
    """Where it burns in the picture."""
    u, v, depth = (float(q) for q in camera.project(np.array([flame.at]))[0])
    metre = camera.focal_px / depth
    width, height = (0.25 + 1.25 * flame.size) * metre, (0.3 + 1.7 * flame.size) * metre
    return u - width / 2, v - height, u + width / 2, v


def draw_flame(picture: Array, camera: Pinhole, flame: Flame, t: float) -> None:
    """Licking tongues, brightest at the foot, and their light on what is around. ``t`` in seconds."""
    x0, y0, x1, y1 = flame_box(camera, flame)
    # The tongues sway out of their box, and the hottest part of them fills it.
    shape = max(10, round((y1 - y0) * 1.15)), max(8, round((x1 - x0) * 1.3))
    if shape[0] * shape[1] > _MOST_PIXELS:
        return
    heat = _burning(shape, float(t))
    colour = _heat()[np.clip(heat * 255, 0, 255).astype(np.uint8)]
    left, top = round((x0 + x1) / 2 - shape[1] / 2), round(y1 - shape[0] * 0.97)
    _blend(picture, left, top, colour, np.clip(heat * 3.2 - 0.25, 0, 1) * 0.96)
    _spill(picture, left, top, colour * np.clip(heat * 1.4 - 0.3, 0, 1)[..., None])


def _burning(shape: tuple[int, int], t: float) -> Array:
    """Heat 0–1 of every pixel."""
    up, across = _axes(shape)
    coarse = _stream(3, shape, 0.55, 3 * t, 1.1 * t, 1.6)
    middle = _stream(5, shape, 0.22, 7 * t + 40, 1.7 * t, 1.8)
    fine = _stream(9, shape, 0.09, 11 * t + 90, 2.3 * t, 1.8)
    torn = across + ((coarse - 0.5) * 0.5 + (middle - 0.5) * 0.22) * np.sqrt(up)
    shapes = np.zeros(shape, np.float32)
    for k in range(_TONGUES):
        np.maximum(shapes, _tongue(k * 2.399, torn, up, t), out=shapes)
    soft = cv2.GaussianBlur(shapes, (0, 0), max(0.6, shape[0] * 0.012))
    heat = soft * (0.35 + middle + 0.45 * fine) * (1.12 - 0.5 * up) * np.clip(up * 14, 0, 1)
    return np.asarray(np.clip(heat, 0, 1), np.float32)


def _tongue(phase: float, across: Array, up: Array, t: float) -> Array:
    """One tongue: where it stands and how high it licks follow from its phase."""
    at = 0.27 * math.sin(phase * 1.7) * (1 - 0.25 * abs(math.sin(t * 0.7 + phase)))
    licks = 0.72 + 0.2 * math.sin(5.1 * t + phase * 3) + 0.1 * math.sin(11.3 * t + phase)
    height = max(0.1, (0.95 - 1.7 * abs(at)) * licks)
    reached = up / np.float32(height)
    wide = np.float32(0.09 + 0.05 * math.sin(phase * 2.3) ** 2)
    half = wide * np.clip(1 - reached, 0, 1) ** 0.8 * (1 + 0.5 * np.clip(1 - reached * 3, 0, 1)) + 1e-3
    body = np.clip(1.35 - np.abs(across - np.float32(at) * (1 - 0.5 * up)) / half, 0, 1.2)
    return np.asarray(body * (reached < 1), np.float32)


def _spill(picture: Array, left: int, top: int, light: Array) -> None:
    """Add the light of the patch ``light`` (h, w, 3), whose corner is at (left, top), to what is around it."""
    height = light.shape[0]
    margin = int(height * 0.7)
    around = cv2.copyMakeBorder(light.astype(np.float32), margin, margin, margin, margin, cv2.BORDER_CONSTANT)
    small = cv2.resize(around, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    near, far = (cv2.GaussianBlur(small, (0, 0), max(1.0, height * share)) for share in (0.035, 0.10))
    glow = cv2.resize(near * 0.5 + far * 0.9, (around.shape[1], around.shape[0]))
    x0, y0 = left - margin, top - margin
    a, b = max(0, x0), max(0, y0)
    c, d = min(picture.shape[1], x0 + glow.shape[1]), min(picture.shape[0], y0 + glow.shape[0])
    if c > a and d > b:
        part = picture[b:d, a:c]
        part[:] = np.clip(part + glow[b - y0 : d - y0, a - x0 : c - x0], 0, 255).astype(np.uint8)


def smoke_box(camera: Pinhole, smoke: Smoke) -> Box:
    """What the column fills of the picture."""
    u, v, depth = (float(q) for q in camera.project(np.array([smoke.at]))[0])
    width = (0.35 + 3.4 * smoke.size) * camera.focal_px / depth
    return u - width / 2, v - width * 1.15, u + width / 2, v


def draw_smoke(picture: Array, camera: Pinhole, smoke: Smoke, t: float) -> None:
    """A column of billows that rises, spreads and thins out; worked out at half size. ``t`` in seconds."""
    x0, y0, x1, y1 = smoke_box(camera, smoke)
    width, height = max(8, round(x1 - x0)), max(12, round(y1 - y0))
    if width * height > _MOST_PIXELS:
        return
    small = _billows((max(9, height // 2), max(6, width // 2)), smoke, float(t))
    big = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    _blend(picture, round(x0), round(y0), big[..., :3], big[..., 3])


def _billows(shape: tuple[int, int], smoke: Smoke, t: float) -> Array:
    """Blue, green, red and opacity, (h, w, 4) float32."""
    up, across = _axes(shape)
    coarse, middle = _stream(7, shape, 0.42, 2 * t, 0.10 * t), _stream(11, shape, 0.17, 30 + 3 * t, 0.17 * t)
    folds = (coarse * 0.5 + middle * 0.33 + _stream(13, shape, 0.07, 70, 0.24 * t) * 0.17 - 0.5) * 1.7 + 0.5
    torn = across + (coarse - 0.5) * 0.28 * up + 0.05 * np.sin(np.float32(0.7 * t % math.tau) + up * 5) * up
    edge = np.clip((1.25 - np.abs(torn) / (0.07 + 0.36 * up**0.8)) * 1.6 + (folds - 0.5) * 1.5, 0, 1)
    opacity = edge * np.clip(up * 7, 0, 1) * np.clip((1.02 - up) * 5, 0, 1) * smoke.density
    calm = cv2.GaussianBlur(folds, (0, 0), 1.0)
    lit = (np.roll(calm, -max(1, shape[0] // 40), 0) - calm) * (270 if smoke.dark else 360)
    base = np.array(_DARK_SMOKE if smoke.dark else _PALE_SMOKE, np.float32)
    colour = np.clip(base * (0.3 + folds[..., None]) + lit[..., None], 0, 255)
    return np.dstack([colour, opacity]).astype(np.float32)
