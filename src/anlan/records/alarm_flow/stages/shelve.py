"""Shelved: a person on duty set this condition aside for a while."""

from anlan.domain.alarm_states import AlarmEvent, next_state
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context, condition_of
from anlan.records.alarm_flow.words import until_words


def decide(case: Case, context: Context) -> Step:
    """Shelve the alarm while a shelving of its condition is in force."""
    alarm = case.alarm
    shelf = context.shelves.get(condition_of(alarm))
    if shelf is None:
        return Step("shelve", Outcome.PASSED)
    if not alarm.is_shelved:
        alarm.put(next_state(alarm.condition, AlarmEvent.SHELVE, alarm.traits))
        alarm.shelved_until = shelf.until
        context.hit(shelf)
    why = f"已搁置至{until_words(shelf.until)}：{shelf.reason}"
    return Step("shelve", Outcome.SILENCED, why, {"shelving": shelf.pk})
