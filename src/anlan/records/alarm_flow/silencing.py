"""How a silence begins and ends: its row, the alarms that are open, and the trail. Callers hold a transaction."""

from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.domain.alarm_states import AlarmEvent
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.choices import Scope, SilenceState, Way
from anlan.records.alarm_flow.models import Silence
from anlan.records.alarm_flow.words import silence_words
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.services import alarms_locked, silence_begin, silence_lift
from anlan.records.audit.services import audit_write
from anlan.records.core import clock

BEGIN = {Way.SUPPRESS: AlarmEvent.SUPPRESS, Way.OUT_OF_SERVICE: AlarmEvent.TAKE_OUT_OF_SERVICE}
LIFT = {Way.SUPPRESS: AlarmEvent.UNSUPPRESS, Way.OUT_OF_SERVICE: AlarmEvent.RETURN_TO_SERVICE}
FLAG = {Way.SUPPRESS: "is_suppressed", Way.OUT_OF_SERVICE: "is_out_of_service"}


def begin(silence: Silence, *, actor: User | None = None, request: HttpRequest | None = None) -> None:
    """Put a silence in force and silence the alarms that are open."""
    silence.state = SilenceState.IN_FORCE
    silence.save()
    _audit(silence, "begun", actor, silence.reason, request)
    way = Way(silence.way)
    alarms = _covered(silence, Alarm.objects.filter(is_open=True, **{FLAG[way]: False}))
    silence_begin(alarms, BEGIN[way], silence_words(silence), actor=actor, reason=silence.reason, request=request)


def end(silence: Silence, why: str, *, actor: User | None = None, request: HttpRequest | None = None) -> list[Alarm]:
    """End a silence; returns the alarms that stand and call anew. Those that another one covers stay silent."""
    silence.state, silence.ended_at = SilenceState.ENDED, clock.now()
    silence.ended_by, silence.end_reason = actor, why[:500]
    silence.save()
    _audit(silence, "ended", actor, why, request)
    way = Way(silence.way)
    others = list(Silence.objects.filter(enterprise_id=silence.enterprise_id, way=way, state=SilenceState.IN_FORCE))
    alarms = [
        alarm
        for alarm in _covered(silence, Alarm.objects.filter(**{FLAG[way]: True}))
        if not any(other.is_about(alarm) for other in others)
    ]
    text = f"{silence.get_way_display()}结束：{why}"
    return silence_lift(alarms, LIFT[way], text, f"silence{silence.pk}", actor=actor, reason=why, request=request)


def _covered(silence: Silence, rows: QuerySet[Alarm]) -> list[Alarm]:
    rows = rows.filter(enterprise_id=silence.enterprise_id)
    if silence.scope == Scope.POINT and silence.source_point_id is not None:
        rows = rows.filter(source_point_id=silence.source_point_id)
    elif silence.scope == Scope.POINTS:
        rows = rows.filter(source_point_id__in=silence.source_point_ids)
    return [alarm for alarm in alarms_locked(rows.select_related("point")) if silence.is_about(alarm)]


def _audit(silence: Silence, what: str, actor: User | None, reason: str, request: HttpRequest | None) -> None:
    facts = {
        "way": silence.way, "covers": silence.covers, "permit_no": silence.permit_no,
        "begins_at": silence.begins_at.isoformat(), "until": silence.until.isoformat(),
    }  # fmt: skip
    audit_write(actor=actor, action=f"silence.{what}", target=silence, changes=facts, reason=reason, request=request)
