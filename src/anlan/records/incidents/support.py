"""Support: somebody is asked to come, says whether they do, and silence is not taken for an answer."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.dispatch import people
from anlan.records.incidents import record
from anlan.records.incidents.choices import SupportState
from anlan.records.incidents.clockwork import minutes, policy_of
from anlan.records.incidents.form import Done, Form
from anlan.records.incidents.models import Incident, SupportRequest
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import tell

ASKED_MAX = 20
BATCH = 100


def ask(incident: Incident, actor: User, form: Form) -> Done:
    """Ask people to come; each has as long to answer as the policy gives for accepting.

    Raises:
        Invalid: somebody is not there, may not see the work order, or is the asker.
    """
    wanted = set(form.to_user_ids[:ASKED_MAX])
    asked = [
        one
        for one in User.objects.filter(pk__in=wanted, is_active=True).order_by("id")
        if one.pk != actor.pk and one.may(Permission.INCIDENT_NOTE) and people.covers(one, incident.enterprise)
    ]
    if len(asked) != len(wanted):
        raise Invalid(fields={"to_user_ids": "部分人员不能支援此工单，请从可派单人员中选择。"})
    now = clock.now()
    within_s = policy_of(incident).accept_within_s
    for one in asked:
        SupportRequest.objects.create(
            incident=incident, asked_by=actor, asked_of=one, what=form.comment[:500], asked_at=now,
            due_at=now + timedelta(seconds=within_s),
        )  # fmt: skip
    what = f"{incident.title} {actor.name}请求支援：{form.comment}"
    tell(incident, asked, "support", what[:200], channel=policy_of(incident).channel, occasion=str(clock.now_ms()))
    text = f"请求支援：{form.comment}（{people.names(asked)}，请在{minutes(within_s)}内答复）"
    return "support_asked", text, {"people": [one.pk for one in asked]}


@transaction.atomic
def answer(
    *, incident_id: int, support_id: int, actor: User, coming: bool, comment: str, request: HttpRequest | None = None
) -> SupportRequest:
    """The person who was asked comes, or says that they cannot.

    Raises:
        NotFound: not there, or out of scope; Conflict: not asked of this person, or answered; Invalid: no reason.
    """
    rows = Scope.of(actor).filter(Incident.objects.filter(pk=incident_id)).select_related(*ALONG)
    incident = rows.select_for_update(of=("self",)).first()
    asked = SupportRequest.objects.filter(pk=support_id, incident_id=incident_id).first()
    if incident is None or asked is None:
        raise NotFound
    if asked.asked_of_id != actor.pk or asked.state != SupportState.ASKED:
        raise Conflict("该支援请求不是向您提出的，或已经答复。", code="not_now")
    if not coming and not comment.strip():
        raise Invalid(fields={"comment": "不能前来时请说明原因，以便另找他人。"})
    asked.state = SupportState.COMING if coming else SupportState.DECLINED
    asked.answer, asked.answered_at, asked.due_at = comment.strip(), clock.now(), None
    asked.save()
    said = "前来支援" if coming else "不能前来支援"
    entry = record.entry_add(incident, "support_answered", f"{said}：{comment}".rstrip("："), by=actor)
    told = {one.pk: one for one in (asked.asked_by, incident.assignee) if one is not None and one.pk != actor.pk}
    what = f"{incident.title} {actor.name}{said}"
    tell(incident, told.values(), "support_answered", what, occasion=str(asked.pk))
    record.audit(incident, "support_answered", actor, changes={"coming": coming}, reason=comment, request=request)
    record.tell_screens(incident, "support_answered", entry)
    return asked


def no_longer_needed(incident: Incident) -> None:
    """Open requests lapse when the work is done."""
    SupportRequest.objects.filter(incident=incident, state=SupportState.ASKED).update(
        state=SupportState.VOID, due_at=None
    )


@transaction.atomic
def support_due() -> int:
    """Nobody answered in time: who asked, who is charged and the duty officer are told, so that others are asked."""
    rows = SupportRequest.objects.filter(due_at__lte=clock.now()).select_for_update(skip_locked=True, of=("self",))
    due = list(rows.select_related("asked_by", "asked_of").order_by("due_at")[:BATCH])
    for asked in due:
        incident = Incident.objects.select_related(*ALONG).get(pk=asked.incident_id)
        name = asked.asked_of.name if asked.asked_of else ""
        what = f"{incident.title} {name}未答复支援请求，请另行安排"
        duty = people.people_for(("duty_officer",), incident.enterprise)
        told = {one.pk: one for one in (asked.asked_by, incident.assignee, *duty) if one is not None}
        tell(incident, told.values(), "overdue", what, occasion=f"support{asked.pk}")
        entry = record.entry_add(incident, "support_unanswered", f"{name}未在期限内答复支援请求")
        record.tell_screens(incident, "support_unanswered", entry)
    SupportRequest.objects.filter(pk__in=[one.pk for one in due]).update(due_at=None)
    return len(due)
