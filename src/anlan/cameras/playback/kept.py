"""The kept hour: the tape, with the finer pictures of the last minute from the ring.

A tape has a picture every other second: ×1 shows one every other second, ×8 four a second. Nothing is decoded here.
"""

import threading
import time
from collections.abc import Callable, Iterator

from anlan.bus.playback_messages import MOST_BYTES, MOST_PICTURES, Shot, Span
from anlan.cameras.console.tape import Tape, Taped
from anlan.cameras.playback.film import SHOTS_PER_S, THE_END, State
from anlan.cameras.playback.spans import cut, joined
from anlan.cameras.ring import Ring

#: Pictures further apart than this have a gap between them. A tape's step is 9 s at most.
GAP_MS = 12_000
#: So much of playing time is handed out before it is due, s; a screen needs some in hand.
LEAD_S = 3.0


class KeptHour:
    """What is kept of one camera; reads files, for threads."""

    def __init__(self, tape: Tape | None, ring: Ring) -> None:
        self._tape, self._ring = tape, ring

    def spans(self, from_ms: int, to_ms: int) -> list[Span]:
        """Times with pictures between."""
        times = self._tape.times() if self._tape else []
        recent = self._ring.between(from_ms, to_ms)
        return cut(joined(((at, at) for at in (*times, *(kept.at_ms for kept in recent))), GAP_MS), from_ms, to_ms)

    def after(self, at_ms: int) -> Iterator[Taped]:
        """Pictures later than ``at_ms``, oldest first."""
        last = at_ms
        for taped in self._tape.after(at_ms) if self._tape else ():
            yield from (Taped(one.at_ms, one.jpeg) for one in self._ring.between(last + 1, taped.at_ms - 1))
            yield taped
            last = taped.at_ms
        yield from (Taped(one.at_ms, one.jpeg) for one in self._ring.between(last + 1, 2**62))

    def at_or_before(self, at_ms: int) -> int | None:
        """When the picture was taken that stood at ``at_ms``; None when there was none lately."""
        standing = None
        for one in self.after(at_ms - GAP_MS):
            if one.at_ms > at_ms:
                break
            standing = one.at_ms
        return standing


class KeptFilm:
    """Plays a kept hour. Paced here as well as on the screen: nobody fetches an hour in a second.

    Args:
        until_ms: ends there at the latest.
        now_s: a monotonic clock.
    """

    def __init__(
        self, hour: KeptHour, at_ms: int, until_ms: int, speed: float, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._hour, self._until_ms, self._now_s = hour, until_ms, now_s
        self._lock = threading.Lock()
        self.state: State = "playing"
        self.detail, self.run, self.speed, self.skipped = "", 0, speed, 0
        self._owes_one = False
        self._go_to(at_ms)

    def take(self) -> list[Shot]:
        """Pictures that are due."""
        with self._lock:
            if self.state == "playing":
                return self._due()
            if self._owes_one:
                self._owes_one = False
                return self._next_one()
            return []

    def play(self, speed: float) -> None:
        """Go on from the last picture that was given."""
        with self._lock:
            self.speed = speed
            if self.state != "ended":
                self.state = "playing"
                self._begin_at(self._given_ms)

    def pause(self) -> None:
        """Stand still."""
        with self._lock:
            if self.state == "playing":
                self.state = "paused"

    def seek(self, at_ms: int, speed: float) -> None:
        """Go there."""
        with self._lock:
            self.speed, self._owes_one = speed, self.state == "paused"
            if self.state == "ended":
                self.state, self.detail = "playing", ""
            self.run += 1
            self._go_to(at_ms)

    def close(self) -> None:
        """End it."""
        with self._lock:
            self.state = "ended"

    def _go_to(self, at_ms: int) -> None:
        """The picture that stood then is the first that is given."""
        standing = self._hour.at_or_before(at_ms)
        self._begin_at(at_ms if standing is None else standing)
        self._given_ms = (at_ms if standing is None else standing) - 1
        self._last_shown_ms = self._given_ms - 3_600_000

    def _begin_at(self, at_ms: int) -> None:
        self._base_ms, self._base_s = at_ms, self._now_s()

    def _due(self) -> list[Shot]:
        ahead_s = self._now_s() - self._base_s + LEAD_S
        horizon_ms = self._base_ms + ahead_s * 1000 * self.speed
        shots: list[Shot] = []
        size = 0
        for taped in self._hour.after(self._given_ms):
            if taped.at_ms > self._until_ms:
                break
            if taped.at_ms > horizon_ms and (shots or taped.at_ms - self._given_ms <= GAP_MS):
                return shots
            if taped.at_ms > horizon_ms:  # a gap is not sat through
                self._begin_at(taped.at_ms)
            self._given_ms = taped.at_ms
            if taped.at_ms - self._last_shown_ms < 1000 * self.speed / SHOTS_PER_S:
                continue
            self._last_shown_ms = taped.at_ms
            shots.append(Shot(at_ms=taped.at_ms, jpeg=taped.jpeg))
            size += len(taped.jpeg)
            if len(shots) >= MOST_PICTURES or size > MOST_BYTES - 150_000:
                return shots
        if not shots:
            self.state, self.detail = "ended", THE_END
        return shots

    def _next_one(self) -> list[Shot]:
        for taped in self._hour.after(self._given_ms):
            self._given_ms = self._last_shown_ms = taped.at_ms
            return [Shot(at_ms=taped.at_ms, jpeg=taped.jpeg)]
        self.state, self.detail = "ended", THE_END
        return []
