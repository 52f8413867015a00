"""Commands on alarms: one command, one transaction, one audit entry, one event for screens."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.domain.alarm_states import AlarmEvent, next_state
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log import events, signals, workflow
from anlan.records.alarm_log.models import Alarm, AlarmEntry, Shelving
from anlan.records.alarm_log.rows import ALONG
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound

BULK_MAX = 500


def alarm_for_update(alarm_id: int, actor: User) -> Alarm:
    """The alarm, locked for this transaction, if it lies within the actor's scope.

    Raises:
        NotFound: not there, or not to be seen by this person: the two look alike.
    """
    rows = Scope.of(actor).filter(Alarm.objects.filter(pk=alarm_id)).select_related(*ALONG)
    alarm = rows.select_for_update(of=("self",)).first()
    if alarm is None:
        raise NotFound
    return alarm


@transaction.atomic
def acknowledge(*, alarm_id: int, actor: User, comment: str = "", request: HttpRequest | None = None) -> Alarm:
    """Somebody has seen it and takes note."""
    alarm = alarm_for_update(alarm_id, actor)
    workflow.ACKNOWLEDGE.require(alarm, actor, {})
    _acknowledge(alarm, actor)
    _record(alarm, "acknowledged", actor, _said("确认了报警", comment), comment, request)
    return alarm


@transaction.atomic
def acknowledge_many(
    *, alarm_ids: Iterable[int], actor: User, comment: str = "", request: HttpRequest | None = None
) -> list[Alarm]:
    """Acknowledge every alarm of the list that can be; those already acknowledged are passed over.

    Raises:
        Invalid: more than :data:`BULK_MAX` at once.
        NotFound: one of them is not there, or not within scope; then none is acknowledged.
    """
    wanted = sorted(set(alarm_ids))
    if len(wanted) > BULK_MAX:
        raise Invalid(f"一次最多确认 {BULK_MAX} 条报警，请分批操作。", fields={"ids": "过多。"})
    done = []
    for alarm in [alarm_for_update(pk, actor) for pk in wanted]:
        if workflow.ACKNOWLEDGE.is_possible(alarm):
            workflow.ACKNOWLEDGE.require(alarm, actor, {})
            _acknowledge(alarm, actor)
            _record(alarm, "acknowledged", actor, _said("确认了报警", comment), comment, request)
            done.append(alarm)
    return done


def _acknowledge(alarm: Alarm, actor: User) -> None:
    alarm.put(next_state(alarm.condition, AlarmEvent.ACKNOWLEDGE))
    alarm.acked_at, alarm.acked_by = clock.now(), actor
    alarm.save()


@transaction.atomic
def shelve(*, alarm_id: int, actor: User, minutes: int, reason: str, request: HttpRequest | None = None) -> Alarm:
    """Set this condition of this point aside for a while: it is evaluated and kept, and calls nobody.

    Every occurrence until the end is shelved with it. Whatever still stands at the end is annunciated anew.
    """
    alarm = alarm_for_update(alarm_id, actor)
    workflow.SHELVE.require(alarm, actor, {"minutes": minutes, "reason": reason})
    if not 1 <= minutes <= workflow.SHELVE_MINUTES_MAX:
        limit_h = workflow.SHELVE_MINUTES_MAX // 60
        raise Invalid(fields={"minutes": f"搁置时间应为 1 分钟至 {limit_h} 小时，更长时间请办理检修停用手续。"})
    until = clock.now() + timedelta(minutes=minutes)
    key = _shelf_key(alarm)
    Shelving.objects.filter(**key, ended_at=None).update(ended_at=clock.now())
    Shelving.objects.create(**key, reason=reason, until=until, by=actor)
    for one in _open_alarms(key):
        one.put(next_state(one.condition, AlarmEvent.SHELVE))
        one.shelved_until = until
        one.save()
        _record(one, "shelved", actor, f"搁置 {minutes} 分钟：{reason}", reason, request, {"minutes": minutes})
    return alarm_for_update(alarm_id, actor)


@transaction.atomic
def unshelve(*, alarm_id: int, actor: User, reason: str, request: HttpRequest | None = None) -> Alarm:
    """End a shelving before its time."""
    alarm = alarm_for_update(alarm_id, actor)
    workflow.UNSHELVE.require(alarm, actor, {"reason": reason})
    shelf = Shelving.objects.filter(**_shelf_key(alarm), ended_at=None)
    shelf.update(ended_at=clock.now())
    alarms = _shelved_alarms(alarm.source_point_id, alarm.rule, alarm.label)
    key = f"alarm{alarm.pk}.{clock.now_ms()}"
    _return_all(alarms, actor, f"取消搁置：{reason}", reason, request, key)
    return alarm_for_update(alarm_id, actor)


@transaction.atomic
def shelvings_end_due() -> list[Alarm]:
    """End every shelving whose time has come; returns the alarms that stand and must be annunciated anew."""
    standing: list[Alarm] = []
    due = Shelving.objects.filter(ended_at=None, until__lte=clock.now()).order_by("until")
    for shelf in list(due.select_for_update(skip_locked=True)[:100]):
        Shelving.objects.filter(pk=shelf.pk).update(ended_at=clock.now())
        alarms = _shelved_alarms(shelf.source_point_id, shelf.rule, shelf.label)
        standing += _return_all(alarms, None, "搁置到期", "", None, f"shelf{shelf.pk}")
    return standing


@transaction.atomic
def false_alarm(*, alarm_id: int, actor: User, reason: str, request: HttpRequest | None = None) -> Alarm:
    """Judge an alarm false. Red and orange take two people: the first proposes, another confirms."""
    alarm = alarm_for_update(alarm_id, actor)
    workflow.FALSE_ALARM.require(alarm, actor, {"reason": reason})
    if alarm.grade in workflow.TWO_PERSON_GRADES and alarm.false_proposed_by_id is None:
        alarm.false_proposed_by, alarm.false_reason = actor, reason
        alarm.save()
        _record(alarm, "false_alarm_proposed", actor, f"提出为误报，待另一人核实：{reason}", reason, request)
        return alarm
    alarm.is_false, alarm.false_reason = True, reason
    if not alarm.is_acked:
        _acknowledge(alarm, actor)
    alarm.save()
    _record(alarm, "false_alarm", actor, f"判定为误报：{reason}", reason, request)
    return alarm


def _return_all(
    alarms: list[Alarm], actor: User | None, text: str, reason: str, request: HttpRequest | None, key: str
) -> list[Alarm]:
    """Bring alarms back from a shelf; returns those whose condition stands, which call anew."""
    standing = [alarm for alarm in alarms if alarm.is_active]
    for alarm in alarms:
        alarm.put(next_state(alarm.condition, AlarmEvent.UNSHELVE))
        alarm.shelved_until = None
        if alarm.is_active:
            alarm.acked_at, alarm.acked_by = None, None
        alarm.save()
        again = "，报警条件仍然存在，重新提示" if alarm.is_active else ""
        _record(alarm, "unshelved", actor, text + again, reason, request)
    signals.alarms_stand_again.send(sender=Alarm, alarms=standing, key=key)
    return standing


def _shelf_key(alarm: Alarm) -> dict[str, Any]:
    return {"source_point_id": alarm.source_point_id, "rule": alarm.rule, "label": alarm.label}


def _open_alarms(key: dict[str, Any]) -> list[Alarm]:
    """Open, unshelved occurrences of one condition of one point."""
    return _locked(Alarm.objects.filter(**key, is_shelved=False, is_open=True))


def _shelved_alarms(point_id: int, rule: str, label: str) -> list[Alarm]:
    return _locked(Alarm.objects.filter(source_point_id=point_id, rule=rule, label=label, is_shelved=True))


def _locked(rows: QuerySet[Alarm]) -> list[Alarm]:
    return list(rows.select_related(*ALONG).select_for_update(of=("self",)).order_by("pk"))


def _record(
    alarm: Alarm,
    kind: str,
    actor: User | None,
    text: str,
    reason: str,
    request: HttpRequest | None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Timeline, audit and screens: the three traces of every command."""
    entry = AlarmEntry.objects.create(
        alarm=alarm,
        kind=kind,
        text=text[:700],
        by=actor,
        by_name=actor.name if actor else "系统",
        role_name=actor.role_name if actor else "",
        data=changes or {},
    )
    audit_write(actor=actor, action=f"alarm.{kind}", target=alarm, changes=changes, reason=reason, request=request)
    key = f"{kind}.entry{entry.pk}"
    events.write([events.alarm_message(alarm, kind, key)])
    signals.alarm_acted.send(sender=Alarm, alarm=alarm, kind=kind, key=key)


def _said(what: str, comment: str) -> str:
    return f"{what}：{comment}" if comment else what
