"""Does somebody sweep? The floor around the feet changes from look to look while the person hardly gets on.

Who walks changes the floor too, and is elsewhere six seconds later. Who stands and works does not change the floor.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.geometry import Box
from anlan.cameras.views import Person, Picture

Gray = npt.NDArray[np.uint8]

WIDTH = 640
#: Judged over the newest looks that cover this long; true only after it looked so for ``SURE_MS``: who sets off or
#: stops looks like sweeping for a moment.
WINDOW_MS, SURE_MS = 5_500, 4_000
#: … and over so many looks at least, however slowly they come, but never over more than this.
LOOKS_MIN, SPAN_MAX_MS = 4, 24_000
#: Grey levels by which a pixel must change, and the share of the floor around the feet that must.
CHANGED_BY, FLOOR_MIN = 18, 0.08
#: Body heights covered sideways within the window: less is standing, more is walking through. Slow looks take longer
#: than the window, and in so much more time so much more may be covered.
GETS_ON_MIN, GETS_ON_MAX = 0.1, 0.9


class Look(NamedTuple):
    """One person in one picture: when, where (centre in body heights), how much of the floor changed."""

    at_ms: int
    across: float
    floor: float


@dataclass(slots=True)
class Sweeping:
    """Remembers the last seconds of everybody in the zone.

    ``since_ms``, by track: since when it looks like sweeping.
    """

    looks: dict[int, deque[Look]]
    since_ms: dict[int, int]
    gray: Gray | None = None

    @classmethod
    def nothing_seen(cls) -> "Sweeping":
        """At the beginning, and after blindness."""
        return cls({}, {})

    def see(self, at_ms: int, picture: Picture, persons: tuple[Person, ...]) -> tuple[Person, ...]:
        """Those who sweep."""
        before, self.gray = self.gray, _gray(picture)
        if before is None or before.shape != self.gray.shape:
            return ()
        changed = cv2.absdiff(self.gray, before) > CHANGED_BY
        scale = WIDTH / picture.shape[1]
        for person in persons:
            box = Box(*(edge * scale for edge in person.box))
            look = Look(at_ms, box.centre[0] / max(1.0, box.height), _floor(changed, box))
            self.looks.setdefault(person.track_id, deque()).append(look)
        self._forget(at_ms)
        return tuple(person for person in persons if self._is_sure(at_ms, person.track_id))

    def _is_sure(self, at_ms: int, track: int) -> bool:
        if not _is_sweeping(self.looks.get(track)):
            self.since_ms.pop(track, None)
            return False
        return at_ms - self.since_ms.setdefault(track, at_ms) >= SURE_MS

    def _forget(self, at_ms: int) -> None:
        for looks in self.looks.values():
            while looks and (at_ms - looks[0].at_ms > SPAN_MAX_MS or _is_covered(at_ms, looks)):
                looks.popleft()
        self.looks = {track: looks for track, looks in self.looks.items() if looks}
        self.since_ms = {track: since for track, since in self.since_ms.items() if track in self.looks}


def _is_covered(at_ms: int, looks: deque[Look]) -> bool:
    """Do the looks cover the window without the oldest, however unevenly they came?"""
    return len(looks) > LOOKS_MIN and at_ms - looks[1].at_ms >= WINDOW_MS


def _is_sweeping(looks: deque[Look] | None) -> bool:
    span_ms = looks[-1].at_ms - looks[0].at_ms if looks else 0
    if not looks or span_ms < WINDOW_MS:
        return False
    gets_on = max(look.across for look in looks) - min(look.across for look in looks)
    is_in_place = GETS_ON_MIN <= gets_on <= GETS_ON_MAX * max(1.0, span_ms / WINDOW_MS)
    return is_in_place and float(np.median([look.floor for look in looks])) >= FLOOR_MIN


def _floor(changed: npt.NDArray[np.bool_], box: Box) -> float:
    """Share of the floor around the feet that changed: the lowest quarter of the box and a little beyond."""
    high, wide = changed.shape
    top, bottom = box.y2 - 0.25 * box.height, box.y2 + 0.12 * box.height
    left, right = box.x1 - 0.35 * box.height, box.x2 + 0.35 * box.height
    part = changed[max(0, int(top)) : min(high, int(bottom)), max(0, int(left)) : min(wide, int(right))]
    return float(part.mean()) if part.size else 0.0


def _gray(picture: Picture) -> Gray:
    size = (WIDTH, max(1, round(picture.shape[0] * WIDTH / picture.shape[1])))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0), np.uint8)
