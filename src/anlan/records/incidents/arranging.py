"""Work orders put in order by people: merged, split, made into something else, opened again."""

from anlan.domain.grades import Grade, worst
from anlan.domain.incident_states import IncidentAction, IncidentState, next_state
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.core.bulk import rows_update
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.services import number_next
from anlan.records.dispatch import people
from anlan.records.incidents import again, batch, charging, links, opening, record, telling
from anlan.records.incidents.choices import GRADE_NAMES, LinkKind
from anlan.records.incidents.clockwork import set_next_step
from anlan.records.incidents.form import Done, Form
from anlan.records.incidents.models import Incident, PendingNews, SupportRequest
from anlan.records.incidents.rows import ALONG, head_of
from anlan.records.notices.services import calls_stop


def merge(incident: Incident, actor: User, form: Form) -> Done:
    """``incident`` ends; its alarms, its requests for support and its place go on in another open one of the plant.

    Raises:
        Invalid: that one is not there, ended, of another plant, or the same.
    """
    rows = Scope.of(actor).filter(Incident.objects.filter(pk=form.into_id or 0, is_open=True))
    into = rows.select_related(*ALONG).select_for_update(of=("self",)).first()
    if into is None or into.pk == incident.pk or into.enterprise_id != incident.enterprise_id:
        raise Invalid(fields={"into_id": "请选择同一企业的另一件未办结工单。"})
    alarms = list(Alarm.objects.filter(incident_id=incident.pk).select_for_update())
    _give(alarms, into)
    SupportRequest.objects.filter(incident=incident).update(incident=into)
    PendingNews.objects.filter(incident=incident).delete()
    calls_stop(incident_id=incident.pk)
    into.merged_keys = [*into.merged_keys, incident.group_key, *incident.merged_keys]
    into.hands = [*into.hands, *(set(incident.hands) - set(into.hands))]
    into.save()
    entry = record.entry_add(into, "merged", f"工单 {incident.no} 并入本工单：{form.reason}", by=actor)
    again.false_alarm_void(into)
    grade = worst([Grade(incident.grade), Grade(into.grade)])
    if grade.value != into.grade:
        opening.raise_grade(into, grade, head_of(alarms))
    record.tell_screens(into, "merged", entry)
    incident.state, incident.merged_into = next_state(IncidentState(incident.state), IncidentAction.MERGE).value, into
    incident.closed_at = clock.now()
    set_next_step(incident, clock.now())
    return "merged", f"并入工单 {into.no}：{form.reason}", {"into": into.no}


def _give(alarms: list[Alarm], to: Incident) -> None:
    for alarm in alarms:
        alarm.incident_id, alarm.incident_no = to.pk, to.no
    rows_update(alarms, ["incident_id", "incident_no"])


def split(incident: Incident, actor: User, form: Form) -> Done:
    """Some of the alarms get a work order of their own, which is dispatched by the policy in force now.

    Nothing of the old one becomes milder by it: its grade stays.

    Raises:
        Invalid: alarms of another work order, or all of them.
    """
    alarms = list(Alarm.objects.filter(incident_id=incident.pk).select_for_update())
    wanted = set(form.alarm_ids)
    going = [alarm for alarm in alarms if alarm.pk in wanted]
    if len(going) != len(wanted) or len(going) == len(alarms):
        raise Invalid(fields={"alarm_ids": "请选择本工单的部分报警，至少留下一条。"})
    no = number_next("AL")
    fresh = opening.new_incident(f"split.{no}", going, no, clock.now())
    fresh.kind, fresh.split_from, fresh.enterprise = incident.kind, incident, incident.enterprise
    policy = batch.book_now().policy_for(Grade(fresh.grade), fresh.kind, fresh.enterprise, clock.now())
    fresh.policy = policy.snapshot()
    fresh.save(force_insert=True)
    _give(going, fresh)
    text = f"由工单 {incident.no} 拆分，{GRADE_NAMES[fresh.grade]}，报警 {len(going)} 条：{form.reason}"
    entry = record.entry_add(fresh, "split_off", text, by=actor)
    charging.dispatch_by_policy(fresh)
    record.tell_screens(fresh, "opened", entry)
    return "split", f"拆出 {len(going)} 条报警为工单 {no}：{form.reason}", {"to": no, "alarms": sorted(wanted)}


def convert(incident: Incident, actor: User, form: Form) -> Done:
    """The work order goes on; beside it stands a hazard or a lead for enforcement.

    Raises:
        Invalid: no such register, or it asks for more; Conflict: made into one already; Forbidden: not for this role.
    """
    if form.convert_to not in LinkKind.values:
        raise Invalid(fields={"convert_to": "请选择转为隐患或执法线索。"})
    kind = LinkKind(form.convert_to)
    if incident.links.filter(kind=kind).exists():
        raise Conflict(f"该工单已转为{kind.label}。", code="not_now")
    made = links.link(incident, kind.value, form.comment, actor, form.values)
    no = f"（{made.target_no}）" if made.target_no else ""
    return "converted", f"转为{kind.label}{no}：{form.comment}", {"kind": kind.value, "no": made.target_no}


def reopen(incident: Incident, actor: User, form: Form) -> Done:
    """What was closed too early is dispatched again, to whoever had it, or by the policy when they are gone.

    Whoever had it in hand before still may not verify it.
    """
    now = clock.now()
    incident.reopened += 1
    for name in ("accepted", "fed_back", "verified", "closed", "arrived", "reported"):
        setattr(incident, f"{name}_at", None)
    for name in ("accepted_by", "handled_by", "verified_by", "arrived_by", "false_proposed_by"):
        setattr(incident, name, None)
    incident.false_reason = ""
    if incident.assignee is not None and people.may_hold(incident.assignee, incident.enterprise):
        charging.charge(incident, incident.assignee, now)
        incident.save()
        telling.tell_anew(incident, f"{incident.title} 重新打开：{form.reason}")
    else:
        charging.dispatch_by_policy(incident)
    charged = f"，派单给{people.names([incident.assignee])}" if incident.assignee else ""
    return "reopened", f"重新打开工单：{form.reason}{charged}", {"times": incident.reopened}
