"""Time is an argument: a night of escalation runs in a second of test."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

#: The county's time: on screen and in deadlines; inside everything is UTC.
LOCAL = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Where code gets its time from; never ``datetime.now()`` directly."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def now_ms(self) -> int:
        """The present instant in milliseconds since 1970."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)

    def now_ms(self) -> int:
        """The present instant in milliseconds since 1970."""
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that stands still until told: for tests, simulation and replay."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("give an aware datetime, e.g. datetime(2026, 11, 23, tzinfo=UTC)")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return self._now

    def now_ms(self) -> int:
        """The present instant in milliseconds since 1970."""
        return to_ms(self._now)

    def advance(self, seconds: float) -> None:
        """Move forward by ``seconds``."""
        self._now += timedelta(seconds=seconds)

    def set(self, instant: datetime) -> None:
        """Move to ``instant``."""
        self._now = instant.astimezone(UTC)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime."""
    return round(instant.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """Aware UTC datetime of milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)
