"""The last minute of one camera, as JPEG pictures: what evidence is cut from when an alarm comes back on the bus.

Bounded twice: older than ``KEEP_S``, or beyond ``MOST_BYTES``, the oldest goes. Nothing of it is ever on disk.
"""

import threading
from collections import deque
from typing import NamedTuple

import cv2
import numpy as np

from anlan.cameras.geometry import Box
from anlan.cameras.scene import SceneReading
from anlan.cameras.views import Frame, Picture

KEEP_S = 60
#: 120 pictures of 640 × 360 take about 4 MB.
MOST_BYTES = 6 * 2**20
#: Wider pictures are made this narrow before they are kept.
MOST_WIDTH = 960
JPEG_QUALITY = 80


class Kept(NamedTuple):
    """One picture, and for each point what its scene marked in it (fractions of the picture)."""

    at_ms: int
    jpeg: bytes
    marks: dict[int, tuple[Box, ...]]

    def picture(self) -> Picture:
        """Decoded again."""
        return np.asarray(cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


class Ring:
    """Filled by analyst threads, read by whoever cuts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[Kept] = deque()
        self.size_bytes = 0

    def put(self, frame: Frame, readings: list[SceneReading]) -> None:
        """Keep this picture; the oldest make room."""
        high, wide = frame.picture.shape[:2]
        marks = {r.point_id: tuple(_fraction(box, wide, high) for box in r.marks) for r in readings if r.marks}
        kept = Kept(frame.at_ms, as_jpeg(narrowed(frame.picture)), marks)
        with self._lock:
            self._kept.append(kept)
            self.size_bytes += len(kept.jpeg)
            while self.size_bytes > MOST_BYTES or self._kept[0].at_ms < frame.at_ms - KEEP_S * 1000:
                self.size_bytes -= len(self._kept.popleft().jpeg)

    def between(self, from_ms: int, to_ms: int) -> list[Kept]:
        """What is kept of this window (both ends included), oldest first; of one moment the last picture, for a clock
        that was set back lives through some twice, and a film does not."""
        with self._lock:
            found = {kept.at_ms: kept for kept in self._kept if from_ms <= kept.at_ms <= to_ms}
        return [found[at_ms] for at_ms in sorted(found)]

    def newest(self) -> Kept | None:
        """The last picture."""
        with self._lock:
            return self._kept[-1] if self._kept else None


def as_jpeg(picture: Picture) -> bytes:
    """The picture as a JPEG file."""
    done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done, "OpenCV writes JPEG"
    return coded.tobytes()


def narrowed(picture: Picture) -> Picture:
    """Not wider than ``MOST_WIDTH``, and of even size, as H.264 wants it."""
    high, wide = picture.shape[:2]
    scale = min(1.0, MOST_WIDTH / wide)
    size = (round(wide * scale) // 2 * 2, round(high * scale) // 2 * 2)
    return picture if size == (wide, high) else np.asarray(cv2.resize(picture, size), np.uint8)


def _fraction(box: Box, wide: int, high: int) -> Box:
    return Box(box.x1 / wide, box.y1 / high, box.x2 / wide, box.y2 / high)
