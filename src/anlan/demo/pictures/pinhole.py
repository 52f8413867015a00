"""Where a point of the room falls in the picture.

World: x right, y up, z away from the camera's wall, metres, floor at y = 0. Picture: u right, v down, pixels.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from anlan.demo.pictures.arrays import Array

#: Nothing nearer to the lens than this is drawn, metres.
NEAR_M = 0.25


@dataclass(frozen=True)
class Pinhole:
    """An ideal camera. Angles in degrees: pitch looks down, yaw looks to the right; ``fov_deg`` is horizontal."""

    width: int
    height: int
    eye: tuple[float, float, float]
    pitch_deg: float
    yaw_deg: float = 0.0
    fov_deg: float = 70.0

    @cached_property
    def focal_px(self) -> float:
        """Pixels of one metre seen from one metre."""
        return self.width / 2 / math.tan(math.radians(self.fov_deg / 2))

    @cached_property
    def _rotation(self) -> Array:
        pitch, yaw = math.radians(self.pitch_deg), math.radians(self.yaw_deg)
        down = np.array(
            [[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]], float
        )
        turn = np.array([[math.cos(yaw), 0, -math.sin(yaw)], [0, 1, 0], [math.sin(yaw), 0, math.cos(yaw)]], float)
        return np.asarray(down @ turn)

    def project(self, points: Array) -> Array:
        """World points (…, 3) → (…, 3): u, v in pixels and depth in metres, kept at least `NEAR_M`."""
        seen = (np.asarray(points, float) - self.eye) @ self._rotation.T
        depth = np.maximum(seen[..., 2], NEAR_M)
        scale = self.focal_px / depth
        u = self.width / 2 + seen[..., 0] * scale
        v = self.height / 2 - seen[..., 1] * scale
        return np.stack([u, v, depth], -1)

    def clipped(self, polygon: Array) -> Array:
        """The part of a planar world polygon (n, 3) in front of the lens, (m, 3); empty when none is."""
        ahead = (polygon - np.asarray(self.eye)) @ self._rotation[2] - NEAR_M
        kept = []
        for i in range(len(polygon)):
            a, b, da, db = polygon[i], polygon[i - 1], ahead[i], ahead[i - 1]
            if (da > 0) != (db > 0):
                kept.append(a + (b - a) * (da / (da - db)))
            if da > 0:
                kept.append(a)
        return np.array(kept).reshape(-1, 3)

    @cached_property
    def rays(self) -> Array:
        """(height, width, 3) float32: the direction each pixel looks in, with a depth of one metre."""
        u = (np.arange(self.width, dtype=np.float32) + 0.5 - self.width / 2) / self.focal_px
        v = -(np.arange(self.height, dtype=np.float32) + 0.5 - self.height / 2) / self.focal_px
        local = np.empty((self.height, self.width, 3), np.float32)
        local[..., 0], local[..., 1], local[..., 2] = u[None, :], v[:, None], 1.0
        return np.asarray(local @ self._rotation.astype(np.float32))

    def enlarged(self, factor: int) -> "Pinhole":
        """The same view with ``factor`` times the pixels each way."""
        return replace(self, width=self.width * factor, height=self.height * factor)

    def knocked(self, yaw_deg: float, pitch_deg: float) -> "Pinhole":
        """The same camera after somebody bumped into it."""
        return replace(self, yaw_deg=self.yaw_deg + yaw_deg, pitch_deg=self.pitch_deg + pitch_deg)
