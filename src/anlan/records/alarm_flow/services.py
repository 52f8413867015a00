"""Commands on silences: ask, approve, refuse, end; and what comes due. Each is audited, whoever gives it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope as Reach
from anlan.records.alarm_flow import silencing, workflow
from anlan.records.alarm_flow.choices import SilenceState, Way
from anlan.records.alarm_flow.models import Silence
from anlan.records.alarm_flow.proposals import Request, propose
from anlan.records.alarm_flow.targets import Target
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.batches import one_by_one
from anlan.records.core.errors import Invalid, NotFound

BATCH = 100


@transaction.atomic
def out_of_service_request(
    *,
    actor: User,
    target: Target,
    permit_no: str,
    reason: str,
    until: datetime,
    begins_at: datetime | None = None,
    request: Request = None,
) -> Silence:
    """Ask for a maintenance window. What cannot turn red is in force at once; the rest waits for a second person."""
    if not permit_no.strip():
        raise Invalid(fields={"permit_no": "请填写作业票号。"})
    return propose(actor, target, Way.OUT_OF_SERVICE, reason, begins_at, until, request, permit_no=permit_no.strip())


def silence_for_update(actor: User, silence_id: int) -> Silence:
    """A silence within reach, locked.

    Raises:
        NotFound: not there, or out of reach.
    """
    rows = Reach.of(actor).filter(Silence.objects.filter(pk=silence_id)).select_related("enterprise")
    silence = rows.select_for_update(of=("self",)).first()
    if silence is None:
        raise NotFound
    return silence


@transaction.atomic
def approve(*, actor: User, silence_id: int, request: Request = None) -> Silence:
    """A second person agrees; it begins at its time, which may be now."""
    silence = silence_for_update(actor, silence_id)
    workflow.APPROVE.require(silence, actor, {})
    silence.approved_by, silence.approved_at = actor, clock.now()
    silence.state = SilenceState.APPROVED
    silence.save()
    audit_write(actor=actor, action="silence.approved", target=silence, reason=silence.reason, request=request)
    if silence.begins_at <= clock.now():
        silencing.begin(silence, actor=actor, request=request)
    return silence


@transaction.atomic
def refuse(*, actor: User, silence_id: int, reason: str, request: Request = None) -> Silence:
    """The second person does not agree."""
    silence = silence_for_update(actor, silence_id)
    workflow.REFUSE.require(silence, actor, {"reason": reason})
    silence.state, silence.ended_at = SilenceState.REFUSED, clock.now()
    silence.ended_by, silence.end_reason = actor, reason
    silence.save()
    audit_write(actor=actor, action="silence.refused", target=silence, reason=reason, request=request)
    return silence


@transaction.atomic
def end(*, actor: User, silence_id: int, reason: str, request: Request = None) -> Silence:
    """End a silence before its time; what still stands is told anew."""
    silence = silence_for_update(actor, silence_id)
    workflow.END.require(silence, actor, {"reason": reason})
    silencing.end(silence, reason, actor=actor, request=request)
    return silence


@transaction.atomic
def withdraw(*, actor: User, silence_id: int, reason: str, request: Request = None) -> Silence:
    """Take back what was asked for, or agreed to, and has not begun."""
    silence = silence_for_update(actor, silence_id)
    workflow.WITHDRAW.require(silence, actor, {"reason": reason})
    silencing.end(silence, reason, actor=actor, request=request)
    return silence


def silences_due() -> int:
    """Begin what was approved for now and end what is over; called by the sweeper. Returns how many."""
    due = _due(clock.now()).order_by("until")
    return one_by_one("silence", list(due.values_list("pk", flat=True)[:BATCH]), _take_due)


def _due(now: datetime) -> QuerySet[Silence]:
    over = Q(until__lte=now, state__in=[SilenceState.IN_FORCE, SilenceState.APPROVED, SilenceState.PROPOSED])
    return Silence.objects.filter(over | Q(begins_at__lte=now, state=SilenceState.APPROVED))


def _take_due(pk: int) -> int:
    now = clock.now()
    rows = _due(now).filter(pk=pk).select_related("enterprise")
    silence = rows.select_for_update(of=("self",), skip_locked=True).first()
    if silence is None:
        return 0
    if silence.until > now:
        silencing.begin(silence)
    else:
        silencing.end(silence, "到期自动恢复")
    return 1
