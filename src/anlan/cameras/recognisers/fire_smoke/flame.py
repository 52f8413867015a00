"""Is something flame-coloured and flickering? A gate that strengthens a suspicion, never an alarm by itself."""

from collections import deque
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.geometry import Box
from anlan.cameras.views import Picture

Flags = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int16]

#: Width at which it looks; flames of a few pixels are noise.
WIDTH = 320
#: Looks that are compared, and the shares of them in which a pixel must have flame colour and have changed.
LOOKS, COLOURED, FLICKERED = 8, 0.35, 0.35
#: Grey levels that count as flicker; pixels a flame must cover.
STEP, AREA_MIN = 14, 12


class FlameGate:
    """Feed views in order of time."""

    def __init__(self) -> None:
        self._looks: deque[tuple[Flags, Levels]] = deque(maxlen=LOOKS)

    def opens(self, picture: Picture, watched: npt.NDArray[np.uint8], people: list[Box]) -> bool:
        """True when something in the watched pixels flickers like a flame. Vests flicker too: people are left out."""
        small, scale = _small(picture)
        coloured = _flame_coloured(small)
        size = (small.shape[1], small.shape[0])
        coloured &= cv2.resize(watched, size, interpolation=cv2.INTER_NEAREST) > 0
        for box in people:
            left, top = max(0, int(box.x1 * scale) - 3), max(0, int(box.y1 * scale) - 3)
            coloured[top : int(box.y2 * scale) + 3, left : int(box.x2 * scale) + 3] = False
        if self._looks and self._looks[0][0].shape != coloured.shape:
            self.forget()
        self._looks.append((coloured, cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.int16)))
        return len(self._looks) == LOOKS and self._flickers()

    def forget(self) -> None:
        """Pictures from before a gap are not compared with those after it."""
        self._looks.clear()

    def _flickers(self) -> bool:
        grays = [gray for _, gray in self._looks]
        changed = np.mean([np.abs(b - a) > STEP for a, b in pairwise(grays)], 0)
        coloured = np.mean([colour for colour, _ in self._looks], 0)
        hot = ((changed > FLICKERED) & (coloured > COLOURED)).astype(np.uint8)
        found, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(hot, np.ones((3, 3), np.uint8)))
        return any(stats[k, cv2.CC_STAT_AREA] >= AREA_MIN for k in range(1, found))


def _small(picture: Picture) -> tuple[Picture, float]:
    scale = WIDTH / picture.shape[1]
    size = (WIDTH, max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _flame_coloured(small: Picture) -> Flags:
    blue, green, red = (small[..., k].astype(np.int16) for k in range(3))
    return np.asarray((red > 190) & (red >= green) & (green > blue) & (red - blue > 60), np.bool_)
