"""From the stamps of a stream to the time its pictures were taken, for protocols that do not say it with each picture.

The first picture after a place was chosen is of that place; from there the stamps count. Two things devices do differ:
at ×4 some stamp pictures by when they were taken, some by when they are sent; so how fast stamps really run is watched.
And after a seek some pictures of the old place are still on their way: where stamps jump soon after, the new place
begins there.
"""

import time
from collections.abc import Callable

#: A jump of stamps, ms: back by more than the first, on by more than the second.
JUMP_BACK_MS, JUMP_ON_MS = 1_000, 15_000
#: So long after a seek a jump is taken for the new place, s.
STALE_S = 5.0
#: After so long at another speed than one it is known how the device stamps, s.
WATCHED_S = 1.5


class Timeline:
    """One stream's. Fed by one thread."""

    def __init__(self, at_ms: int, speed: float, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self.go_to(at_ms, speed)

    def go_to(self, at_ms: int, speed: float) -> None:
        """The next picture is of then."""
        self._place_ms, self._chosen_s, self._speed = at_ms, self._now_s(), speed
        self._last: tuple[int, int] | None = None  # stamp, time
        self._stretch = 1.0
        self._watched: tuple[int, float] | None = None

    def run_at(self, speed: float) -> None:
        """The same place, another speed."""
        self.go_to(self._last[1] if self._last else self._place_ms, speed)

    def at(self, stamp_ms: int) -> int:
        """When the picture of this stamp was taken, ms since 1970."""
        if self._last is None:
            return self._begin(stamp_ms, self._place_ms)
        step_ms = stamp_ms - self._last[0]
        if not -JUMP_BACK_MS <= step_ms <= JUMP_ON_MS * max(1.0, self._speed):
            is_new_place = self._now_s() - self._chosen_s < STALE_S
            return self._begin(stamp_ms, self._place_ms if is_new_place else self._last[1])
        self._watch(stamp_ms)
        at_ms = self._last[1] + round(step_ms * self._stretch)
        self._last = stamp_ms, at_ms
        return at_ms

    def _begin(self, stamp_ms: int, at_ms: int) -> int:
        self._last, self._watched = (stamp_ms, at_ms), (stamp_ms, self._now_s())
        return at_ms

    def _watch(self, stamp_ms: int) -> None:
        if self._watched is None or self._speed <= 1:
            return
        begun_ms, begun_s = self._watched
        passed_s = self._now_s() - begun_s
        if passed_s >= WATCHED_S:
            runs_at = (stamp_ms - begun_ms) / 1000 / passed_s
            self._stretch = self._speed if runs_at < (1 + self._speed) / 2 else 1.0
            self._watched = None
