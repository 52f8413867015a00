"""Out of service: somebody works on it, with a permit, and a second person has agreed."""

from anlan.domain.alarm_states import AlarmEvent, next_state
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome, Way
from anlan.records.alarm_flow.context import Context
from anlan.records.alarm_flow.words import silence_words


def decide(case: Case, context: Context) -> Step:
    """Take the alarm out of service while a maintenance window covers its point."""
    alarm = case.alarm
    window = next((one for one in context.silences if one.way == Way.OUT_OF_SERVICE and one.is_about(alarm)), None)
    if window is None:
        return Step("maintenance", Outcome.PASSED)
    if not alarm.is_out_of_service:
        alarm.put(next_state(alarm.condition, AlarmEvent.TAKE_OUT_OF_SERVICE, alarm.traits))
        alarm.suppressed_reason = silence_words(window)[:200]
        context.hit(window)
    return Step("maintenance", Outcome.SILENCED, silence_words(window), {"silence": window.pk})
