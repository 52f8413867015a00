"""Boxes and polygons in pixels of the picture they were found in."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from anlan.bus.messages import Polygon

Floats = npt.NDArray[np.float32]


class Box(NamedTuple):
    """Left, top, right, bottom in pixels; the origin is the upper left corner."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y2 - self.y1

    @property
    def bottom_centre(self) -> tuple[float, float]:
        """Where somebody stands: the point that decides the zone."""
        return (self.x1 + self.x2) / 2, self.y2

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2


def iou(a: Box, b: Box) -> float:
    """Shared area over united area, 0..1."""
    shared = max(0.0, min(a.x2, b.x2) - max(a.x1, b.x1)) * max(0.0, min(a.y2, b.y2) - max(a.y1, b.y1))
    return shared / (a.width * a.height + b.width * b.height - shared + 1e-9)


def iou_matrix(a: Floats, b: Floats) -> Floats:
    """(n, m) IoU of boxes (n, 4) with boxes (m, 4)."""
    upper = np.maximum(a[:, None, :2], b[None, :, :2])
    lower = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.clip(lower - upper, 0, None).prod(-1)
    area_a = (a[:, 2:] - a[:, :2]).prod(-1)
    area_b = (b[:, 2:] - b[:, :2]).prod(-1)
    united = area_a[:, None] + area_b[None] - shared
    return np.asarray(shared / np.maximum(united, 1e-9), np.float32)


def suppress(boxes: Floats, scores: Floats, max_iou: float) -> npt.NDArray[np.int64]:
    """Positions that survive non-maximum suppression, best first. boxes (n, 4), scores (n,)."""
    order = scores.argsort()[::-1]
    keep: list[int] = []
    while len(order):
        best, rest = order[0], order[1:]
        keep.append(int(best))
        order = rest[iou_matrix(boxes[best : best + 1], boxes[rest])[0] < max_iou]
    return np.array(keep, np.int64)


#: So near to the edge of a picture, in fractions of it, nobody means to leave a strip out.
EDGE = 0.03


@dataclass(frozen=True)
class Zone:
    """Where a scene looks: a polygon without its masks, in a picture of ``width`` × ``height`` pixels.

    An empty polygon is the whole picture.
    """

    width: int
    height: int
    polygon: tuple[tuple[float, float], ...] = ()
    masks: tuple[tuple[tuple[float, float], ...], ...] = ()

    @classmethod
    def of(cls, width: int, height: int, polygon: Polygon, masks: list[Polygon]) -> "Zone":
        """From fractions of the picture, as they are published."""
        return cls(width, height, tuple(polygon), tuple(tuple(mask) for mask in masks))

    def has(self, x: float, y: float) -> bool:
        """Is this pixel watched? Points outside the picture count as its nearest edge."""
        if not self.polygon and not self.masks:
            return True
        column = min(max(int(x), 0), self.width - 1)
        row = min(max(int(y), 0), self.height - 1)
        return bool(self.pixels[row, column])

    @cached_property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """(height, width) uint8: 255 where the scene looks, 0 elsewhere."""
        drawn = np.full((self.height, self.width), 0 if self.polygon else 255, np.uint8)
        if self.polygon:
            cv2.fillPoly(drawn, [self._corners(self.polygon)], 255)
        for mask in self.masks:
            cv2.fillPoly(drawn, [self._corners(mask)], 0)
        return drawn

    @cached_property
    def area(self) -> int:
        """Watched pixels."""
        return int(np.count_nonzero(self.pixels))

    def _corners(self, polygon: tuple[tuple[float, float], ...]) -> npt.NDArray[np.int32]:
        size = (self.width - 1, self.height - 1)
        return np.round(_to_the_edge(np.array(polygon, np.float64)) * size).astype(np.int32)


def _to_the_edge(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Corners drawn almost at the edge of the picture are at it: who stands nearest to the camera has the feet outside
    the picture, and so a box that ends at its last pixel."""
    corners = np.where(corners < EDGE, 0.0, corners)
    return np.where(corners > 1 - EDGE, 1.0, corners)
