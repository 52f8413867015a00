"""Work orders of people who can do nothing about them any more go back to dispatch at once: nobody else would look.

That is an account switched off, and one that was moved to another place or given another role: it cannot open what it
answers for. Also a plant that was moved to another town leaves the people of the old one behind.
"""

from django.db.models import Case, F, Q, QuerySet, Value, When

from anlan.domain.grades import Grade
from anlan.records.accounts.choices import ROLE_SCOPE, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.core.batches import one_by_one
from anlan.records.dispatch import people
from anlan.records.incidents import again, record
from anlan.records.incidents.choices import State
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import tell_relieved
from anlan.records.notices.services import calls_stop

#: Most per sweep; the rest is taken a second later.
BATCH = 200


def abandoned_due() -> int:
    """Dispatch anew what people hold who are not there, or cannot open it; returns how many work orders.

    What waits for verification is left: nobody has to do anything about it but a second person.
    """
    ids = list(lost().order_by("pk").values_list("pk", flat=True)[:BATCH])
    return one_by_one("abandoned work order", ids, _dispatch_anew)


def lost() -> QuerySet[Incident]:
    """Open work orders whose person can do nothing about them; those waiting for verification are not asked about."""
    rows = Incident.objects.filter(is_open=True, assignee__isnull=False).exclude(state=State.FEEDBACK)
    return rows.alias(is_held=Case(When(_held(), then=Value(True)), default=Value(False))).filter(is_held=False)


def _held() -> Q:
    """:func:`people.may_hold` of the person charged, as a condition: read every second, it must be one question."""
    place = {
        ScopeKind.COUNTY: Q(),
        ScopeKind.FIELD: Q(assignee__field=F("enterprise__field")) & ~Q(assignee__field=""),
        ScopeKind.TOWN: Q(assignee__town_id=F("enterprise__town_id")),
        ScopeKind.GRID: Q(assignee__town_id=F("enterprise__town_id"))
        & (Q(assignee__grid="") | Q(assignee__grid=F("enterprise__grid"))),
        ScopeKind.ENTERPRISE: Q(assignee__enterprise_id=F("enterprise_id")),
    }
    held = Q(pk__in=[])
    for kind, within in place.items():
        held |= Q(assignee__role__in=[role for role in people.HOLDERS if ROLE_SCOPE[role] == kind]) & within
    return Q(assignee__is_active=True) & held


def _dispatch_anew(incident_id: int) -> int:
    rows = Incident.objects.filter(pk=incident_id, is_open=True).exclude(state=State.FEEDBACK)
    incident = rows.select_related(*ALONG).select_for_update(of=("self",), skip_locked=True).first()
    if incident is None or incident.assignee is None or people.may_hold(incident.assignee, incident.enterprise):
        return 0
    before = incident.assignee
    entry = record.entry_add(incident, "abandoned", _why(before, incident), data={"from": before.pk})
    calls_stop(incident_id=incident.pk, person=before)
    incident.assignee = None
    again.call(incident, Grade(incident.grade), "责任人不在，重新派单")
    tell_relieved(incident, before)
    record.tell_screens(incident, "dispatched", entry)
    return 1


def _why(person: User, incident: Incident) -> str:
    if not person.is_active:
        return f"责任人{person.name}的账号已停用"
    if not people.covers(person, incident.enterprise):
        return f"责任人{person.name}已调离，本工单不在其管辖范围内"
    return f"责任人{person.name}已改任{person.role_name}，不再处置工单"
