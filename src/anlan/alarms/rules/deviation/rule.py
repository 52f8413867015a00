"""Two points that should agree. What every number does: ``docs/reference/rules/deviation.md``."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from msgspec import Meta

from anlan.alarms import rule
from anlan.alarms.layout import Rows
from anlan.alarms.rule import (
    ABSENT,
    BETWEEN,
    POINT_UNIT,
    PRESENT,
    SECONDS,
    UNKNOWN,
    Condition,
    Ints,
    Judgement,
    Wave,
    Where,
)
from anlan.bus.messages import PointConfig, RuleConfig


class DeviationSettings(rule.Settings, frozen=True, kw_only=True):
    """Settings of one pair."""

    allowed: Annotated[
        float,
        Meta(gt=0, description="largest difference that is all right", extra_json_schema=POINT_UNIT),
    ]
    deadband: Annotated[
        float,
        Meta(
            ge=0,
            description="the alarm ends when the difference is this much below what is allowed",
            extra_json_schema=POINT_UNIT,
        ),
    ] = 0.0
    stale_after_s: Annotated[
        float,
        Meta(gt=0, description="a reading older than this is not compared", extra_json_schema=SECONDS),
    ] = 60.0


class Rule(rule.Rule[DeviationSettings]):
    """Pairs of points."""

    Settings = DeviationSettings
    MEMBER = np.dtype([("seen_ms", "i8"), ("value", "f8"), ("is_good", "u1")], align=True)

    def __init__(self, instances: Sequence[rule.Instance[DeviationSettings]]) -> None:
        super().__init__(instances)
        self._allowed, self._deadband = self.column("allowed"), self.column("deadband")
        self._stale_ms = self.column_ms("stale_after_s")

    @classmethod
    def problem(cls, config: RuleConfig, settings: DeviationSettings, points: Sequence[PointConfig]) -> str:
        """Why this pair cannot be judged."""
        if len(points) != 2:
            return f"it has {len(points)} points; name two"
        if points[0].unit != points[1].unit:
            return "the points have different units"
        return "" if settings.deadband < settings.allowed else "the deadband must be smaller than what is allowed"

    @classmethod
    def conditions(cls, config: RuleConfig, settings: DeviationSettings) -> tuple[Condition, ...]:
        """They differ."""
        return (Condition(config.label, config.grade, settings.allowed, config.on_delay_s, config.off_delay_s),)

    def take(self, member: Rows, wave: Wave) -> None:
        """Note each point's value."""
        member["seen_ms"][wave.member] = wave.at_ms
        member["value"][wave.member] = wave.value
        member["is_good"][wave.member] = wave.is_good

    def judge(self, member: Rows, instance: Where, now: Ints) -> Judgement:
        """Compare, when both are known, good and fresh; two readings over range cannot be compared."""
        pair = member[self.index[instance]]
        fresh = now[:, None] - pair["seen_ms"] <= self._stale_ms[instance][:, None]
        with np.errstate(invalid="ignore"):
            difference = np.abs(pair["value"][:, 0] - pair["value"][:, 1])
        excess = difference - self._allowed[instance]
        verdict = np.where(excess > 0, PRESENT, np.where(excess <= -self._deadband[instance], ABSENT, BETWEEN))
        verdict[~((pair["is_good"] != 0) & fresh).all(axis=1) | np.isnan(difference)] = UNKNOWN
        return Judgement(verdict.astype(np.int8), difference)
