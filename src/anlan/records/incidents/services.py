"""Commands of people on a work order: one command, one transaction, timeline, audit and news with it."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from anlan.domain import incident_states
from anlan.domain.incident_states import IncidentAction, IncidentState
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.models import Attachment
from anlan.records.dispatch import people
from anlan.records.incidents import arranging, record, support, workflow
from anlan.records.incidents.charging import charge
from anlan.records.incidents.clockwork import aim, minutes, policy_of, set_next_step
from anlan.records.incidents.form import Done, Form
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import tell
from anlan.records.notices.services import calls_stop

ATTACHMENTS_MAX = 20


def incident_for_update(incident_id: int, actor: User, also: int | None = None) -> Incident:
    """The work order, locked for this transaction, if it lies within the actor's scope.

    ``also`` is another that the step will change. Both are locked here, the older first, as :mod:`joining` does: two
    people who merge two work orders into each other at once would else wait for each other for ever.

    Raises:
        NotFound: not there, or not to be seen by this person: the two look alike.
    """
    wanted = [incident_id] if also is None else [incident_id, also]
    rows = Scope.of(actor).filter(Incident.objects.filter(pk__in=wanted)).select_related(*ALONG)
    locked = {row.pk: row for row in rows.order_by("opened_at", "pk").select_for_update(of=("self",))}
    if incident_id not in locked:
        raise NotFound
    return locked[incident_id]


@transaction.atomic
def act(
    *, incident_id: int, action: IncidentAction, actor: User, form: Form, request: HttpRequest | None = None
) -> Incident:
    """Take one step of the closed loop.

    Raises:
        NotFound, Forbidden, Conflict, Invalid: in this order of checking; the text says what to do.
    """
    incident = incident_for_update(incident_id, actor, also=form.into_id)
    _claim(incident, form.attachment_ids, actor)
    workflow.ACTIONS[action].require(incident, actor, vars(form))
    before = incident.state
    kind, text, data = _COMMANDS[action](incident, actor, form)
    incident.save()
    entry = record.entry_add(incident, kind, text, by=actor, data=data)
    record.audit(
        incident,
        kind,
        actor,
        changes={"state": [before, incident.state], **data},
        reason=form.reason or form.comment,
        request=request,
    )
    record.tell_screens(incident, kind, entry)
    return incident


def _claim(incident: Incident, attachment_ids: list[int], actor: User) -> None:
    """Attach the actor's own unclaimed photos to this work order.

    Raises:
        Invalid: too many, unknown, somebody else's, or already another record's.
    """
    if not attachment_ids:
        return
    wanted = set(attachment_ids)
    rows = Attachment.objects.filter(pk__in=wanted)
    mine = rows.filter(created_by=actor, owner_id=None) | rows.filter(owner_type="incident", owner_id=incident.pk)
    if len(wanted) > ATTACHMENTS_MAX or mine.count() != len(wanted):
        raise Invalid(fields={"attachment_ids": "照片不存在、已用于其他记录或数量过多，请重新上传。"})
    enterprise = incident.enterprise
    mine.filter(owner_id=None).update(
        owner_type="incident",
        owner_id=incident.pk,
        enterprise_id=enterprise.pk if enterprise else None,
        town_code=enterprise.town_id if enterprise else "",
    )


def _move(incident: Incident, action: IncidentAction) -> None:
    incident.state = incident_states.next_state(IncidentState(incident.state), action).value
    set_next_step(incident, clock.now())


def _dispatch(incident: Incident, actor: User, form: Form) -> Done:
    to = _target(incident, form)
    charge(incident, to, clock.now())
    incident.accepted_at = incident.accepted_by = None
    _from_here(incident)
    tell(incident, [to], "dispatched", incident.title, channel=policy_of(incident).channel)
    within = minutes(policy_of(incident).accept_within_s)
    said = f"，{form.comment}" if form.comment else ""
    return "dispatched", f"派单给{people.names([to])}，要求 {within}内签收{said}", {"assignee": to.pk}


def _from_here(incident: Incident) -> None:
    """Somebody new begins: they have to come and report themselves."""
    incident.arrived_at = incident.arrived_by = incident.reported_at = None
    incident.arrived_lon = incident.arrived_lat = None


def _in_hand(incident: Incident, actor: User) -> None:
    if actor.pk not in incident.hands:
        incident.hands = [*incident.hands, actor.pk]


def _target(incident: Incident, form: Form) -> User:
    """The person to charge.

    Raises:
        Invalid: unknown, inactive, of another jurisdiction, or of a role that handles nothing.
    """
    to = User.objects.filter(pk=form.to_user_id or 0, is_active=True).first()
    if to is not None and to.may(Permission.INCIDENT_HANDLE) and people.covers(to, incident.enterprise):
        return to
    raise Invalid(fields={"to_user_id": "该人员不能承办此工单，请从可派单人员中选择。"})


def _accept(incident: Incident, actor: User, form: Form) -> Done:
    now = clock.now()
    _move(incident, IncidentAction.ACCEPT)
    incident.accepted_at, incident.accepted_by = now, actor
    taken_over = incident.assignee_id not in (None, actor.pk)
    _in_hand(incident, actor)
    incident.assignee = actor
    calls_stop(incident_id=incident.pk)
    due = minutes(policy_of(incident).handle_within_s)
    text = f"签收工单，应在{due}内处置并反馈"
    return "accepted", text + ("（接办）" if taken_over else ""), {"taken_over": taken_over}


def _start(incident: Incident, actor: User, form: Form) -> Done:
    _be_there(incident, actor, form)
    return "started", _said("到场开始处置", form.comment), {}


def _arrive(incident: Incident, actor: User, form: Form) -> Done:
    _be_there(incident, actor, form)
    where = {"lon": form.lon, "lat": form.lat} if form.lon is not None and form.lat is not None else {}
    return "arrived", _said("已到场", form.comment), where


def _be_there(incident: Incident, actor: User, form: Form) -> None:
    """Setting to work does not buy time: the handling clock runs from the acceptance."""
    incident.state = IncidentState.HANDLING.value
    if incident.arrived_at is None:
        incident.arrived_at, incident.arrived_by = clock.now(), actor
        incident.arrived_lon, incident.arrived_lat = form.lon, form.lat
    incident.arrive_due_at = None
    _in_hand(incident, actor)
    aim(incident, clock.now())


def _report(incident: Incident, actor: User, form: Form) -> Done:
    """The first report stops its clock; every report is told to those who are to know."""
    is_first = incident.reported_at is None
    incident.reported_at = incident.reported_at or clock.now()
    incident.report_due_at = None
    aim(incident, clock.now())
    readers = people.people_for((*policy_of(incident).inform, "duty_officer"), incident.enterprise)
    what = f"{incident.title} {'首报' if is_first else '续报'}：{form.comment}"
    others = [one for one in readers if one.pk != actor.pk]
    tell(incident, others, "reported", what[:200], occasion=str(clock.now_ms()))
    return "reported", f"{'首报' if is_first else '续报'}：{form.comment}", {"attachments": form.attachment_ids}


def _take_over(incident: Incident, actor: User, form: Form) -> Done:
    """Responsibility moves at once; deadlines stay, so that changing hands buys no time."""
    before, was_accepted = incident.assignee, incident.state != IncidentState.DISPATCHED
    incident.assignee = incident.accepted_by = actor
    _in_hand(incident, actor)
    calls_stop(incident_id=incident.pk)
    if not was_accepted:
        incident.accepted_at = clock.now()
        _move(incident, IncidentAction.ACCEPT)
    if before is not None:
        tell(incident, [before], "taken_over", f"{incident.title} 已由{actor.name}接管", occasion=str(clock.now_ms()))
    named = people.names([before]) if before else ""
    return "taken_over", f"接管工单（原责任人{named}）：{form.reason}", {"from": before.pk if before else None}


def _feedback(incident: Incident, actor: User, form: Form) -> Done:
    _move(incident, IncidentAction.FEEDBACK)
    incident.fed_back_at, incident.handled_by = clock.now(), actor
    _in_hand(incident, actor)
    incident.feedback_text = form.comment
    incident.measures_done = form.measures_done
    incident.no_evidence_reason = form.reason or incident.no_evidence_reason
    support.no_longer_needed(incident)
    verifiers = people.people_for(("town_officer", "duty_officer"), incident.enterprise)
    tell(incident, verifiers, "to_verify", f"{incident.title} 已反馈，请复核", occasion=str(clock.now_ms()))
    text = f"反馈处置情况：{form.comment.rstrip('。；')}"
    if form.measures_done:
        text += f"；已采取措施 {len(form.measures_done)} 项"
    if form.reason:
        text += f"；无现场照片，原因：{form.reason}"
    return "fed_back", text, {"measures_done": form.measures_done, "attachments": form.attachment_ids}


def _verify(incident: Incident, actor: User, form: Form) -> Done:
    now = clock.now()
    _move(incident, IncidentAction.VERIFY)
    incident.verified_at, incident.verified_by, incident.closed_at = now, actor, now
    incident.no_evidence_reason = incident.no_evidence_reason or form.reason
    text = _said("复核通过，工单闭环", form.comment)
    if form.reason:
        text += f"；无现场照片，原因：{form.reason}"
    return "verified", text, {"took_s": round((now - incident.opened_at) / timedelta(seconds=1))}


def _send_back(incident: Incident, actor: User, form: Form) -> Done:
    _move(incident, IncidentAction.SEND_BACK)
    if incident.assignee is not None:
        what = f"{incident.title} 被退回：{form.reason}"
        tell(incident, [incident.assignee], "sent_back", what, occasion=str(clock.now_ms()))
    return "sent_back", f"复核不通过，退回重新处置：{form.reason}", {}


def _false_alarm(incident: Incident, actor: User, form: Form) -> Done:
    if incident.grade in workflow.TWO_PERSON_GRADES and incident.false_proposed_by_id is None:
        incident.false_proposed_by, incident.false_reason = actor, form.reason
        return "false_alarm_proposed", f"提出按误报办结，待另一人核实：{form.reason}", {}
    _move(incident, IncidentAction.FALSE_ALARM)
    incident.false_reason = form.reason
    incident.closed_at = clock.now()
    support.no_longer_needed(incident)
    return "false_alarm", f"核实为误报，办结：{form.reason}", {"proposed_by": incident.false_proposed_by_id}


def _note(incident: Incident, actor: User, form: Form) -> Done:
    return "noted", form.comment, {"attachments": form.attachment_ids}


def _said(what: str, comment: str) -> str:
    return f"{what}：{comment}" if comment else what


_COMMANDS: dict[IncidentAction, Callable[[Incident, User, Form], Done]] = {
    IncidentAction.DISPATCH: _dispatch,
    IncidentAction.ACCEPT: _accept,
    IncidentAction.START: _start,
    IncidentAction.FEEDBACK: _feedback,
    IncidentAction.VERIFY: _verify,
    IncidentAction.SEND_BACK: _send_back,
    IncidentAction.FALSE_ALARM: _false_alarm,
    IncidentAction.NOTE: _note,
    IncidentAction.TAKE_OVER: _take_over,
    IncidentAction.ARRIVE: _arrive,
    IncidentAction.REPORT: _report,
    IncidentAction.SUPPORT: support.ask,
    IncidentAction.MERGE: arranging.merge,
    IncidentAction.SPLIT: arranging.split,
    IncidentAction.CONVERT: arranging.convert,
    IncidentAction.REOPEN: arranging.reopen,
}
