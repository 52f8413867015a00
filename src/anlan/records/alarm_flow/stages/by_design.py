"""Suppressed by design: the plant or the equipment stands still, and this alarm says only that."""

from anlan.domain.alarm_states import AlarmEvent, next_state
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome, Way
from anlan.records.alarm_flow.context import Context
from anlan.records.alarm_flow.words import silence_words


def decide(case: Case, context: Context) -> Step:
    """Suppress the alarm while a declared logic covers its point."""
    alarm = case.alarm
    logic = next((one for one in context.silences if one.way == Way.SUPPRESS and one.is_about(alarm)), None)
    if logic is None:
        return Step("by_design", Outcome.PASSED)
    if not alarm.is_suppressed:
        alarm.put(next_state(alarm.condition, AlarmEvent.SUPPRESS, alarm.traits))
        alarm.suppressed_reason = silence_words(logic)[:200]
        context.hit(logic)
    return Step("by_design", Outcome.SILENCED, silence_words(logic), {"silence": logic.pk})
