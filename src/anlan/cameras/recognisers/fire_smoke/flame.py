"""Is something flame-coloured and flickering, and is it a blaze?

Two strengths. *Some* flicker strengthens a suspicion and is never an alarm by itself: sunlit clothes flicker as well.
A *blaze* is larger and its middle outshines the camera, yellow-white in most looks. On the development footage (15
clips without fire, 2 with, two looks a second) that was true of none of the windows without fire, and of 9 of 35 in
the shop that burns.
"""

from collections import deque
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.geometry import Box
from anlan.cameras.views import Picture

Flags = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.uint8]

#: Width at which it looks; flames of a few pixels are noise.
WIDTH = 320
#: Looks that are compared, and the shares of them in which a pixel must have flame colour and have changed.
LOOKS, COLOURED, FLICKERED = 8, 0.35, 0.35
#: Looks in which a pixel must be in view, and pairs of neighbouring looks with it in view in both.
SEEN_MIN, PAIRS_MIN = 5, 3
#: Grey levels that count as flicker; pixels a flame must cover.
STEP, AREA_MIN = 14, 12
#: Pixels that a blaze covers; of its middle so many must be washed out, in this share of the looks, within so many
#: pixels of what flickers.
BLAZE_MIN, CORE_MIN, CORE_SHARE, CORE_REACH = 120, 4, 0.75, 9
#: Pixels that newly have flame colour before anything can be said about flicker.
GLOW_MIN = 40


class Flicker(IntEnum):
    """How much it looks like flames."""

    NONE = 0
    SOME = 1
    BLAZE = 2


class _Look(NamedTuple):
    seen: Flags  # watched, and nobody before it
    coloured: Flags
    core: Flags
    gray: Levels


class FlameGate:
    """Feed views in order of time."""

    def __init__(self) -> None:
        self._looks: deque[_Look] = deque(maxlen=LOOKS)

    def judge(self, picture: Picture, watched: npt.NDArray[np.uint8], people: list[Box]) -> Flicker:
        """How much the watched pixels flicker like a flame. Vests flicker too: people are left out."""
        small, scale = _small(picture)
        seen = _watched(small, watched)
        for box in people:
            left, top = max(0, int(box.x1 * scale) - 3), max(0, int(box.y1 * scale) - 3)
            seen[top : int(box.y2 * scale) + 3, left : int(box.x2 * scale) + 3] = False
        if self._looks and self._looks[0].gray.shape != seen.shape:
            self.forget()
        gray = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
        coloured, core = _burning(small)
        self._looks.append(_Look(seen, coloured & seen, core & seen, gray))
        return self._flicker() if len(self._looks) == LOOKS else Flicker.NONE

    @property
    def glows(self) -> bool:
        """Something is bright and flame-coloured that was not: too early to judge, and a reason to look again soon."""
        if len(self._looks) < 2:
            return False
        first, last = self._looks[0], self._looks[-1]
        is_new = first.seen & ~first.coloured & ~first.core
        # Yellow paint has flame colour in some pixels of some looks: single pixels are noise.
        new = ((last.coloured | last.core) & is_new).astype(np.uint8)
        if cv2.countNonZero(new) < GLOW_MIN:
            return False
        glowing = cv2.morphologyEx(new, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
        return bool(np.count_nonzero(glowing) >= GLOW_MIN and np.count_nonzero(glowing & last.core) >= CORE_MIN)

    def forget(self) -> None:
        """Pictures from before a gap are not compared with those after it."""
        self._looks.clear()

    def _flicker(self) -> Flicker:
        looks = self._where_coloured()
        if not looks:
            return Flicker.NONE
        # Whoever walks before something orange makes it come and go: only looks in which a place was in view count.
        in_view = _times([look.seen for look in looks])
        both = [a.seen & b.seen for a, b in pairwise(looks)]
        neighbours = zip(pairwise(looks), both, strict=True)
        steps = [(cv2.absdiff(b.gray, a.gray) > STEP) & seen for (a, b), seen in neighbours]
        pairs = _times(both)
        changed = _times(steps) / np.maximum(pairs, 1)
        coloured = _times([look.coloured for look in looks]) / np.maximum(in_view, 1)
        visible = (in_view >= SEEN_MIN) & (pairs >= PAIRS_MIN)
        hot = (visible & (changed > FLICKERED) & (coloured > COLOURED)).astype(np.uint8)
        if not hot.any():
            return Flicker.NONE
        found, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(hot, np.ones((3, 3), np.uint8)))
        areas = [int(stats[k, cv2.CC_STAT_AREA]) for k in range(found)]
        if any(areas[k] >= BLAZE_MIN and _outshines(looks, labels == k) for k in range(1, found)):
            return Flicker.BLAZE
        return Flicker.SOME if any(area >= AREA_MIN for area in areas[1:]) else Flicker.NONE

    def _where_coloured(self) -> list[_Look]:
        """The looks, cut down to where flame colour came often enough, and around it; empty when nowhere: what most
        rooms show, and what would cost most of the time."""
        often = _times([look.coloured for look in self._looks]) > COLOURED * SEEN_MIN
        left, top, wide, high = cv2.boundingRect(often.astype(np.uint8))
        if not wide:
            return []
        rows = slice(max(0, top - CORE_REACH), top + high + CORE_REACH)
        part = np.s_[rows, max(0, left - CORE_REACH) : left + wide + CORE_REACH]
        return [
            _Look(look.seen[part], look.coloured[part], look.core[part], np.ascontiguousarray(look.gray[part]))
            for look in self._looks
        ]


def _times(flags: list[Flags]) -> Levels:
    """In how many of them each pixel is set."""
    return np.asarray(np.add.reduce(flags, dtype=np.uint8), np.uint8)


def _outshines(looks: list[_Look], place: Flags) -> bool:
    """Is the middle of what flickers there washed out, look after look?"""
    around = cv2.dilate(place.astype(np.uint8), np.ones((CORE_REACH, CORE_REACH), np.uint8)) > 0
    watched = [look for look in looks if np.count_nonzero(look.seen & place) * 2 > np.count_nonzero(place)]
    shining = [np.count_nonzero(look.core & around) >= CORE_MIN for look in watched]
    return len(watched) >= SEEN_MIN and bool(np.mean(shining) >= CORE_SHARE)


def _watched(small: Picture, watched: npt.NDArray[np.uint8]) -> Flags:
    size = (small.shape[1], small.shape[0])
    return np.asarray(cv2.resize(watched, size, interpolation=cv2.INTER_NEAREST) > 0, np.bool_)


def _small(picture: Picture) -> tuple[Picture, float]:
    scale = WIDTH / picture.shape[1]
    size = (WIDTH, max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _burning(small: Picture) -> tuple[Flags, Flags]:
    """Where the picture has flame colour, and where it is washed out yellow-white. Subtraction stops at zero."""
    blue, green, red = cv2.split(small)
    coloured = (red > 190) & (red >= green) & (green > blue) & (cv2.subtract(red, blue) > 60)
    core = (red > 235) & (green > 180) & (green <= red) & (cv2.subtract(blue, green) < 6)
    return np.asarray(coloured, np.bool_), np.asarray(core, np.bool_)
