"""Compares what had to be raised with what was: expected, raised, missed, spurious, how fast, and whether it ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.demo.truth import Expectation

#: A raise belongs to an expectation when it is stamped this close to its due time: before it by less than the engine's
#: tick and a clock's tolerance, after it by at most one sending of the slowest plant and a late tick.
EARLY_MS = 3_000
LATE_MS = 8_000


@dataclass(slots=True)
class Score:
    """The result of a run. ``raised`` counts what the platform raised; the lists name what was wrong.

    not_cleared: the condition ended and the alarm still stands. ended_early: the alarm ended while the condition stood.
    tolerated: raises that were right either way. delays_ms: of alarms without on-delay, from the sending of the reading
    that decided them to their arrival on the screens' stream.
    """

    expected: int = 0
    raised: int = 0
    tolerated: int = 0
    missed: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)
    not_cleared: list[str] = field(default_factory=list)
    ended_early: list[str] = field(default_factory=list)
    delays_ms: list[int] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """True when every alarm was right."""
        return not (self.missed or self.spurious or self.not_cleared or self.ended_early)

    def percentile(self, share: float) -> float | None:
        """Delay that ``share`` (0–1) of the alarms kept; None without any."""
        ordered = sorted(self.delays_ms)
        return float(ordered[min(len(ordered) - 1, int(share * len(ordered)))]) if ordered else None


def score(
    expected: list[Expectation],
    alarms: list[dict[str, Any]],
    first_seen_ms: dict[str, int],
    names: dict[int, str] | None = None,
) -> Score:
    """Match alarms (as the API lists them) to expectations: same point, rule and label, nearest in time.

    ``names`` say in the details what a point id is.
    """
    result = Score(expected=sum(e.certainty == "certain" for e in expected), raised=len(alarms))
    left = list(expected)
    for alarm in sorted(alarms, key=lambda a: str(a["raised_at"])):
        found = _nearest(left, alarm)
        if found is None:
            result.spurious.append(_alarm_text(alarm))
            continue
        left.remove(found)
        if found.certainty == "possible":
            result.tolerated += 1
        else:
            _judge_end(result, found, alarm)
            _note_delay(result, found, first_seen_ms.get(str(alarm["id"])))
    result.missed = [_expected_text(e, names or {}) for e in left if e.certainty == "certain"]
    return result


def _judge_end(result: Score, found: Expectation, alarm: dict[str, Any]) -> None:
    if found.ended_ms is not None and alarm["is_active"]:
        result.not_cleared.append(_alarm_text(alarm))
    if found.ended_ms is None and not alarm["is_active"]:
        result.ended_early.append(_alarm_text(alarm))


def _note_delay(result: Score, found: Expectation, seen_ms: int | None) -> None:
    if seen_ms is not None and found.sent_at_ms is not None and not found.is_late:
        result.delays_ms.append(max(0, seen_ms - found.sent_at_ms))


def _nearest(left: list[Expectation], alarm: dict[str, Any]) -> Expectation | None:
    raised_ms = moment_ms(alarm["raised_at"])
    key = (alarm["point"]["id"], alarm["rule"], alarm["label"])
    near = [
        e
        for e in left
        if (e.point_id, e.rule, e.label) == key and e.due_ms - EARLY_MS <= raised_ms <= e.due_ms + LATE_MS
    ]
    return min(near, key=lambda e: abs(raised_ms - e.due_ms), default=None)


def moment_ms(text: object) -> float:
    """Milliseconds since 1970 of an ISO 8601 text with a zone."""
    return datetime.fromisoformat(str(text)).timestamp() * 1000


def _alarm_text(alarm: dict[str, Any]) -> str:
    point, enterprise = alarm["point"], alarm.get("enterprise") or {}
    where = f"{enterprise.get('name', '')} {point['name']} (point {point['id']})".strip()
    return f"{where}: {alarm['rule']} {alarm['label']}, raised {alarm['raised_at']}, cleared {alarm.get('cleared_at')}"


def _expected_text(e: Expectation, names: dict[int, str]) -> str:
    return f"{names.get(e.point_id, '')} (point {e.point_id}): {e.rule} {e.label}, due at {e.due_ms} ms".strip()
