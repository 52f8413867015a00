"""The clock of the records: one for the process, replaced in tests, simulation and replay."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from anlan.domain.clock import LOCAL, Clock, SystemClock

__all__ = ["LOCAL", "clock", "now", "now_ms", "today", "use_clock"]

_clock: Clock = SystemClock()


def clock() -> Clock:
    """The clock in force."""
    return _clock


def now() -> datetime:
    """The present instant, aware, UTC."""
    return _clock.now()


def now_ms() -> int:
    """The present instant in milliseconds since 1970."""
    return _clock.now_ms()


def today() -> date:
    """The calendar day in Asia/Shanghai: numbers, duty and deadlines count in local days."""
    return _clock.now().astimezone(LOCAL).date()


@contextmanager
def use_clock(other: Clock) -> Iterator[Clock]:
    """Put ``other`` in force for the length of a ``with`` block, in every thread of this process."""
    global _clock
    before, _clock = _clock, other
    try:
        yield other
    finally:
        _clock = before
