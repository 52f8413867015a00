"""The worker's one command: a batch of transitions becomes alarms, work orders and news, in one transaction."""

from collections.abc import Sequence

from django.db import transaction

from anlan.bus.messages import AlarmTransition
from anlan.records.alarm_flow import chain, driven
from anlan.records.alarm_flow.case import Step
from anlan.records.alarm_flow.chain import Flow
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_log import events
from anlan.records.alarm_log.apply import Applied, apply_transitions
from anlan.records.alarm_log.models import Alarm
from anlan.records.calendar.selectors import calendar_in_hand
from anlan.records.core.models import OutboxMessage
from anlan.records.incidents import batch, record
from anlan.records.incidents.models import Incident
from anlan.records.incidents.opening import join_or_open, wait_if_late
from anlan.records.incidents.rows import alarms_of, along, grouped, incident_data
from anlan.records.incidents.withdrawn import say_withdrawn, withdrawn


@transaction.atomic(savepoint=False)
def take_in(transitions: Sequence[AlarmTransition]) -> Applied:
    """Apply a batch. Repeating it, whole or in part, changes nothing."""
    with calendar_in_hand():  # how many may be asked of the days does not grow with the flood
        return _take_in(transitions)


def _take_in(transitions: Sequence[AlarmTransition]) -> Applied:
    flow = Flow()
    applied = apply_transitions(transitions, flow.settle)
    if not applied.steps:
        return applied
    with batch.together(alarm.enterprise for alarm in applied.raised):
        touched = join_or_open(wait_if_late(flow.cases))
        ended = withdrawn(applied.steps)
        _note_cleared([alarm for alarm in applied.cleared if alarm not in ended], touched)
    say_withdrawn(ended)
    flow.keep("raised")
    driven.switch_off(alarm for _, alarm in applied.steps)
    told = [
        events.alarm_message(alarm, transition.kind, f"{transition.kind}.{transition.id}")
        for transition, alarm in applied.steps
    ]
    events.write(told + _news_of(touched, applied.raised, applied.steps[0][0].id))
    return applied


def open_for(alarms: Sequence[Alarm], key: str, occasion: str = "returned") -> None:
    """Open or join work orders for alarms that begin to call only now (silence over, late but standing, stale).

    Alarms whose work order is still open stay with it. Runs inside the caller's transaction.
    """
    under_way = set(
        Incident.objects.filter(pk__in=[a.incident_id for a in alarms if a.incident_id], is_open=True).values_list(
            "pk", flat=True
        )
    )
    if not alarms:
        return
    cases, context = chain.run(alarms)
    for case in cases:
        if case.alarm.incident_id in under_way:
            why = f"重新提示；工单 {case.alarm.incident_no} 尚未办结，由其继续处置"
            case.steps.append(Step("notify", Outcome.NOBODY, why, {"incident": case.alarm.incident_no}))
    calling = [alarm for alarm in alarms if alarm.incident_id not in under_way]
    with batch.together(alarm.enterprise for alarm in calling):
        touched = join_or_open(case for case in cases if case.alarm.incident_id not in under_way)
    chain.keep(cases, context, occasion)
    told = [events.alarm_message(alarm, "annunciated", f"{alarm.pk}.annunciated.{key}") for alarm in calling]
    events.write(told + _news_of(touched, calling, key))


def _news_of(touched: dict[int, tuple[Incident, str]], raised: list[Alarm], key: str) -> list[OutboxMessage]:
    """What screens are told of the work orders; of one just opened all alarms are among ``raised``."""
    if not touched:
        return []
    alarms = grouped(raised, [incident for incident, kind in touched.values() if kind == "opened"])
    alarms |= alarms_of(incident for incident, kind in touched.values() if kind != "opened")
    return [
        events.screen_message(
            topic="incident",
            kind=kind,
            record_id=incident.pk,
            enterprise=incident.enterprise,
            data=incident_data(incident, alarms[incident.pk]),
            key=f"{incident.pk}.{kind}.{key}",
        )
        for incident, kind in touched.values()
    ]


def _note_cleared(cleared: list[Alarm], touched: dict[int, tuple[Incident, str]]) -> None:
    """Conditions that ended stand on the timeline of their open work orders."""
    by_incident: dict[int, list[Alarm]] = {}
    for alarm in cleared:
        if alarm.incident_id is not None:
            by_incident.setdefault(alarm.incident_id, []).append(alarm)
    if not by_incident:
        return
    for incident in along(Incident.objects.filter(pk__in=list(by_incident)).order_by()):
        incident = touched.setdefault(incident.pk, (incident, "cleared"))[0]
        alarms = by_incident[incident.pk]
        names = "、".join(f"“{alarm.point_name} {alarm.title}”" for alarm in alarms[:3])
        more = f"等 {len(alarms)} 条报警" if len(alarms) > 3 else "报警"
        record.entry_add(incident, "cleared", f"{names}{more}恢复正常", data={"alarms": [a.pk for a in alarms[:50]]})
