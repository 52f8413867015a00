"""The newest picture of one camera: a slot, not a queue. Full: the older picture is dropped and counted."""

import threading
from collections.abc import Callable

from anlan.cameras.views import Frame, Picture


class NewestFrame:
    """Written by a reader thread, emptied by an analyst thread.

    Pictures are handed over undecoded where possible: ``load`` turns one into pixels only when it is looked at, so
    that a camera sending 25 a second costs two conversions a second.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: tuple[int, Callable[[], Picture]] | None = None
        self.arrived = 0
        self.dropped = 0
        self.last_at_ms = 0

    def put(self, at_ms: int, load: Callable[[], Picture]) -> None:
        """Make this the newest picture."""
        with self._lock:
            self.dropped += self._waiting is not None
            self._waiting = (at_ms, load)
            self.arrived += 1
            self.last_at_ms = at_ms

    @property
    def is_waiting(self) -> bool:
        """True when there is a picture nobody has looked at."""
        return self._waiting is not None

    def take(self) -> Frame | None:
        """The newest picture, once; None when it was already taken."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        return Frame(waiting[0], waiting[1]()) if waiting else None
