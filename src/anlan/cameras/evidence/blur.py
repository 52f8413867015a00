"""Heads made unrecognisable in pictures of evidence.

People are looked for anew in every picture that is cut. A head is blurred where somebody was found in this picture,
the one before or the one after: a detector that misses somebody once must not show a face once. Where the detector
cannot work at all, the whole picture is blurred.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from anlan.cameras.geometry import Box
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.session import ModelIll
from anlan.cameras.pipeline import Finder
from anlan.cameras.views import Person, Picture

#: Share of a standing person's box that is head and shoulders, and of one who is less than so many times higher than
#: wide: sitting, behind a table, cut by the picture's edge.
HEAD_SHARE, HALF_SHARE, HALF_BELOW = 0.35, 0.5, 1.8
#: Whoever is wider than this times their height lies: the head may be at either end.
LYING = 1.1
#: Edge of the mosaic, in tiles: too coarse for any face.
TILES = 6

WHOLE = Box(0, 0, 1e9, 1e9)


def heads(finder: Finder, picture: Picture, needs: frozenset[str]) -> list[Box]:
    """Where heads may be, in pixels; the whole picture when nobody can look."""
    try:
        return [head_of(person) for person in finder.look(picture, needs).persons]
    except (ModelRefused, ModelIll):
        return [WHOLE]


def head_of(person: Person) -> Box:
    """The part of a person's box that holds the head, with room around it."""
    box = person.box
    aside = 0.1 * box.width
    if box.width > LYING * box.height:
        return Box(box.x1 - aside, box.y1 - aside, box.x2 + aside, box.y2 + aside)
    share = HALF_SHARE if box.height < HALF_BELOW * box.width else HEAD_SHARE
    return Box(box.x1 - aside, box.y1 - 0.08 * box.height, box.x2 + aside, box.y1 + share * box.height)


def spread(per_picture: Sequence[list[Box]]) -> list[list[Box]]:
    """For each picture the heads of itself and of its neighbours."""
    return [[box for near in per_picture[max(0, k - 1) : k + 2] for box in near] for k in range(len(per_picture))]


def blurred(picture: Picture, boxes: Sequence[Box]) -> Picture:
    """A copy with each box made a coarse mosaic."""
    copy = picture.copy()
    high, wide = copy.shape[:2]
    for box in boxes:
        left, top = max(0, int(box.x1)), max(0, int(box.y1))
        right, bottom = min(wide, int(box.x2) + 1), min(high, int(box.y2) + 1)
        if right <= left or bottom <= top:
            continue
        part = copy[top:bottom, left:right]
        small = cv2.resize(part, (TILES, TILES), interpolation=cv2.INTER_AREA)
        copy[top:bottom, left:right] = cv2.resize(small, (right - left, bottom - top), interpolation=cv2.INTER_NEAREST)
    return np.asarray(copy, np.uint8)
