"""A stronger alarm of the same point, or a red one of the same kind in the same room, says it already."""

from anlan.domain.grades import Grade
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context
from anlan.records.alarm_log.choices import is_of_instrument
from anlan.records.alarm_log.models import Alarm


def decide(case: Case, context: Context) -> Step:
    """Keep the weaker alarm quiet; never a red one, and never an instrument's trouble behind a leak."""
    alarm = case.alarm
    if alarm.grade == Grade.RED or is_of_instrument(alarm.rule, alarm.label):
        return Step("inhibit", Outcome.PASSED)
    stronger = _stronger(alarm, context)
    if stronger is not None:
        why = f"同一测点已有更高级别报警“{stronger.title}”"
        return Step("inhibit", Outcome.QUIET, why, {"alarm_id": stronger.alarm_id})
    if (alarm.enterprise_id, alarm.workshop_id, alarm.kind) in context.red_places and alarm.workshop_id is not None:
        return Step("inhibit", Outcome.QUIET, "同一场所同类测点已有红色报警")
    return Step("inhibit", Outcome.PASSED)


def _stronger(alarm: Alarm, context: Context) -> Alarm | None:
    """A standing, unsilenced alarm of the same point and rule in the same direction with a worse grade."""
    is_low = alarm.label.startswith("L")
    for other in context.standing.get(alarm.source_point_id, ()):
        same = other.rule == alarm.rule and other.label.startswith("L") == is_low
        if same and not other.condition.is_silenced and Grade(other.grade).rank < Grade(alarm.grade).rank:
            return other
    return None
