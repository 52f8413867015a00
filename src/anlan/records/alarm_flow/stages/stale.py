"""Stale: a condition that stands for more than a day is furniture; the sweeper brings it back to somebody."""

from anlan.domain.alarm_load import is_stale
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context


def decide(case: Case, context: Context) -> Step:
    """Mark what stands too long. It never keeps anything from anybody."""
    alarm = case.alarm
    if not (alarm.is_active and is_stale(alarm.raised_at, context.now, context.limits)):
        return Step("stale", Outcome.PASSED)
    alarm.is_stale = True
    return Step("stale", Outcome.PASSED, f"报警条件已持续超过 {context.limits.stale_after_s / 3600:g} 小时")
