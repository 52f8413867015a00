"""Flames and smoke: noise that streams upwards through a shape, coloured by heat; it also lights the room."""

import math
from functools import lru_cache

import cv2
import numpy as np

from anlan.demo.pictures.arrays import Array, Box, Colour
from anlan.demo.pictures.pinhole import Pinhole
from anlan.demo.pictures.world import Flame, Smoke

_TILE = 256
_PALE_SMOKE: Colour = (236, 234, 230)
_DARK_SMOKE: Colour = (50, 52, 56)


@lru_cache(maxsize=4)
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
    """Heat 0–255 → blue, green, red and opacity, (256, 4) float32."""
    k = np.linspace(0, 1.25, 256, dtype=np.float32)
    red, green = np.clip(k * 3.0, 0, 1) * 255, np.clip(k * 1.25 - 0.16, 0, 1) * 232
    blue, alpha = np.clip(k * 1.9 - 1.3, 0, 1) * 190, np.clip(k * 2.4 - 0.12, 0, 1)
    return np.stack([blue, green, red, alpha], -1).astype(np.float32)


def _stream(seed: int, height: int, width: int, scale: float, shift: float, rise: float) -> Array:
    """A patch of noise that has risen by ``rise`` tiles."""
    # Offsets are brought down first: late in a story they would eat up single precision.
    x = np.arange(width, dtype=np.float32) / width * scale * 110 + shift % (_TILE - 1)
    y = np.arange(height, dtype=np.float32) / width * scale * 110 + rise * _TILE % (_TILE - 1)
    grid_x, grid_y = np.meshgrid(x % (_TILE - 1), y % (_TILE - 1))
    return cv2.remap(_noise(seed), grid_x, grid_y, cv2.INTER_LINEAR)


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
    width, height = (0.22 + 0.55 * flame.size) * metre, (0.28 + 0.95 * flame.size) * metre
    return u - width / 2, v - height, u + width / 2, v


def draw_flame(picture: Array, camera: Pinhole, flame: Flame, t: float) -> None:
    """Licking tongues, brightest at the foot, and their light on what is around."""
    x0, y0, x1, y1 = flame_box(camera, flame)
    width, height = max(4, round(x1 - x0)), max(6, round(y1 - y0))
    _glow(
        picture,
        (x0 + x1) / 2,
        y1 - height * 0.35,
        height * 1.9,
        0.20 + 0.05 * math.sin(11 * t) + 0.03 * math.sin(23 * t),
    )
    up = 1 - (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    across = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width - 0.5
    slow, fast = _stream(3, height, width, 0.8, 40 * t, 0.9 * t), _stream(5, height, width, 1.7, 70, 1.9 * t)
    sway = 0.10 * np.sin(3.1 * t % math.tau + up * 4) * up + (slow - 0.5) * 0.55 * up
    reach = 0.78 + 0.16 * math.sin(9.1 * t) * math.sin(5.3 * t + 1)
    half = 0.46 * np.clip(1 - up / reach, 0, 1) ** 0.62 * np.clip(0.55 + up * 3.2, 0, 1) + 1e-3
    body = np.clip(1.2 - np.abs(across + sway) / half, 0, 1)
    heat = np.clip(body * (0.45 + 0.9 * fast) * (1.15 - 0.45 * up), 0, 1.2)
    table = _heat()[np.clip(heat * 204, 0, 255).astype(np.uint8)]
    _blend(picture, round(x0), round(y0), table[..., :3], table[..., 3])


def _glow(picture: Array, u: float, v: float, radius: float, strength: float) -> None:
    size = int(radius * 2)
    x0, y0 = int(u - radius), int(v - radius)
    left, top = max(0, x0), max(0, y0)
    right, bottom = min(picture.shape[1], x0 + size), min(picture.shape[0], y0 + size)
    if right <= left or bottom <= top:
        return
    sprite = cv2.resize(_halo(), (size, size), interpolation=cv2.INTER_LINEAR)[
        top - y0 : bottom - y0, left - x0 : right - x0
    ]
    part = picture[top:bottom, left:right]
    part[:] = cv2.add(part, cv2.convertScaleAbs(sprite, alpha=strength))


@lru_cache(maxsize=1)
def _halo() -> Array:
    v, u = np.mgrid[-1:1:64j, -1:1:64j]
    fade = np.clip(np.exp(-(u**2 + v**2) * 3.2) - 0.04, 0, 1)[..., None]
    return np.asarray((fade * np.array([60, 150, 255])).astype(np.uint8))


def smoke_box(camera: Pinhole, smoke: Smoke) -> Box:
    """What the column fills of the picture."""
    u, v, depth = (float(q) for q in camera.project(np.array([smoke.at]))[0])
    width = (0.35 + 1.9 * smoke.size) * camera.focal_px / depth
    return u - width / 2, v - width * 1.5, u + width / 2, v


def draw_smoke(picture: Array, camera: Pinhole, smoke: Smoke, t: float) -> None:
    """A translucent column that rises, spreads and thins out; worked out at half size."""
    x0, y0, x1, y1 = smoke_box(camera, smoke)
    width, height = max(8, round(x1 - x0)), max(12, round(y1 - y0))
    w, h = max(6, width // 2), max(9, height // 2)
    up = 1 - (np.arange(h, dtype=np.float32)[:, None] + 0.5) / h
    across = (np.arange(w, dtype=np.float32)[None, :] + 0.5) / w - 0.5
    coarse, fine = _stream(7, h, w, 0.7, 9 * t, 0.22 * t), _stream(11, h, w, 1.5, 30, 0.36 * t)
    n = 0.22 + coarse * 0.45 + fine * 0.33
    bend = 0.09 * np.sin(1.1 * t % math.tau + up * 4.2) * up
    edge = np.clip(2.1 - 1.9 * np.abs(across + bend + (coarse - 0.5) * 0.3 * up) / (0.12 + 0.30 * up), 0, 1)
    alpha = edge * np.clip(n * 2.6 - 0.55, 0, 1) * np.clip((1 - up) * 1.8, 0, 1) * np.clip(up * 9, 0, 1) * smoke.density
    # Pale smoke shows by its folds where the wall behind it is pale as well.
    base = np.array(_DARK_SMOKE if smoke.dark else _PALE_SMOKE, np.float32)
    colour = np.minimum(base * (0.62 + 0.62 * n[..., None]), 255)
    big = cv2.resize(np.dstack([colour, alpha]).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    _blend(picture, round(x0), round(y0), big[..., :3], big[..., 3])
