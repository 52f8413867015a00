"""k-out-of-n voting over one set point. What every number does: ``docs/reference/rules/voting.md``.

A point votes when it is beyond the set point, and takes its vote back outside the deadband. A point whose reading
cannot be believed, or that has been silent for too long, is *bad*. Bad points never raise anything by themselves and
never clear anything: an alarm ends only when it would end even if all bad points voted for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from anlan.alarms import rule
from anlan.alarms.layout import OFF_MS, Rows
from anlan.alarms.rule import (
    ABSENT,
    BETWEEN,
    POINT_UNIT,
    PRESENT,
    SECONDS,
    UNKNOWN,
    Condition,
    Floats,
    Ints,
    Judgement,
    Mask,
    Wave,
    Where,
)
from anlan.bus.messages import PointConfig, RuleConfig
from anlan.domain.grades import Grade

#: Added to the label of the notice that tells of bad points.
DEGRADED = "-DEGRADED"

# What was last known of a point: nothing yet, a value, or that its value cannot be believed.
_UNHEARD, _GOOD, _BAD = 0, 1, 2


class VotingSettings(rule.Settings, frozen=True, kw_only=True):
    """Settings of one voting group."""

    needed: Annotated[int, Meta(ge=1, description="k: how many points must be beyond the set point")]
    set_point: Annotated[float, Meta(description="the limit", extra_json_schema=POINT_UNIT)]
    direction: Annotated[Literal[1, -1], Meta(description="1 alarms at or above the set point, -1 at or below")] = 1
    deadband: Annotated[
        float,
        Meta(
            ge=0,
            description="a point takes its vote back only when it is further than this on the safe side",
            extra_json_schema=POINT_UNIT,
        ),
    ] = 0.0
    bad_points: Annotated[
        Literal["lower_k", "keep_k"],
        Meta(description="lower_k: each bad point lowers k by one, but never below one; keep_k: k stays"),
    ] = "lower_k"
    stale_after_s: Annotated[
        float, Meta(gt=0, description="a point silent for longer is bad", extra_json_schema=SECONDS)
    ] = 60.0
    degraded_after_s: Annotated[
        float,
        Meta(ge=0, description="how long a point must be bad before the notice", extra_json_schema=SECONDS),
    ] = 30.0
    degraded_grade: Annotated[Grade, Meta(description="grade of the notice that points are bad")] = Grade.YELLOW


@dataclass(frozen=True, slots=True)
class _Points:
    """What is known of the points of w instances at one time; Mask (w, widest)."""

    votes: Mask
    good: Mask
    bad: Mask
    stale: Mask
    waiting: Mask  # not heard yet, and it is too early to call that bad


class Rule(rule.Rule[VotingSettings]):
    """Voting groups."""

    Settings = VotingSettings
    MEMBER = np.dtype(
        [("seen_ms", "i8"), ("value", "f8"), ("vote", "u1"), ("known", "u1"), ("is_placed", "u1")], align=True
    )

    def __init__(self, instances: Sequence[rule.Instance[VotingSettings]]) -> None:
        super().__init__(instances)
        self._needed = self.column("needed").astype(np.int64)
        self._set_point, self._deadband = self.column("set_point"), self.column("deadband")
        self._direction = self.column("direction")
        self._stale_ms = self.column_ms("stale_after_s")
        self._lowers_k = np.array([x.settings.bad_points == "lower_k" for x in instances], np.bool_)

    @classmethod
    def problem(cls, config: RuleConfig, settings: VotingSettings, points: Sequence[PointConfig]) -> str:
        """Why this group cannot be judged."""
        if settings.needed > len(points) or len(points) < 2:
            return f"{settings.needed} out of {len(points)}: name two points or more, and need no more than there are"
        if not abs(settings.set_point) < float("inf"):
            return "the set point is not a finite number"
        if len({p.unit for p in points}) > 1:
            return "the points have different units; one set point cannot fit them all"
        return ""

    @classmethod
    def conditions(cls, config: RuleConfig, settings: VotingSettings) -> tuple[Condition, ...]:
        """The vote itself, and the notice that it is taken with fewer points."""
        delays = config.on_delay_s, config.off_delay_s
        vote = Condition(config.label, config.grade, settings.set_point, *delays, worse=settings.direction)
        # Beside the value of the point that still decides stands what that is judged by, not the delay of the notice.
        shown, after_s = settings.set_point, settings.degraded_after_s
        notice = Condition(config.label + DEGRADED, settings.degraded_grade, shown, after_s, worse=0)
        return vote, notice

    def take(self, member: Rows, wave: Wave) -> None:
        """Note each point's value and vote; the others of its group are placed in time with it."""
        self._place(member, wave)
        distance = self._direction[wave.instance] * (wave.value - self._set_point[wave.instance])
        old = member["vote"][wave.member]
        vote = np.where(distance >= 0, 1, np.where(distance < -self._deadband[wave.instance], 0, old))
        member["vote"][wave.member] = np.where(wave.is_good, vote, old)
        member["value"][wave.member] = wave.value
        member["known"][wave.member] = np.where(wave.is_good, _GOOD, _BAD)
        member["seen_ms"][wave.member] = wave.at_ms

    def _place(self, member: Rows, wave: Wave) -> None:
        """From a group's first reading on, the silence of its other points counts."""
        index, exists = self.index[wave.instance], self.exists[wave.instance]
        new = exists & (member["is_placed"][index] == 0)
        member["seen_ms"][index[new]] = np.broadcast_to(wave.at_ms[:, None], index.shape)[new]
        member["is_placed"][index[new]] = 1

    def judge(self, member: Rows, instance: Where, now: Ints) -> Judgement:
        """Count votes; bad points count against clearing, and for raising only as far as the settings say."""
        points = self._points(member, instance, now)
        votes, bad, waiting = (m.sum(axis=1) for m in (points.votes, points.bad, points.waiting))
        needed = self._needed[instance]
        lowered = np.where(self._lowers_k[instance], np.maximum(needed - bad, 1), needed)
        nobody = points.good.sum(axis=1) == 0
        vote = np.where(votes >= lowered, PRESENT, np.where(votes + bad + waiting < needed, ABSENT, BETWEEN))
        vote[nobody] = UNKNOWN
        # When every point is silent it is the line: the gateway's own alarm tells, not one notice per group.
        all_silent = (points.stale | ~self.exists[instance]).all(axis=1)
        notice = np.where(all_silent, BETWEEN, np.where(bad > 0, PRESENT, ABSENT))
        verdict = np.stack([vote, notice], axis=1).astype(np.int8)
        return Judgement(verdict, self._decisive(member, instance, points, lowered))

    def _points(self, member: Rows, instance: Where, now: Ints) -> _Points:
        index, exists = self.index[instance], self.exists[instance]
        known = member["known"][index]
        silent = now[:, None] - member["seen_ms"][index] > self._stale_ms[instance][:, None]
        stale = exists & (silent | (member["is_placed"][index] == 0))
        good = exists & ~stale & (known == _GOOD)
        waiting = exists & ~stale & (known == _UNHEARD)
        bad = exists & (stale | (known == _BAD))
        return _Points(good & (member["vote"][index] != 0), good, bad, stale, waiting)

    def _decisive(self, member: Rows, instance: Where, points: _Points, needed: Ints) -> Floats:
        """The value of the point that decides: the k-th furthest among the good ones; NaN without one."""
        direction = self._direction[instance]
        outward = np.where(points.good, direction[:, None] * member["value"][self.index[instance]], -np.inf)
        outward.sort(axis=1)
        rank = np.minimum(needed, np.maximum(points.good.sum(axis=1), 1))
        value: Floats = direction * outward[np.arange(len(instance)), -rank]
        return value

    def due(self, member: Rows, instance: Where, now: Ints) -> Ints:
        """When the next point becomes silent for too long."""
        index, exists = self.index[instance], self.exists[instance]
        ends = member["seen_ms"][index] + self._stale_ms[instance][:, None] + 1
        counts = exists & (member["is_placed"][index] != 0) & (ends > now[:, None])
        due: Ints = np.where(counts, ends, OFF_MS).min(axis=1)
        return due
