"""Suppression that a state point drives: its alarm "stopped" switches a declared logic on, its end switches it off.

The engine evaluates the state point like any other; here only its transitions are followed. What may turn red was
agreed to by a second person when the logic was declared, and even a driven suppression has an end.
"""

from collections.abc import Iterable
from datetime import timedelta

from anlan.domain.silence_limits import Way as Allowed
from anlan.domain.silence_limits import silence_limit
from anlan.records.alarm_flow import silencing
from anlan.records.alarm_flow.choices import Scope, SilenceState, Way
from anlan.records.alarm_flow.models import Silence, SuppressionLogic
from anlan.records.alarm_flow.words import covers_of
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock


def switch_on(alarms: Iterable[Alarm]) -> None:
    """Put the logics in force whose state point has just said "stopped"."""
    for logic, alarm in _driven_by(alarms, is_active=True):
        if not Silence.objects.filter(logic=logic, state=SilenceState.IN_FORCE).exists():
            silencing.begin(_silence_of(logic, alarm))


def switch_off(alarms: Iterable[Alarm]) -> None:
    """End the driven silences whose state point runs again."""
    for logic, _ in _driven_by(alarms, is_active=False):
        for silence in Silence.objects.filter(logic=logic, state=SilenceState.IN_FORCE, is_driven=True):
            silencing.end(silence, "状态测点恢复运行")


def _driven_by(alarms: Iterable[Alarm], *, is_active: bool) -> list[tuple[SuppressionLogic, Alarm]]:
    by_state = {(alarm.source_point_id, alarm.label): alarm for alarm in alarms if alarm.is_active == is_active}
    if not by_state:
        return []
    points = {point for point, _ in by_state}
    rows = SuppressionLogic.objects.filter(state_point_id__in=points, ended_at=None, approved_by__isnull=False)
    return [
        (row, by_state[row.state_point_id or 0, row.state_label])
        for row in rows.select_related("enterprise", "equipment", "approved_by")
        if (row.state_point_id, row.state_label) in by_state
    ]


def _silence_of(logic: SuppressionLogic, alarm: Alarm) -> Silence:
    longest = silence_limit(Allowed.SUPPRESS, is_red_capable=logic.is_red_capable).max_minutes
    now = clock.now()
    return Silence(
        way=Way.SUPPRESS, state=SilenceState.APPROVED, enterprise=logic.enterprise,
        scope=Scope.EQUIPMENT if logic.equipment_id else Scope.ENTERPRISE, equipment_id=logic.equipment_id,
        covers=covers_of(logic.enterprise, logic.equipment), kinds=logic.kinds, logic=logic,
        is_driven=True, is_red_capable=logic.is_red_capable, reason=f"{logic.name}（{alarm.point_name}）",
        begins_at=now, until=now + timedelta(minutes=longest), approved_by=logic.approved_by, approved_at=now,
    )  # fmt: skip
