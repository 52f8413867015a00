"""Which alarms would a row of values have raised? The limit's own state machine, the one the alarm path runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.alarms.rules.limit import step
from anlan.bus.messages import LimitConfig


@dataclass(slots=True)
class Raised:
    """One alarm that would have been. ``cleared_at_ms`` None: it stands at the end of the row."""

    limit: LimitConfig
    raised_at_ms: int
    peak: float
    cleared_at_ms: int | None = None


def would_raise(limits: Sequence[LimitConfig], at_ms: Sequence[int], value: Sequence[float | None]) -> list[Raised]:
    """Alarms of all limits over one row of values, in the order in which they would have been raised.

    ``value`` None: nothing believable was known then, and everything stays as it is.
    """
    found = [raised for limit in limits for raised in _of_one(limit, at_ms, value)]
    return sorted(found, key=lambda raised: raised.raised_at_ms)


def _of_one(limit: LimitConfig, at_ms: Sequence[int], value: Sequence[float | None]) -> list[Raised]:
    on_ms, off_ms = round(limit.on_delay_s * 1000), round(limit.off_delay_s * 1000)
    state, since, found = step.NORMAL, 0, list[Raised]()
    for now, reading in zip(at_ms, value, strict=True):
        if reading is None:
            continue
        due = since + (on_ms if state == step.WAIT_ON else off_ms)
        state, outcome = step.on_time(state, since, now, on_ms, off_ms)  # type: ignore[no-untyped-call]
        _note(found, limit, outcome, min(now, due), reading)
        distance = (reading - limit.set_point) * limit.direction
        state, since, outcome = step.on_reading(  # type: ignore[no-untyped-call]
            state, since, now, distance, limit.deadband, on_ms, off_ms, limit.strict
        )
        _note(found, limit, outcome, now, reading)
        if state != step.NORMAL and found and found[-1].cleared_at_ms is None:
            worst = max if limit.direction > 0 else min
            found[-1].peak = worst(found[-1].peak, reading)
    return found


def _note(found: list[Raised], limit: LimitConfig, outcome: int, at_ms: int, reading: float) -> None:
    if outcome == step.RAISED:
        found.append(Raised(limit, at_ms, reading))
    elif outcome == step.CLEARED:
        found[-1].cleared_at_ms = at_ms
