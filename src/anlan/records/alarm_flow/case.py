"""One alarm on its way to a person, and what the stages say about it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_log.models import Alarm


@dataclass(frozen=True, slots=True)
class Step:
    """The decision of one stage, with its reason in a sentence an official would write."""

    stage: str
    outcome: Outcome
    why: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Case:
    """An alarm and where it goes: ``key`` names its work order, ``joins_since`` lets it join a wider one.

    A quiet case joins without news of its own; when there is nothing to join it opens a work order and is told.
    """

    alarm: Alarm
    steps: list[Step] = field(default_factory=list)
    key: str = ""
    joins_since: datetime | None = None

    @property
    def is_silenced(self) -> bool:
        """True when one of the three silences holds."""
        return self.alarm.condition.is_silenced

    @property
    def is_quiet(self) -> bool:
        """True when a stage said that this alarm is no news."""
        return any(step.outcome is Outcome.QUIET for step in self.steps)

    def said_by(self, stage: str) -> Step | None:
        """What ``stage`` decided."""
        return next((step for step in self.steps if step.stage == stage), None)

    def as_data(self) -> list[dict[str, Any]]:
        """The steps as they are kept."""
        return [{**asdict(step), "outcome": step.outcome.value} for step in self.steps]
