"""The pipe between the thread that receives a stream and the thread that decodes it.

Full: the oldest pictures make room, up to one that decoding can begin with, so that what is analysed is never older
than a few seconds and never smeared.
"""

import threading
import time
from collections import deque

from anlan.cameras.sources.base import READ_LIMIT_S

#: Pictures and bytes that may wait.
UNITS_MAX, BYTES_MAX = 100, 8_388_608


class Feed:
    """A file to read for FFmpeg: ``read`` blocks, within the limits of a source. ``stop``: nobody wants it any more."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._waiting: deque[tuple[bytes, bool]] = deque()
        self._bytes = 0
        self._begun = b""
        self._awaits_key = False
        self._why = ""
        self._news = threading.Condition()
        self.dropped = 0

    def put(self, unit: bytes, is_key: bool) -> None:
        """One picture."""
        with self._news:
            if self._awaits_key and not is_key:
                self.dropped += 1
                return
            self._awaits_key = False
            self._waiting.append((unit, is_key))
            self._bytes += len(unit)
            if len(self._waiting) > UNITS_MAX or self._bytes > BYTES_MAX:
                self._make_room()
            self._news.notify()

    def end(self, why: str) -> None:
        """Nothing more will come; what waits can still be read."""
        with self._news:
            self._why = self._why or why
            self._news.notify()

    def flush(self) -> None:
        """Leave out what waits, and begin again with a picture that stands for itself."""
        with self._news:
            self.dropped += len(self._waiting)
            self._waiting.clear()
            self._bytes, self._begun, self._awaits_key = 0, b"", True

    @property
    def why(self) -> str:
        """Why nothing more will come; empty while it does."""
        return self._why

    @property
    def is_ended(self) -> bool:
        """Nothing more will come, or nobody wants it."""
        return bool(self._why) or self._stop.is_set()

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; empty when nothing more will come (``why`` says the reason) or nobody wants it.

        It raises nothing: FFmpeg would drop an exception and go on.
        """
        if not self._begun:
            self._begun = self._next()
        part, self._begun = self._begun[:size], self._begun[size:]
        return part

    def _next(self) -> bytes:
        until = time.monotonic() + READ_LIMIT_S
        with self._news:
            while not self._waiting:
                if self._why or self._stop.is_set():
                    return b""
                if time.monotonic() > until:
                    self._why = f"no pictures for {READ_LIMIT_S:.0f} s"
                    return b""
                self._news.wait(0.5)
            unit, _ = self._waiting.popleft()
            self._bytes -= len(unit)
            return unit

    def _make_room(self) -> None:
        """Leave out the oldest, up to a picture that decoding can begin with; without one, all."""
        is_first = True
        while self._waiting and (is_first or not self._waiting[0][1]):
            unit, _ = self._waiting.popleft()
            self._bytes -= len(unit)
            self.dropped += 1
            is_first = False
        self._awaits_key = not self._waiting
