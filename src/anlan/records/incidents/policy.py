"""The dispatch policy per grade, from data: who is told first, how long they have, who comes next.

It is copied onto a work order when that opens (:meth:`Policy.snapshot`), so a later edit changes no running one.
Times count from the dispatch. By night (22:00–06:00 Asia/Shanghai) the accept and escalation times of a grade are
multiplied by its night factor: red accepts within 60 s instead of 120 s.
"""

import csv
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from anlan.domain.grades import Grade
from anlan.records.core.clock import LOCAL

DATA = Path(__file__).parent / "data"
NIGHT_BEGINS_H, NIGHT_ENDS_H = 22, 6


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the escalation ladder."""

    level: int
    after_s: float
    roles: tuple[str, ...]
    says: str  # who is called, as the timeline says it


@dataclass(frozen=True, slots=True)
class Policy:
    """How a work order of one grade is dispatched; all times in seconds."""

    grade: str
    first_roles: tuple[str, ...]
    inform_roles: tuple[str, ...]
    channel: str
    accept_within_s: float
    handle_within_s: float
    verify_within_s: float
    repeat_every_s: float
    is_night: bool
    steps: tuple[Step, ...]

    def snapshot(self) -> dict[str, Any]:
        """As JSON, to be kept with the work order."""
        return asdict(self)

    @classmethod
    def of_snapshot(cls, kept: dict[str, Any]) -> "Policy":
        """The policy of a snapshot."""
        steps = tuple(Step(**{**step, "roles": tuple(step["roles"])}) for step in kept["steps"])
        roles = {name: tuple(kept[name]) for name in ("first_roles", "inform_roles")}
        return cls(**{**kept, **roles, "steps": steps})

    def step(self, level: int) -> Step:
        """The rung for ``level`` (1 = first); above the top the last one is called again."""
        return self.steps[min(level, len(self.steps)) - 1]

    def escalate_after_s(self, level: int) -> float:
        """Seconds from the dispatch to escalation ``level``; above the top every ``repeat_every_s``."""
        beyond = max(0, level - len(self.steps))
        return self.step(level).after_s + beyond * self.repeat_every_s


def policy_for(grade: Grade, at: datetime) -> Policy:
    """The policy in force for a work order of ``grade`` that is dispatched at ``at``."""
    row = _rows()[grade]
    is_night = at_night(at)
    factor = float(row["night_factor"]) if is_night else 1.0
    return Policy(
        grade=grade.value,
        first_roles=_roles(row["first_roles"]),
        inform_roles=_roles(row["inform_roles"]),
        channel="call" if is_night and factor < 1 else row["channel"],
        accept_within_s=float(row["accept_within_s"]) * factor,
        handle_within_s=float(row["handle_within_s"]),
        verify_within_s=float(row["verify_within_s"]),
        repeat_every_s=float(row["repeat_every_s"]),
        is_night=is_night,
        steps=tuple(
            Step(level=int(s["level"]), after_s=float(s["after_s"]) * factor, roles=_roles(s["roles"]), says=s["says"])
            for s in _steps()
            if s["grade"] == grade
        ),
    )


def at_night(at: datetime) -> bool:
    """True between 22:00 and 06:00 in Asia/Shanghai."""
    hour = at.astimezone(LOCAL).hour
    return hour >= NIGHT_BEGINS_H or hour < NIGHT_ENDS_H


def _roles(cell: str) -> tuple[str, ...]:
    return tuple(role for role in cell.split("|") if role)


@lru_cache(maxsize=1)
def _rows() -> dict[Grade, dict[str, str]]:
    with (DATA / "dispatch_policy.csv").open(encoding="utf-8") as file:
        return {Grade(row["grade"]): row for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _steps() -> list[dict[str, str]]:
    with (DATA / "escalation_steps.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
