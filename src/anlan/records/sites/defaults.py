"""What a kind of point is called and how it alarms unless told otherwise: the rule set, as sites uses it."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from anlan.bus.messages import LimitConfig
from anlan.domain.alarm_states import PLAIN, AlarmTraits
from anlan.domain.priority import design_of
from anlan.domain.rule_set import KindRules, RuleLimit, rule_set, rules_for


@dataclass(frozen=True)
class KindDefaults:
    """Defaults of one sensor kind; ``timings`` are the keyword arguments of ``PointConfig`` beside the limits."""

    kind: str
    name: str
    name_en: str = ""
    unit: str = ""
    limits: tuple[LimitConfig, ...] = ()
    timings: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1000)
def defaults_of(kind: str, unit: str = "") -> KindDefaults:
    """Defaults of ``kind``. A kind nobody described has a name only; in another unit than the rule set's there are
    no limits, because a number without its unit is a trap."""
    rules = rules_for(kind)
    if rules is None:
        return KindDefaults(kind, kind, kind, unit)
    is_other_unit = bool(unit) and unit != rules.unit
    limits = () if is_other_unit else tuple(_limit(limit) for limit in rules.limits)
    return KindDefaults(kind, rules.name_zh, rules.name_en, rules.unit, limits, _timings(rules, is_other_unit))


def sensor_kinds() -> list[KindDefaults]:
    """Every kind that a device may send, in the order of the rule set; those that cameras feed are left out."""
    return [defaults_of(kind) for kind in rule_set() if not kind.startswith(("scene_", "camera_"))]


def _limit(limit: RuleLimit) -> LimitConfig:
    return LimitConfig(
        label=limit.label,
        direction=1 if limit.direction > 0 else -1,
        set_point=limit.set_point,
        grade=limit.grade,
        deadband=limit.deadband,
        on_delay_s=limit.on_delay_s,
        off_delay_s=limit.off_delay_s,
        strict=limit.strict,
    )


def designed_traits(kind: str, label: str) -> AlarmTraits:
    """How an alarm of this kind was designed; plain when nobody designed it."""
    design = design_of(kind, label)
    return design.traits if design else PLAIN


def limit_traits(limit: LimitConfig, kind: str) -> AlarmTraits:
    """The traits of one limit in force: its own where it says, else those of its kind."""
    designed = designed_traits(kind, limit.label)
    return AlarmTraits(
        latches=designed.latches if limit.latches is None else limit.latches,
        needs_confirm=designed.needs_confirm if limit.needs_confirm is None else limit.needs_confirm,
    )


def _timings(rules: KindRules, is_other_unit: bool) -> dict[str, Any]:
    timings: dict[str, Any] = {
        "over_range_is_high": rules.over_range_is_high,
        "stuck_after_s": rules.stuck_after_s,
        "offline_after_s": rules.offline_after_s,
        "fault_after_s": rules.fault_after_s,
    }
    if not is_other_unit:
        timings |= {
            "range_low": rules.range_low,
            "range_high": rules.range_high,
            "resolution": rules.resolution,
            "rate_limit_per_s": rules.rate_limit_per_s,
        }
    return timings
