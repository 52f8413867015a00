"""Compares what had to be raised with what was: expected, raised, missed, spurious, and how fast."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.demo.truth import Expectation

#: A raise belongs to an expectation when it is this close to its due time.
NEAR_MS = 5_000


@dataclass(slots=True)
class Score:
    """The result of a run. Details name every missed and spurious alarm."""

    expected: int = 0
    raised: int = 0
    missed: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)
    delays_ms: list[int] = field(default_factory=list)

    def percentile(self, share: float) -> float | None:
        """Delay that ``share`` (0–1) of the alarms kept; None without any."""
        ordered = sorted(self.delays_ms)
        return float(ordered[min(len(ordered) - 1, int(share * len(ordered)))]) if ordered else None


def score(expected: list[Expectation], alarms: list[dict[str, Any]], first_seen_ms: dict[str, int]) -> Score:
    """Match alarms (as the API lists them) to expectations: same point, rule and label, nearest in time."""
    result = Score()
    open_by_key: dict[tuple[int, str, str], list[Expectation]] = {}
    for expectation in expected:
        key = (expectation.point_id, expectation.rule, expectation.label)
        open_by_key.setdefault(key, []).append(expectation)
        result.expected += expectation.certainty == "certain"
    for alarm in sorted(alarms, key=lambda a: str(a["raised_at"])):
        result.raised += 1
        found = _nearest(open_by_key.get((alarm["point"]["id"], alarm["rule"], alarm["label"]), []), alarm)
        if found is None:
            result.spurious.append(_name(alarm))
            continue
        open_by_key[(found.point_id, found.rule, found.label)].remove(found)
        seen = first_seen_ms.get(str(alarm["id"]))
        if seen is not None and found.sent_at_ms is not None and not found.is_late:
            result.delays_ms.append(max(0, seen - found.sent_at_ms))
    for left in open_by_key.values():
        result.missed += [
            f"point {e.point_id} {e.rule} {e.label} due {e.due_ms}" for e in left if e.certainty == "certain"
        ]
    return result


def _nearest(candidates: list[Expectation], alarm: dict[str, Any]) -> Expectation | None:
    raised_ms = datetime.fromisoformat(str(alarm["raised_at"])).timestamp() * 1000
    near = [e for e in candidates if min(abs(raised_ms - e.due_ms), abs(raised_ms - e.began_ms)) <= NEAR_MS]
    return min(near, key=lambda e: abs(raised_ms - e.due_ms), default=None)


def _name(alarm: dict[str, Any]) -> str:
    point = alarm["point"]
    return f"point {point['id']} {point['name']} {alarm['rule']} {alarm['label']} raised {alarm['raised_at']}"
