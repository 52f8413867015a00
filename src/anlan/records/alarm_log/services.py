"""Commands on alarms: one command, one transaction, one audit entry, one event for screens."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.domain.alarm_states import AlarmEvent, next_state
from anlan.domain.grades import Grade
from anlan.domain.silence_limits import Way, silence_limit
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log import events, signals, workflow
from anlan.records.alarm_log.choices import WITHDRAWN
from anlan.records.alarm_log.models import Alarm, AlarmEntry, Shelving
from anlan.records.alarm_log.rows import ALONG
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.batches import one_by_one
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


@transaction.atomic
def confirm(*, alarm_id: int, actor: User, comment: str = "", request: HttpRequest | None = None) -> Alarm:
    """The action that was taken is confirmed (OPC UA Part 9), where the alarm was designed to ask for it."""
    alarm = alarm_for_update(alarm_id, actor)
    workflow.CONFIRM.require(alarm, actor, {})
    alarm.put(next_state(alarm.condition, AlarmEvent.CONFIRM, alarm.traits))
    alarm.save()
    _record(alarm, "confirmed", actor, _said("确认已采取处置措施", comment), comment, request)
    return alarm


@transaction.atomic
def reset(*, alarm_id: int, actor: User, reason: str, request: HttpRequest | None = None) -> Alarm:
    """Release the latch of an alarm whose condition is gone: somebody has looked on the spot."""
    alarm = alarm_for_update(alarm_id, actor)
    workflow.RESET.require(alarm, actor, {"reason": reason})
    alarm.put(next_state(alarm.condition, AlarmEvent.RESET, alarm.traits))
    alarm.save()
    _record(alarm, "reset", actor, f"复位：{reason}", reason, request)
    return alarm


def _acknowledge(alarm: Alarm, actor: User) -> None:
    alarm.put(next_state(alarm.condition, AlarmEvent.ACKNOWLEDGE, alarm.traits))
    alarm.acked_at, alarm.acked_by = clock.now(), actor
    alarm.save()


@transaction.atomic
def shelve(*, alarm_id: int, actor: User, minutes: int, reason: str, request: HttpRequest | None = None) -> Alarm:
    """Set this condition of this point aside for a while: it is evaluated and kept, and calls nobody.

    Every occurrence until the end is shelved with it. Whatever still stands at the end is annunciated anew.
    """
    alarm = alarm_for_update(alarm_id, actor)
    workflow.SHELVE.require(alarm, actor, {"minutes": minutes, "reason": reason})
    longest = silence_limit(Way.SHELVE, is_red_capable=alarm.grade == Grade.RED).max_minutes
    if not 1 <= minutes <= longest:
        told = f"搁置时间应为 1 分钟至 {longest // 60} 小时，更长时间请办理检修停用手续。"
        raise Invalid(fields={"minutes": told})
    until = clock.now() + timedelta(minutes=minutes)
    key = _shelf_key(alarm)
    Shelving.objects.filter(**key, ended_at=None).update(ended_at=clock.now())
    Shelving.objects.create(**key, reason=reason, until=until, by=actor)
    for one in _open_alarms(key):
        one.put(next_state(one.condition, AlarmEvent.SHELVE, one.traits))
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
    silence_lift(alarms, AlarmEvent.UNSHELVE, f"取消搁置：{reason}", key, actor=actor, reason=reason, request=request)
    return alarm_for_update(alarm_id, actor)


def shelvings_end_due() -> int:
    """End every shelving whose time has come; returns how many alarms stand and were annunciated anew."""
    due = Shelving.objects.filter(ended_at=None, until__lte=clock.now()).order_by("until")
    return one_by_one("shelving", list(due.values_list("pk", flat=True)[:100]), _shelving_end)


def _shelving_end(pk: int) -> int:
    shelf = Shelving.objects.filter(pk=pk, ended_at=None).select_for_update(skip_locked=True).first()
    if shelf is None:
        return 0
    Shelving.objects.filter(pk=pk).update(ended_at=clock.now())
    alarms = _shelved_alarms(shelf.source_point_id, shelf.rule, shelf.label)
    return len(silence_lift(alarms, AlarmEvent.UNSHELVE, "搁置到期", f"shelf{pk}"))


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


#: How the beginning and the end of each way of silencing are called on a timeline.
_KINDS = {
    AlarmEvent.UNSHELVE: "unshelved",
    AlarmEvent.SUPPRESS: "suppressed",
    AlarmEvent.UNSUPPRESS: "unsuppressed",
    AlarmEvent.TAKE_OUT_OF_SERVICE: "out_of_service",
    AlarmEvent.RETURN_TO_SERVICE: "returned_to_service",
}


def silence_begin(
    alarms: list[Alarm],
    event: AlarmEvent,
    text: str,
    *,
    actor: User | None = None,
    reason: str = "",
    request: HttpRequest | None = None,
) -> None:
    """Silence alarms that are open already; runs inside the caller's transaction, their rows locked."""
    for alarm in alarms:
        alarm.put(next_state(alarm.condition, event, alarm.traits))
        alarm.suppressed_reason = text[:200]
        alarm.save()
        _record(alarm, _KINDS[event], actor, text, reason, request)


def silence_lift(
    alarms: list[Alarm],
    event: AlarmEvent,
    text: str,
    key: str,
    *,
    actor: User | None = None,
    reason: str = "",
    request: HttpRequest | None = None,
) -> list[Alarm]:
    """Lift one silence; returns the alarms that stand and are silenced by nothing else: those call anew.

    ``key`` names the occasion, once. Runs inside the caller's transaction, the rows locked.
    """
    standing = []
    for alarm in alarms:
        alarm.put(next_state(alarm.condition, event, alarm.traits))
        calls = alarm.condition.is_annunciated
        _forget_silence(alarm, event, calls)
        alarm.save()
        _record(alarm, _KINDS[event], actor, text + ("，报警条件仍然存在，重新提示" if calls else ""), reason, request)
        if calls:
            standing.append(alarm)
    signals.alarms_stand_again.send(sender=Alarm, alarms=standing, key=key)
    return standing


def mark_stale(alarm: Alarm, text: str) -> None:
    """The condition has stood for too long; runs inside the caller's transaction, the row locked."""
    alarm.is_stale = True
    alarm.save()
    _record(alarm, "stale", None, text, "", None)


def mark_withdrawn(alarm: Alarm, text: str) -> None:
    """Its rule or point was taken away while it stood; runs inside the caller's transaction."""
    _record(alarm, WITHDRAWN, None, text, "", None)


def _forget_silence(alarm: Alarm, event: AlarmEvent, calls: bool) -> None:
    if event is AlarmEvent.UNSHELVE:
        alarm.shelved_until = None
    if not (alarm.is_suppressed or alarm.is_out_of_service):
        alarm.suppressed_reason = ""
    if calls:
        alarm.acked_at, alarm.acked_by = None, None


def _shelf_key(alarm: Alarm) -> dict[str, Any]:
    return {"source_point_id": alarm.source_point_id, "rule": alarm.rule, "label": alarm.label}


def _open_alarms(key: dict[str, Any]) -> list[Alarm]:
    """Open, unshelved occurrences of one condition of one point."""
    return alarms_locked(Alarm.objects.filter(**key, is_shelved=False, is_open=True))


def _shelved_alarms(point_id: int, rule: str, label: str) -> list[Alarm]:
    return alarms_locked(Alarm.objects.filter(source_point_id=point_id, rule=rule, label=label, is_shelved=True))


def alarms_locked(rows: QuerySet[Alarm]) -> list[Alarm]:
    """The rows, locked for this transaction, always in the same order."""
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
