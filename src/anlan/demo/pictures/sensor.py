"""The camera itself: the softness of its lens, the noise of its chip, and what it does when something is wrong."""

from functools import lru_cache

import cv2
import numpy as np

from anlan.demo.pictures.arrays import Array
from anlan.demo.pictures.world import FaultKind

_SPARE_PX = 64


@lru_cache(maxsize=8)
def _grain(width: int, height: int, sigma: float) -> Array:
    """Noise of a chip, a little larger than a frame: mostly brightness, a little colour; int16."""
    rng = np.random.default_rng(17)
    shape = (height + _SPARE_PX, width + _SPARE_PX)
    luma = cv2.GaussianBlur(rng.normal(0, sigma * 1.5, shape).astype(np.float32), (3, 3), 0.6)
    chroma = cv2.GaussianBlur(rng.normal(0, sigma, (*shape, 3)).astype(np.float32), (5, 5), 1.2)
    return np.asarray(np.rint(luma[..., None] + chroma), np.int16)


def noisy(picture: Array, tick: int, sigma: float) -> Array:
    """The picture with this tick's noise; the same tick gives the same noise."""
    height, width = picture.shape[:2]
    dx, dy = (tick * 37) % _SPARE_PX, (tick * 53 + tick // _SPARE_PX) % _SPARE_PX
    return cv2.add(picture, _grain(width, height, sigma)[dy : dy + height, dx : dx + width], dtype=cv2.CV_8U)


def softened(picture: Array) -> Array:
    """What a cheap lens makes of hard edges."""
    return cv2.GaussianBlur(picture, (3, 3), 0.55)


def spoilt(picture: Array, fault: FaultKind) -> Array:
    """The picture under a fault of the optics; the other faults are the renderer's business."""
    if fault == "dark":
        return cv2.convertScaleAbs(picture, alpha=0.035)
    if fault == "overexposed":
        return cv2.convertScaleAbs(picture, alpha=2.2, beta=110)
    if fault == "blurred":
        small = cv2.resize(picture, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_CUBIC)
    return picture
