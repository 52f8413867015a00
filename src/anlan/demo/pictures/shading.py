"""Anti-aliased shaded shapes: the hull of a few balls, lit from the upper left, as a handful of nested polygons."""

import cv2
import numpy as np

from anlan.demo.pictures.arrays import Array, Colour

#: Fractional bits of OpenCV's sub-pixel coordinates.
SUBPIXEL_BITS = 4
_SUBPIXEL = 1 << SUBPIXEL_BITS
_CORNERS = 12
_CIRCLE = np.stack(
    [np.cos(np.linspace(0, 2 * np.pi, _CORNERS, False)), np.sin(np.linspace(0, 2 * np.pi, _CORNERS, False))], -1
)
#: From the rim to the highlight: size of the nested shape, and its brightness.
CLOTH = ((1.0, 0.60), (0.88, 0.74), (0.72, 0.87), (0.52, 0.98), (0.30, 1.07))
METAL = ((1.0, 0.50), (0.9, 0.66), (0.76, 0.82), (0.6, 0.98), (0.44, 1.14), (0.28, 1.32), (0.12, 1.5))
FLAT = ((1.0, 0.85),)
#: The highlight lies up and to the left, in radii.
_LIGHT = np.array([-0.42, -0.36])


def rings(centres: Array, radii: Array, layers: tuple[tuple[float, float], ...] = CLOTH) -> Array:
    """Outlines of balls seen in the picture: (layers, balls, corners, 2), int32 in sub-pixels.

    ``centres`` (balls, 2) and ``radii`` (balls,) are pixels.
    """
    size = np.array([layer[0] for layer in layers])[:, None, None, None]
    around = centres[None, :, None, :] + radii[None, :, None, None] * (size * _CIRCLE + (1 - size) * _LIGHT)
    return np.asarray(np.clip(np.rint(around * _SUBPIXEL), -(2**20), 2**20), np.int32)


def fill_rings(picture: Array, outlines: Array, colour: Colour, layers: tuple[tuple[float, float], ...]) -> None:
    """Fill the hull of the outlines layer by layer, each in its own brightness."""
    b, g, r = colour
    for outline, (_, light) in zip(outlines, layers, strict=True):
        hull = cv2.convexHull(outline.reshape(-1, 2))
        shade = (min(255.0, b * light), min(255.0, g * light), min(255.0, r * light))
        cv2.fillConvexPoly(picture, hull, shade, cv2.LINE_AA, SUBPIXEL_BITS)


def polygon(picture: Array, points: Array, colour: Colour) -> None:
    """A filled polygon (n, 2), in pixels, with smooth edges."""
    at = np.clip(np.rint(points * _SUBPIXEL), -(2**20), 2**20).astype(np.int32)
    cv2.fillPoly(picture, [at], colour, cv2.LINE_AA, SUBPIXEL_BITS)


def lines(picture: Array, points: Array, colour: Colour, thickness: int = 1, *, closed: bool = False) -> None:
    """A polyline (n, 2), in pixels, with smooth edges."""
    at = np.clip(np.rint(points * _SUBPIXEL), -(2**20), 2**20).astype(np.int32)
    cv2.polylines(picture, [at], closed, colour, thickness, cv2.LINE_AA, SUBPIXEL_BITS)


def darken(picture: Array, outline: Array, strength: float, softness_px: float) -> None:
    """A soft shadow: the picture inside the polygon (n, 2) loses up to ``strength`` (0–1) of its light."""
    pad = int(softness_px * 2.5) + 2
    x0, y0 = np.maximum(np.floor(outline.min(0)).astype(int) - pad, 0)
    x1 = min(int(np.ceil(outline[:, 0].max())) + pad, picture.shape[1])
    y1 = min(int(np.ceil(outline[:, 1].max())) + pad, picture.shape[0])
    if x1 - x0 < 3 or y1 - y0 < 3:
        return
    mask = np.full((y1 - y0, x1 - x0), 255, np.uint8)
    at = np.rint((outline - (x0, y0)) * _SUBPIXEL).astype(np.int32)
    cv2.fillPoly(mask, [at], 255 * (1 - strength), cv2.LINE_AA, SUBPIXEL_BITS)
    cv2.blur(mask, (int(softness_px) * 2 + 1,) * 2, dst=mask)
    cv2.blur(mask, (int(softness_px) * 2 + 1,) * 2, dst=mask)
    part = picture[y0:y1, x0:x1]
    part[:] = cv2.multiply(part, cv2.merge((mask, mask, mask)), scale=1 / 255)
