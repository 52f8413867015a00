"""When a recorded reading goes out, which stamp it gets, and what came of it."""

import asyncio
import json
import time
from dataclasses import asdict, dataclass
from typing import Literal

Stamps = Literal["now", "keep"]


class ReplayError(ValueError):
    """The file cannot be replayed; the text says what is wrong with it."""


@dataclass(slots=True)
class ReplayReport:
    """What was sent and what the platform acknowledged. Counts are messages or frames, and readings."""

    sent: int = 0
    acknowledged: int = 0
    unanswerable: int = 0  # HJ 212 frames that ask for no answer, or whose check is wrong
    readings: int = 0
    skipped: int = 0  # rows or frames that hold nothing to send
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """True when everything that wants an answer got one."""
        return self.sent == self.acknowledged + self.unanswerable

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps({**asdict(self), "is_clean": self.is_clean})


class Pace:
    """When to send what was recorded at ``ts_ms``, and what stamp it gets.

    At a speed, a reading goes out when its time has come and, with stamps "now", is stamped with that moment, so
    that compressed time never runs ahead of the platform's clock. At full speed (0) stamps "now" moves the whole
    recording so that it ends at this moment: a backlog.
    """

    def __init__(self, speed: float, stamps: Stamps, last_ms: int | None = None) -> None:
        self.speed, self.stamps = speed, stamps
        self._last_ms = last_ms
        self._first_ms: int | None = None
        self._began_ms = time.time_ns() // 1_000_000

    async def until(self, ts_ms: int) -> None:
        """Wait until a reading of ``ts_ms`` is due."""
        if self._first_ms is None:
            self._first_ms = ts_ms
            self._began_ms = time.time_ns() // 1_000_000
        if self.speed:
            due_ms = self._began_ms + (ts_ms - self._first_ms) / self.speed
            await asyncio.sleep(max(0.0, due_ms - time.time_ns() / 1e6) / 1000)

    def stamp(self, ts_ms: int) -> int:
        """Stamp to send instead of ``ts_ms``."""
        if self.stamps == "keep":
            return ts_ms
        if self.speed and self._first_ms is not None:
            return round(self._began_ms + (ts_ms - self._first_ms) / self.speed)
        return ts_ms + self._began_ms - (self._last_ms if self._last_ms is not None else ts_ms)
