"""Who would be told if this alarm came on Sunday at 03:10? The answer of the live code, without writing anything.

It asks :mod:`calls` for the dispatch and for every rung, with the staff of that moment, as the worker does; a test
plays both on one clock and compares.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.domain.grades import Grade
from anlan.records.core.clock import LOCAL
from anlan.records.dispatch.calls import Call, charged_with, first_calls, rung_calls, rung_targets
from anlan.records.dispatch.choosing import Book
from anlan.records.dispatch.people import Pick, Staff, target_name
from anlan.records.dispatch.policy import Policy
from anlan.records.rosters.models import Shift
from anlan.records.sites.models import Enterprise

#: Repetitions above the top of the ladder that are shown.
REPEATS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the simulated night."""

    at: datetime
    level: int  # 0 = at the dispatch
    call: Call
    why: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would happen when nobody moves."""

    policy: Policy
    charged: Pick | None
    lines: list[Told]


def simulate(*, book: Book, grade: Grade, kind: str, enterprise: Enterprise | None, at: datetime) -> Simulation:
    """The dispatch at ``at``, every rung after it, and the first repetitions above the top."""
    policy = book.policy_for(grade, kind, enterprise, at)
    staff = Staff([enterprise], at)
    charged = charged_with(policy, staff, enterprise)
    assignee = charged.person if charged else None
    found = [(at, 0, call) for call in first_calls(policy, staff, enterprise, assignee)]
    for level in range(1, len(policy.steps) + REPEATS_SHOWN + 1) if charged else ():
        moment = at + timedelta(seconds=policy.escalate_after_s(level))
        then = Staff([enterprise], moment)
        rung = rung_calls(policy, rung_targets(policy, level, then, enterprise), then, enterprise, assignee)
        found += [(moment, level, call) for call in rung]
    words = _Words(policy, [call.pick for _, _, call in found])
    return Simulation(policy, charged, [Told(when, level, call, words.of(level, call)) for when, level, call in found])


class _Words:
    """Reasons in words: the rung, the target, the roster's entry, the substitute."""

    def __init__(self, policy: Policy, picks: list[Pick]) -> None:
        self._policy = policy
        ids = {pick.shift_id for pick in picks if pick.shift_id is not None}
        self._shifts = Shift.objects.select_related("post", "person").in_bulk(ids)

    def of(self, level: int, call: Call) -> str:
        parts = [self._rung(level, call), self._because(call.pick)]
        return "；".join(part for part in parts if part)

    def _rung(self, level: int, call: Call) -> str:
        if level == 0:
            return "首先通知" if call.reason == "dispatched" else "同时知会"
        top = len(self._policy.steps)
        again = f"，其后每 {self._policy.repeat_every_s / 60:g} 分钟" if level > top else ""
        step = self._policy.step(level)
        says = step.says if call.pick.target in ("", *step.targets) else f"{step.says}无人在册，改通知其他级别"
        return f"第 {level} 次升级：{says}{again}"

    def _because(self, pick: Pick) -> str:
        if pick.because == "shift" and pick.shift_id in self._shifts:
            return f"{target_name(pick.target)}，{_shift_words(self._shifts[pick.shift_id])}"
        return {
            "on_duty": f"{_target(pick)}，未排班，标为在岗",
            "all": f"{_target(pick)}，无人在岗，通知全部",
            "named": "策略指定人员",
            "team": _target(pick),
            "charged": "工单责任人",
        }.get(pick.because, "")


def _target(pick: Pick) -> str:
    return target_name(pick.target) if pick.target else ""


def _shift_words(shift: Shift) -> str:
    begins, ends = shift.begins_at.astimezone(LOCAL), shift.ends_at.astimezone(LOCAL)
    said = f"值班表“{shift.post.name}”{begins:%m-%d %H:%M}–{ends:%H:%M}"
    return said + (f"，替 {shift.person.name}" if shift.substitute_id else "")
