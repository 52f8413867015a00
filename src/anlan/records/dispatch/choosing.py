"""Which rule holds? The most specific one that fits, and why. A pure function of a version, a place and a moment.

Place counts first (enterprise before town before anywhere), then the kind, then the time (a night rule before one for
holidays, one for holiday nights before both). A version must have a rule for every grade that holds always and
everywhere (:func:`problems`), so there is always an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.domain.grades import Grade
from anlan.records.accounts.choices import Role
from anlan.records.dispatch.calendar import at_night, on_holiday
from anlan.records.dispatch.choices import CHANNELS, GRADE_NAMES, KIND_NAMES, KINDS, When
from anlan.records.dispatch.policy import Policy, Rule
from anlan.records.sites.models import Enterprise

TIME_RANK = {When.ALWAYS: 0, When.HOLIDAY: 1, When.NIGHT: 2, When.HOLIDAY_NIGHT: 3}
RULES_MAX = 500


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one version."""

    version: int
    rules: tuple[Rule, ...]

    def policy_for(self, grade: Grade, kind: str, enterprise: Enterprise | None, at: datetime) -> Policy:
        """The policy of a work order that is dispatched at ``at``."""
        is_night, is_holiday = at_night(at), on_holiday(at)
        fitting = [rule for rule in self.rules if _fits(rule, grade, kind, enterprise, is_night, is_holiday)]
        best = max(fitting, key=specificity)
        name = rule_name(best)
        return Policy.of_rule(
            best, is_night=is_night, version=self.version, name=name,
            why=_why(self.version, best, name, len(fitting) - 1, is_night),
        )  # fmt: skip


def _fits(rule: Rule, grade: Grade, kind: str, enterprise: Enterprise | None, is_night: bool, is_holiday: bool) -> bool:
    times = {
        When.ALWAYS: True, When.NIGHT: is_night, When.HOLIDAY: is_holiday, When.HOLIDAY_NIGHT: is_night and is_holiday,
    }  # fmt: skip
    return (
        rule.grade == grade
        and rule.kind in ("", kind)
        and rule.town in ("", enterprise.town_id if enterprise else None)
        and rule.enterprise in (None, enterprise.pk if enterprise else None)
        and times[When(rule.when)]
    )


def specificity(rule: Rule) -> tuple[int, int, int]:
    """Higher wins: place, then kind, then time."""
    place = 2 if rule.enterprise is not None else 1 if rule.town else 0
    return (place, int(bool(rule.kind)), TIME_RANK[When(rule.when)])


def rule_name(rule: Rule) -> str:
    """A rule in words: 红色 · 安全报警 · 企业 12 · 夜间."""
    place = f"企业 {rule.enterprise}" if rule.enterprise is not None else f"乡镇 {rule.town}" if rule.town else ""
    when = str(When(rule.when).label) if rule.when else ""
    return " · ".join(part for part in (GRADE_NAMES[rule.grade], KIND_NAMES[rule.kind], place, when) if part)


def _why(version: int, rule: Rule, name: str, beaten: int, is_night: bool) -> str:
    said = f"第 {version} 版规则“{name}”"
    if beaten:
        said += f"，比另外 {beaten} 条适用规则更具体"
    if is_night and rule.night_factor != 1 and not rule.when.endswith("night"):
        said += f"；夜间（22:00–06:00）签收与升级时限乘 {rule.night_factor:g}，改为电话"
    return said


def problems(rules: Sequence[Rule]) -> list[str]:
    """What keeps these rules from being a version; empty when they are one."""
    found = [
        f"缺少{GRADE_NAMES[grade]}的通用规则（不限地点、类别和时间）。"
        for grade in Grade
        if not _is_covered(rules, grade)
    ]
    seen: set[tuple[object, ...]] = set()
    for rule in rules:
        if rule.selector in seen:
            found.append(f"规则“{rule_name(rule)}”重复。")
        seen.add(rule.selector)
        found += [f"规则“{rule_name(rule)}”：{said}" for said in _wrong_with(rule)]
    return found


def _is_covered(rules: Sequence[Rule], grade: Grade) -> bool:
    return any(rule.selector == (grade.value, "", "", None, "") for rule in rules)


def _wrong_with(rule: Rule) -> list[str]:
    times = [rule.accept_within_s, rule.handle_within_s, rule.verify_within_s, rule.repeat_every_s]
    times += [one for one in (rule.arrive_within_s, rule.report_within_s) if one is not None]
    after = [step.after_s for step in rule.steps]
    checks = {
        "至少要有一名首先通知的对象。": bool(rule.first),
        "至少要有一级升级，无人签收时才有人接着处理。": bool(rule.steps) and all(step.targets for step in rule.steps),
        "各级升级的时间应从小到大，且不为零。": after == sorted(set(after)) and all(one > 0 for one in after),
        "时限应大于零，重复间隔不少于 60 秒。": all(one > 0 for one in times) and rule.repeat_every_s >= 60,
        "升级的级别应从 1 起依次编号。": [step.level for step in rule.steps] == list(range(1, len(rule.steps) + 1)),
        "渠道只能是消息或电话。": rule.channel in CHANNELS,
        "夜间系数应大于 0、不超过 1。": 0 < rule.night_factor <= 1,
        "类别不认识。": rule.kind in KINDS,
        "同一条规则只能指定乡镇或企业之一。": not (rule.town and rule.enterprise is not None),
    }
    wrong = [said for said, is_right in checks.items() if not is_right]
    targets = {*rule.first, *rule.inform, *(target for step in rule.steps for target in step.targets)}
    return wrong + [f"对象“{target}”不认识。" for target in sorted(targets) if not _is_target(target)]


def _is_target(target: str) -> bool:
    kind, _, name = target.partition(":")
    return target in list(Role) or (kind == "person" and _is_id(name)) or (kind == "team" and bool(name))


def _is_id(name: str) -> bool:
    """A number that can be looked up when it matters: "²" counts as a digit, yet is none that can be read."""
    return name.isascii() and name.isdecimal() and len(name) < 16
