"""What people may do to an alarm, declared: guards, the API's list and the console's buttons come from here."""

from typing import Any

from anlan.records.accounts.choices import Permission
from anlan.records.alarm_log.models import Alarm
from anlan.records.core.workflow import Action

#: Grades for which one person alone may not say "false alarm".
TWO_PERSON_GRADES = frozenset({"red", "orange"})


def _may_acknowledge(alarm: Alarm) -> bool:
    return not alarm.is_acked and not alarm.condition.is_silenced


def _why_no_reset(alarm: Alarm) -> str:
    if alarm.is_active:
        return "报警条件仍然存在，请待恢复后再复位。"
    return "" if alarm.is_acked else "请先确认报警，再复位。"


def _why_no_false_alarm(alarm: Alarm, actor: Any) -> str:
    if alarm.false_proposed_by_id is not None and alarm.false_proposed_by_id == actor.pk:
        return "您已提出误报，红色、橙色报警须由另一人核实后确认。"
    return ""


ACKNOWLEDGE: Action[Alarm] = Action("acknowledge", "确认", Permission.ALARM_ACKNOWLEDGE, _may_acknowledge)
CONFIRM: Action[Alarm] = Action(
    "confirm", "确认已处置", Permission.ALARM_ACKNOWLEDGE, lambda alarm: alarm.is_acked and not alarm.is_confirmed
)
RESET: Action[Alarm] = Action(
    "reset",
    "复位",
    Permission.ALARM_ACKNOWLEDGE,
    lambda alarm: alarm.is_latched,
    ("reason",),
    lambda alarm, actor: _why_no_reset(alarm),
)
SHELVE: Action[Alarm] = Action(
    "shelve",
    "搁置",
    Permission.ALARM_SHELVE,
    lambda alarm: alarm.is_open and not alarm.is_shelved,
    ("minutes", "reason"),
)
UNSHELVE: Action[Alarm] = Action(
    "unshelve", "取消搁置", Permission.ALARM_SHELVE, lambda alarm: alarm.is_shelved, ("reason",)
)
FALSE_ALARM: Action[Alarm] = Action(
    "false_alarm",
    "判定误报",
    Permission.ALARM_FALSE,
    lambda alarm: not alarm.is_false,
    ("reason",),
    _why_no_false_alarm,
)

ACTIONS = (ACKNOWLEDGE, CONFIRM, RESET, SHELVE, UNSHELVE, FALSE_ALARM)
