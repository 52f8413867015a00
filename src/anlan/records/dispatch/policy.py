"""A rule of the dispatch policy, and the policy that one work order gets from it. Pure values.

Times count from the dispatch; ``arrive``, ``report`` and ``handle`` from the acceptance. A policy is copied onto a work
order when that opens (:meth:`Policy.snapshot`), so a later version changes no running one.

A *target* names who is meant: a role (``town_officer``), ``team:<name>`` or ``person:<id>``.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the escalation ladder."""

    level: int
    after_s: float
    targets: tuple[str, ...]
    says: str  # who is called, as the timeline says it


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a version. The first five fields say what it is for (empty = any), the rest what is done."""

    grade: str
    first: tuple[str, ...]
    inform: tuple[str, ...]
    channel: str
    accept_within_s: float
    handle_within_s: float
    verify_within_s: float
    repeat_every_s: float
    steps: tuple[Step, ...]
    kind: str = ""
    town: str = ""
    enterprise: int | None = None
    when: str = ""
    arrive_within_s: float | None = None
    report_within_s: float | None = None
    night_factor: float = 1.0  # of accept and escalation times, where the rule is not itself one for the night
    source: str = ""
    mark: str = ""
    note: str = ""

    @property
    def selector(self) -> tuple[str, str, str, int | None, str]:
        """What it is for; two rules of a version may not be for the same."""
        return (self.grade, self.kind, self.town, self.enterprise, self.when)

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> "Rule":
        """The rule of :meth:`data`."""
        tuples = {name: tuple(data[name]) for name in ("first", "inform")}
        return cls(**{**data, **tuples, "steps": _steps(data["steps"])})


@dataclass(frozen=True, slots=True)
class Policy:
    """How one work order is dispatched; times in seconds. ``version``, ``rule`` and ``why`` say where it is from."""

    grade: str
    first: tuple[str, ...]
    inform: tuple[str, ...]
    channel: str
    accept_within_s: float
    handle_within_s: float
    verify_within_s: float
    repeat_every_s: float
    is_night: bool
    steps: tuple[Step, ...]
    arrive_within_s: float | None = None
    report_within_s: float | None = None
    version: int = 0
    rule: str = ""
    why: str = ""

    @classmethod
    def of_rule(cls, rule: Rule, *, is_night: bool, version: int, name: str, why: str) -> "Policy":
        """The rule made concrete for one moment: by night its factor shortens accepting and climbing, and it calls."""
        factor = rule.night_factor if is_night and not rule.when.endswith("night") else 1.0
        return cls(
            grade=rule.grade, first=rule.first, inform=rule.inform,
            channel="call" if factor < 1 else rule.channel,
            accept_within_s=rule.accept_within_s * factor, handle_within_s=rule.handle_within_s,
            verify_within_s=rule.verify_within_s, repeat_every_s=rule.repeat_every_s, is_night=is_night,
            steps=tuple(replace(step, after_s=step.after_s * factor) for step in rule.steps),
            arrive_within_s=rule.arrive_within_s, report_within_s=rule.report_within_s,
            version=version, rule=name, why=why,
        )  # fmt: skip

    def snapshot(self) -> dict[str, Any]:
        """As JSON, to be kept with the work order."""
        return asdict(self)

    @classmethod
    def of_snapshot(cls, kept: dict[str, Any]) -> "Policy":
        """The policy of a snapshot; those of before versions had roles only, under other names."""
        kept = {_RENAMED.get(name, name): value for name, value in kept.items()}
        tuples = {name: tuple(kept[name]) for name in ("first", "inform")}
        return cls(**{**kept, **tuples, "steps": _steps(kept["steps"])})

    def step(self, level: int) -> Step:
        """The rung for ``level`` (1 = first); above the top the last one is called again."""
        return self.steps[min(level, len(self.steps)) - 1]

    def escalate_after_s(self, level: int) -> float:
        """Seconds from the dispatch to escalation ``level``; above the top every ``repeat_every_s``."""
        beyond = max(0, level - len(self.steps))
        return self.step(level).after_s + beyond * self.repeat_every_s


_RENAMED = {"first_roles": "first", "inform_roles": "inform"}


def _steps(kept: Iterable[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            level=one["level"], after_s=one["after_s"], says=one["says"],
            targets=tuple(one["targets"] if "targets" in one else one["roles"]),
        )
        for one in kept
    )  # fmt: skip
