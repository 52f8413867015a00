"""A work order as the API and the screens' events give it: one function, so that the two cannot differ."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from anlan.domain.grades import Grade
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import enterprise_data, iso, person_data, title_parts
from anlan.records.core.bulk import attach
from anlan.records.incidents.choices import Kind
from anlan.records.incidents.models import Incident
from anlan.records.sites.models import Enterprise

#: What a query must fetch along so that drawing a row asks nothing more but its alarms.
ALONG = (
    "enterprise__town", "assignee", "accepted_by", "handled_by", "verified_by", "false_proposed_by",
)  # fmt: skip
#: Alarms listed with a work order; more are counted, and found in the alarm list.
ALARMS_SHOWN = 50


def incident_data(incident: Incident, alarms: list[Alarm] | None = None) -> dict[str, Any]:
    """Everything every reader of this work order gets; what depends on the reader is added by the API."""
    joined = alarms_of([incident]).get(incident.pk, []) if alarms is None else alarms
    return {
        "id": incident.pk,
        "no": incident.no,
        "kind": incident.kind,
        "kind_name": str(Kind(incident.kind).label),
        "state": incident.state,
        "state_name": incident.state_name,
        "is_open": incident.is_open,
        "grade": incident.grade,
        "title": incident.title,
        "title_parts": title_parts(head_of(joined)) if joined else None,
        "enterprise": enterprise_data(incident.enterprise),
        "place": incident.place,
        "alarms": [alarm_brief(alarm) for alarm in joined[:ALARMS_SHOWN]],
        "alarm_count": len(joined),
        "active_alarm_count": sum(alarm.is_active for alarm in joined),
        "assignee": person_data(incident.assignee),
        "opened_at": iso(incident.opened_at),
        "next_step": incident.next_step,
        "next_step_due_at": iso(incident.next_step_due_at),
        "is_overdue": incident.is_overdue,
        "escalation_level": incident.escalation_level,
        "dispatched_at": iso(incident.dispatched_at),
        "accepted_at": iso(incident.accepted_at),
        "accepted_by": person_data(incident.accepted_by),
        "arrive_due_at": iso(incident.arrive_due_at),
        "report_due_at": iso(incident.report_due_at),
        "handle_due_at": iso(incident.handle_due_at),
        "arrived_at": iso(incident.arrived_at),
        "reported_at": iso(incident.reported_at),
        "reopened": incident.reopened,
        "merged_into": incident.merged_into_id,
        "split_from": incident.split_from_id,
        "policy_why": incident.policy.get("why", ""),
        "fed_back_at": iso(incident.fed_back_at),
        "handled_by": person_data(incident.handled_by),
        "feedback_text": incident.feedback_text,
        "measures_done": incident.measures_done,
        "no_evidence_reason": incident.no_evidence_reason,
        "verified_at": iso(incident.verified_at),
        "verified_by": person_data(incident.verified_by),
        "closed_at": iso(incident.closed_at),
        "false_proposed_by": person_data(incident.false_proposed_by),
        "false_reason": incident.false_reason,
    }


def alarm_brief(alarm: Alarm) -> dict[str, Any]:
    """An alarm as a work order lists it."""
    return {
        "id": alarm.pk,
        "title": alarm.title,
        **title_parts(alarm),
        "point_name": alarm.point_name,
        "grade": alarm.grade,
        "state": alarm.state,
        "is_active": alarm.is_active,
        "is_false": alarm.is_false,
        "raised_at": iso(alarm.raised_at),
        "cleared_at": iso(alarm.cleared_at),
    }


def head_of(alarms: list[Alarm]) -> Alarm:
    """The alarm that names the work order: worst grade, then first."""
    return min(alarms, key=lambda alarm: (Grade(alarm.grade).rank, alarm.raised_at))


def alarms_of(incidents: Iterable[Incident]) -> dict[int, list[Alarm]]:
    """The alarms of each work order: standing ones first, worst first, newest first."""
    wanted = {incident.pk: incident for incident in incidents}
    rows = Alarm.objects.filter(incident_id__in=list(wanted)).order_by() if wanted else []
    return grouped(rows, wanted.values())


def grouped(alarms: Iterable[Alarm], incidents: Iterable[Incident]) -> dict[int, list[Alarm]]:
    """``alarms`` by their work order, in the order of :func:`alarms_of`; those of other work orders are left out."""
    found: dict[int, list[Alarm]] = {incident.pk: [] for incident in incidents}
    for alarm in alarms:
        if alarm.incident_id in found:
            found[alarm.incident_id].append(alarm)
    for joined in found.values():
        joined.sort(key=lambda a: (not a.is_active, Grade(a.grade).rank, -a.raised_at.timestamp(), -a.pk))
    return found


def along(rows: QuerySet[Incident]) -> list[Incident]:
    """The work orders with all of ``ALONG``, in up to three small queries where the join of eight tables is dear."""
    incidents = list(rows)
    attach(incidents, ["enterprise"], Enterprise.objects.select_related("town"))
    attach(incidents, [name for name in ALONG if "__" not in name], User.objects.all())
    return incidents
