"""The few figures that say how the platform is, judged: out of the heartbeats, the disk and the records.

A figure nobody told is ``unknown``, never ``ok``; of a part that need not run it is ``unused``. What
to do about each is written where people read it: the console.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from anlan.bus.messages import Heartbeat

State = Literal["ok", "attention", "wrong", "unknown", "unused"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure; ``value`` is None where nobody told."""

    key: str
    process: str
    value: float | None
    unit: str
    state: State


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a figure is found and from where on it is ``attention`` and ``wrong``.

    Of several instances or partitions the worst (``max``, ``min``) or the sum is told. ``attention`` above ``wrong``
    means that less is worse.
    """

    key: str
    process: str
    fact: str
    unit: str
    attention: float
    wrong: float
    gather: Callable[[Iterable[float]], float] = max
    per_partition: bool = False
    is_optional: bool = False


#: Counters begin anew with their process, so what they hold is since its start; one loss is one too many.
RULES = (
    Rule("stream_lag", "alarms", "lag_s", "s", 2, 10, per_partition=True),
    Rule("late_readings", "alarms", "late", "", 1, math.inf, sum, per_partition=True),
    Rule("log_gaps", "alarms", "gaps", "", 1, 1, sum),
    Rule("log_poisoned", "alarms", "poisoned", "", 1, 1, sum),
    Rule("refused_full", "gateway", "refused_full", "", 1, 1, sum),
    Rule("unacknowledged", "gateway", "unacknowledged", "", 1, math.inf, sum),
    Rule("ingest_waiting", "gateway", "waiting", "", 20_000, 100_000),
    Rule("unknown_sources", "gateway", "unknown", "", 1, math.inf),
    Rule("history_waiting", "history", "log_messages_waiting", "", 500, 5_000),
    Rule("outbox_age", "worker", "outbox_lag_s", "s", 5, 60),
    Rule("canary_age", "worker", "canary_age_s", "s", 120, 300, is_optional=True),
    Rule("notices_failed", "worker", "notices_failed", "", 1, math.inf, sum, is_optional=True),
    Rule("auditor_problems", "worker", "auditor_problems", "", 1, 1),
    Rule("cameras_blind", "cameras", "cameras_blind", "", 1, math.inf, sum, is_optional=True),
    Rule("certificate_days", "gateway", "tls_days_left", "d", 30, 0, min, is_optional=True),
)
GIB = 2**30


def figures(beats: Iterable[Heartbeat]) -> list[Judged]:
    """Every rule over the heartbeats of the living."""
    heard = list(beats)
    return [_judged(rule, [v for beat in heard if beat.process == rule.process for v in _told(rule, beat)])
            for rule in RULES]  # fmt: skip


def disk(free_bytes: int, total_bytes: int) -> Judged:
    """Room where the data is kept, in GiB: below one, devices will soon not be acknowledged."""
    is_tight = free_bytes < 0.1 * total_bytes or free_bytes < 5 * GIB
    state: State = "wrong" if free_bytes < GIB else "attention" if is_tight else "ok"
    return Judged("disk_free", "web", round(free_bytes / GIB, 1), "GiB", state)


def counted(key: str, process: str, count: int) -> Judged:
    """A count of the records that should be zero."""
    return Judged(key, process, float(count), "", "wrong" if count else "ok")


def _judged(rule: Rule, told: list[float]) -> Judged:
    if not told:
        return Judged(rule.key, rule.process, None, rule.unit, "unused" if rule.is_optional else "unknown")
    value = rule.gather(told)
    return Judged(rule.key, rule.process, value, rule.unit, _state(rule, value))


def _state(rule: Rule, value: float) -> State:
    if rule.attention > rule.wrong:  # less is worse
        return "wrong" if value <= rule.wrong else "attention" if value <= rule.attention else "ok"
    return "wrong" if value >= rule.wrong else "attention" if value >= rule.attention else "ok"


def _told(rule: Rule, beat: Heartbeat) -> Iterator[float]:
    names = [rule.fact]
    if rule.per_partition:
        names = [f"p{p}_{rule.fact}" for p in range(int(beat.facts.get("partitions", 0)))]
    yield from (float(beat.facts[name]) for name in names if name in beat.facts)
