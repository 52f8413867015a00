"""A rule type in a package of its own: what somebody outside would write."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from anlan.alarms import rule


class TotalSettings(rule.Settings, frozen=True, kw_only=True):
    """Settings of one total."""

    most: Annotated[float, Meta(description="largest sum allowed", extra_json_schema=rule.POINT_UNIT)]


class Rule(rule.Rule[TotalSettings]):
    """The newest good values of all points, added up; unknown until each has one."""

    Settings = TotalSettings
    MEMBER = np.dtype([("value", "f8"), ("is_known", "u1")])

    @classmethod
    def conditions(cls, config, settings):
        return (rule.Condition(config.label, config.grade, settings.most, config.on_delay_s, config.off_delay_s),)

    def take(self, member, wave):
        good = wave.is_good
        member["value"][wave.member[good]] = wave.value[good]
        member["is_known"][wave.member[good]] = 1

    def judge(self, member, instance, now):
        index, exists = self.index[instance], self.exists[instance]
        total = np.where(exists, member["value"][index], 0.0).sum(axis=1)
        known = ((member["is_known"][index] != 0) | ~exists).all(axis=1)
        verdict = np.where(total > self.column("most")[instance], rule.PRESENT, rule.ABSENT)
        return rule.Judgement(np.where(known, verdict, rule.UNKNOWN).astype(np.int8), total)
