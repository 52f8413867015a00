"""Slows down who floods a page for the public, without keeping who it was.

Counts live in this process's memory for an hour, under a keyed hash of the address whose key is thrown away with them.
When all together send too much, everybody waits: the page then says whom to telephone.
"""

import hashlib
import hmac
import secrets
import threading
from collections import Counter

from anlan.records.core import clock

HOUR_MS = 3_600_000


class Limiter:
    """Counts per kind of act; ``most`` says how many per hour from one address, and from all together."""

    def __init__(self, most: dict[str, tuple[int, int]]) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._hour, self._key, self._counts = -1, b"", Counter[str]()

    def allows(self, act: str, address: str) -> bool:
        """True when one more ``act`` from ``address`` is within bounds; counts it."""
        with self._lock:
            self._turn()
            mark = f"{act}.{hmac.digest(self._key, address.encode(), hashlib.sha256).hex()[:16]}"
            each, together = self._most[act]
            if self._counts[mark] >= each or self._counts[act] >= together:
                return False
            self._counts.update((mark, act))
            return True

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._hour = -1

    def _turn(self) -> None:
        hour = clock.now_ms() // HOUR_MS
        if hour != self._hour:
            self._hour, self._key = hour, secrets.token_bytes(32)
            self._counts.clear()
