"""Coded pictures between the camera's reader and the thread that sends them on.

Full: what waits is thrown away, and nothing is taken until the next key picture. The platform above sees a jump, never
a smear; the reader is never held up.
"""

import threading
from collections import deque

from anlan.cameras.tap import Coded

PICTURES_MAX, BYTES_MAX = 100, 4_194_304


class Outbox:
    """One call's. ``put`` is called by the reader, ``take`` by the sender."""

    def __init__(self) -> None:
        self._waiting: deque[Coded] = deque()
        self._bytes = 0
        self._awaits_key = True
        self._news = threading.Condition()
        self.dropped = 0

    def put(self, coded: Coded) -> None:
        """One picture."""
        with self._news:
            if self._awaits_key and not coded.is_key:
                self.dropped += 1
                return
            if len(self._waiting) >= PICTURES_MAX or self._bytes + len(coded.data) > BYTES_MAX:
                self._empty()
                if not coded.is_key:
                    self.dropped += 1
                    return
            self._awaits_key = False
            self._waiting.append(coded)
            self._bytes += len(coded.data)
            self._news.notify()

    def take(self, within_s: float) -> Coded | None:
        """The oldest; None when none came in time."""
        with self._news:
            if not self._waiting and not self._news.wait_for(lambda: bool(self._waiting), within_s):
                return None
            coded = self._waiting.popleft()
            self._bytes -= len(coded.data)
            return coded

    def _empty(self) -> None:
        self.dropped += len(self._waiting)
        self._waiting.clear()
        self._bytes, self._awaits_key = 0, True
