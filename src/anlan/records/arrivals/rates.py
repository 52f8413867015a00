"""What was due, what of it arrived: pure rules, worked in ``docs/explanation/arrival-rate.md``."""

from dataclasses import dataclass

#: A point is on line while its newest reading is not older than this many intervals, but never less than a minute.
MISSED_INTERVALS = 3
ONLINE_LEAST_S = 60.0


@dataclass(frozen=True, slots=True)
class Count:
    """Readings due in a window, and those of them that arrived."""

    due: int
    arrived: int


def count(*, interval_s: float, begins_ms: int, from_ms: int, to_ms: int, readings: int) -> Count:
    """A point's readings in a window that it was in service for since ``begins_ms``.

    Surplus never counts: what one device sends too often does not make up for what it owed in another hour, nor for
    another device.
    """
    in_service_ms = max(0, to_ms - max(from_ms, begins_ms))
    due = int(in_service_ms / 1000 // interval_s)
    return Count(due, min(readings, due))


def percent(arrived: int, due: int) -> float | None:
    """The rate, to two places; None where nothing was due. Never rounded up to a full hundred."""
    if not due:
        return None
    return 100.0 if arrived >= due else min(99.99, round(100 * arrived / due, 2))


def is_online(*, interval_s: float, newest_ms: int, now_ms: int) -> bool:
    """True while the newest reading is fresh for its interval."""
    return now_ms - newest_ms <= 1000 * max(ONLINE_LEAST_S, MISSED_INTERVALS * interval_s)
