"""How good would a rule have been? What it fires, held against what people said of the alarms that really came.

A fired condition belongs to the recorded alarms of the same point whose time it touches, give or take
:data:`SLACK_MS`: another set point raises a little earlier or later for the same cause.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

#: Times that lie this close belong together.
SLACK_MS = 60_000

Verdict = Literal["true", "false", "open"]


class Fired(NamedTuple):
    """A condition that a rule raised; event time."""

    point: int
    at_ms: int
    until_ms: int


class Recorded(NamedTuple):
    """An alarm that really came. ``verdict``: true (handled and verified), false (called false), open (nobody said)."""

    id: int
    point: int
    at_ms: int
    until_ms: int
    verdict: Verdict


@dataclass(slots=True)
class Tally:
    """``fired`` = confirmed + false + open + unseen. ``missed`` and ``spared`` are recorded alarms without a fire."""

    fired: int = 0
    confirmed: int = 0
    false: int = 0
    open: int = 0  # touches an alarm that nobody judged
    unseen: int = 0  # touches no alarm that ever came
    missed: int = 0  # confirmed alarms that would not have come
    spared: int = 0  # false alarms that would not have come
    missed_ids: list[int] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count ``other`` in."""
        for name in ("fired", "confirmed", "false", "open", "unseen", "missed", "spared"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.missed_ids += other.missed_ids


def score(fired: Iterable[Fired], recorded: Iterable[Recorded]) -> dict[int, Tally]:
    """One tally per point."""
    fires, alarms = defaultdict[int, list[Fired]](list), defaultdict[int, list[Recorded]](list)
    for fire in fired:
        fires[fire.point].append(fire)
    for alarm in recorded:
        alarms[alarm.point].append(alarm)
    return {point: _of_point(fires[point], alarms[point]) for point in {*fires, *alarms}}


def _of_point(fires: Sequence[Fired], alarms: Sequence[Recorded]) -> Tally:
    tally = Tally(fired=len(fires))
    for fire in fires:
        said = {alarm.verdict for alarm in alarms if _touch(fire, alarm)}
        if "true" in said:
            tally.confirmed += 1
        elif "false" in said:
            tally.false += 1
        elif said:
            tally.open += 1
        else:
            tally.unseen += 1
    for alarm in alarms:
        if alarm.verdict == "open" or any(_touch(fire, alarm) for fire in fires):
            continue
        if alarm.verdict == "true":
            tally.missed += 1
            tally.missed_ids.append(alarm.id)
        else:
            tally.spared += 1
    return tally


def _touch(fire: Fired, alarm: Recorded) -> bool:
    return fire.at_ms - SLACK_MS <= alarm.until_ms and alarm.at_ms - SLACK_MS <= fire.until_ms
