"""Questions about work orders, answered within the asker's scope."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.core.errors import NotFound
from anlan.records.core.single import by_key
from anlan.records.incidents.choices import SupportState
from anlan.records.incidents.models import Incident, SupportRequest
from anlan.records.incidents.rows import ALONG
from anlan.records.notices.models import Notice
from anlan.records.notices.selectors import deliveries_of


def _state(state: str, user: User) -> Q:
    told = Notice.objects.filter(person=user).exclude(incident_id=None).values("incident_id")
    return {
        "open": Q(is_open=True),
        "all": Q(),
        "closed": Q(is_open=False),
        "overdue": Q(is_open=True, is_overdue=True),
        "to_verify": Q(state="feedback"),
        "mine": Q(is_open=True) & (Q(assignee=user) | Q(pk__in=told)),
    }[state]


def incident_list(
    *, for_user: User, state: str = "open", grade: str = "", enterprise: int | None = None, q: str = ""
) -> QuerySet[Incident]:
    """Work orders within the reader's scope, newest first."""
    rows = Scope.of(for_user).filter(Incident.objects.filter(_state(state, for_user)))
    if grade:
        rows = rows.filter(grade__in=grade.split(","))
    if enterprise is not None:
        rows = rows.filter(enterprise_id=enterprise)
    if q:
        rows = rows.filter(Q(no__icontains=q) | Q(title__icontains=q) | Q(enterprise__name__icontains=q))
    return rows.select_related(*ALONG).order_by("-opened_at", "-id")


def incident_get(*, for_user: User, incident_id: int) -> Incident:
    """One work order.

    Raises:
        NotFound: not there, or out of scope.
    """
    incident = by_key(Scope.of(for_user).filter(Incident.objects.select_related(*ALONG)), incident_id)
    if incident is None:
        raise NotFound
    return incident


def incident_timeline(incident: Incident) -> list[dict[str, Any]]:
    """What happened, oldest first; a notice that was read says when."""
    return [
        {
            "at": iso(entry.at), "kind": entry.kind, "text": entry.text,
            "by": entry.by_name, "role_name": entry.role_name, "data": entry.data,
        }
        for entry in incident.entries.all()
    ]  # fmt: skip


def incident_notices(incident: Incident) -> list[dict[str, Any]]:
    """Who was told, when, why, by which ways, how that went, and when they read it."""
    rows = list(Notice.objects.filter(incident_id=incident.pk).select_related("person").order_by("id"))
    went_out = deliveries_of(row.pk for row in rows)
    return [
        {
            "at": iso(row.created_at), "person": row.person.name, "role_name": row.person.role_name,
            "reason": row.reason, "channel": row.channel, "text": row.text, "read_at": iso(row.read_at),
            "deliveries": went_out.get(row.pk, []), "unreached": row.unreached.split(",") if row.unreached else [],
        }
        for row in rows
    ]  # fmt: skip


def incident_support(incident: Incident) -> list[dict[str, Any]]:
    """Who was asked to help, and what they said."""
    return [
        {
            "id": row.pk, "what": row.what, "state": row.state, "state_name": row.get_state_display(),
            "asked_by": person_data(row.asked_by), "asked_of": person_data(row.asked_of),
            "asked_at": iso(row.asked_at), "answer": row.answer, "answered_at": iso(row.answered_at),
        }
        for row in incident.support.select_related("asked_by", "asked_of")
    ]  # fmt: skip


def support_asked_of(person: User, incidents: Iterable[Incident]) -> set[int]:
    """Numbers of those work orders for which this person was asked to come and has not answered."""
    rows = SupportRequest.objects.filter(
        incident_id__in=[incident.pk for incident in incidents], asked_of=person, state=SupportState.ASKED
    )
    return set(rows.values_list("incident_id", flat=True))


def incident_links(incident: Incident) -> list[dict[str, Any]]:
    """What the work order was made into."""
    return [
        {
            "kind": row.kind, "kind_name": row.get_kind_display(), "text": row.text, "at": iso(row.at),
            "target_type": row.target_type, "target_id": row.target_id, "target_no": row.target_no,
        }
        for row in incident.links.all()
    ]  # fmt: skip


def enterprise_facts(enterprise_ids: list[int]) -> dict[int, dict[str, Any]]:
    """``open_incidents`` of each enterprise; those without are absent."""
    rows = Incident.objects.filter(enterprise_id__in=enterprise_ids, is_open=True).order_by()
    return {pk: {"open_incidents": count} for pk, count in rows.values_list("enterprise_id").annotate(Count("id"))}
