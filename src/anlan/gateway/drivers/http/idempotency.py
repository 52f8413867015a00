"""Answers remembered by idempotency key, so that a batch sent twice is written once.

Kept in memory: 1,000 keys of each gateway, at most 1 MB of answers, for 24 hours, and not across a restart
of the gateway process. A batch repeated after that is written again, which is harmless for readings: a point
has one value at one moment, and history keeps one.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from .messages import Answer

KEEP_MS = 24 * 3600_000
MAX_KEYS = 1000
MAX_BYTES = 2**20
MAX_KEY = 200


@dataclass(slots=True)
class Entry:
    """One key: what body it stood for, and the answer, once there is one."""

    digest: bytes
    until_ms: int
    answer: "asyncio.Future[Answer]"
    size: int = 0


@dataclass(slots=True)
class _Shelf:
    entries: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    size: int = 0


class Remembered:
    """Answers by gateway and key."""

    def __init__(self) -> None:
        self._shelves: dict[int, _Shelf] = {}

    def find(self, gateway_id: int, key: str, now_ms: int) -> Entry | None:
        """The entry of a key, None when there is none or it is older than a day."""
        shelf = self._shelves.get(gateway_id)
        entry = shelf.entries.get(key) if shelf else None
        if shelf and entry and entry.until_ms <= now_ms:
            self._remove(shelf, key)
            return None
        return entry

    def begin(self, gateway_id: int, key: str, digest: bytes, now_ms: int) -> Entry:
        """Note that a batch is being written; the oldest keys make room."""
        shelf = self._shelves.setdefault(gateway_id, _Shelf())
        entry = Entry(digest, now_ms + KEEP_MS, asyncio.get_running_loop().create_future())
        shelf.entries[key] = entry
        self._trim(shelf)
        return entry

    def settle(self, gateway_id: int, key: str, entry: Entry, answer: Answer) -> None:
        """Tell who waits; keep the answer when it is final (2xx, 4xx), forget the key when sending again may help."""
        entry.answer.set_result(answer)
        shelf = self._shelves[gateway_id]
        if shelf.entries.get(key) is not entry:
            return
        if answer.status >= 500:
            self._remove(shelf, key)
            return
        entry.size = len(str(answer.body))
        shelf.size += entry.size
        self._trim(shelf)

    def _trim(self, shelf: _Shelf) -> None:
        while len(shelf.entries) > MAX_KEYS or shelf.size > MAX_BYTES:
            self._remove(shelf, next(iter(shelf.entries)))

    @staticmethod
    def _remove(shelf: _Shelf, key: str) -> None:
        shelf.size -= shelf.entries.pop(key).size


def digest_of(content_type: str, encoding: str, body: bytes) -> bytes:
    """What makes two requests the same."""
    made = hashlib.blake2b(digest_size=16)
    for part in (content_type.encode(), encoding.encode(), body):
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.digest()


def is_key(key: str) -> bool:
    """True for 1 to 200 visible ASCII characters."""
    return 0 < len(key) <= MAX_KEY and key.isascii() and key.isprintable()
