"""Whoever cannot be reached does not count as told: the work order says so, and does not wait for an answer.

The planner and the sender mark notices that reached nobody; here the work order takes note. When nobody of the
rung that was called can be reached, the next rung is called at once. Deadlines stay: whoever is called earlier has the
time that the ladder gives, and the rungs above come when the policy says.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from anlan.records.core import clock
from anlan.records.core.batches import one_by_one
from anlan.records.dispatch import people
from anlan.records.incidents import record
from anlan.records.incidents.choices import State
from anlan.records.incidents.climbing import rung_of, tell_level
from anlan.records.incidents.clockwork import next_escalation_at, policy_of
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import rung_key
from anlan.records.notices.choices import CALLS_TO_ACCEPT
from anlan.records.notices.models import Notice
from anlan.records.notices.unreached import said, unsaid

#: Most per sweep; the rest is taken a second later.
BATCH = 200


def unreached_due() -> int:
    """Take note of everybody who could not be reached since; returns how many work orders learned of it."""
    ids = unsaid(clock.now()).order_by("incident_id").values_list("incident_id", flat=True).distinct()
    return one_by_one("work order that reached nobody", [pk for pk in ids[:BATCH] if pk is not None], _take_note)


def _take_note(incident_id: int) -> int:
    rows = Incident.objects.filter(pk=incident_id).select_related(*ALONG)
    incident = rows.select_for_update(of=("self",), skip_locked=True).first()
    if incident is None:
        return 0
    fresh = list(unsaid(clock.now()).filter(incident_id=incident_id).select_related("person").order_by("id"))
    known = set(_notices(incident).exclude(unreached_said_at=None).values_list("person_id", flat=True))
    Notice.objects.filter(pk__in=[one.pk for one in fresh]).update(unreached_said_at=clock.now())
    if not incident.is_open:
        return 0
    _say(incident, [one for one in fresh if one.person_id not in known and not one.read_at and not one.stopped_at])
    if incident.state == State.DISPATCHED and _nobody_reached(incident):
        _climb_early(incident)
    return 1


def _notices(incident: Incident) -> QuerySet[Notice]:
    return Notice.objects.filter(incident_id=incident.pk)


def _say(incident: Incident, notices: Iterable[Notice]) -> None:
    """Each person once a work order: who is called again every ten minutes need not be named every ten minutes."""
    by_person = {one.person_id: one for one in notices}
    if by_person:
        named = "；".join(f"{people.names([one.person])}{said(one.unreached)}" for one in by_person.values())
        entry = record.entry_add(incident, "unreached", f"无法通知：{named}", data={"people": sorted(by_person)})
        record.tell_screens(incident, "unreached", entry)


def _nobody_reached(incident: Incident) -> bool:
    """True when everybody who was called on the present rung is out of reach.

    On a rung above the foot whoever is charged is called along with it: reached before, and no help, they do not count.
    """
    calls = Q()
    for reason in CALLS_TO_ACCEPT:
        calls |= Q(key__startswith=rung_key(incident, reason))
    called = _notices(incident).filter(calls)
    if incident.escalation_level and incident.assignee_id is not None:
        called = called.exclude(person_id=incident.assignee_id)
    # Stopped: the person acknowledged the alarm or the work order went to somebody: they know.
    is_told = Q(unreached="") | Q(unreached_said_at=None) | Q(read_at__isnull=False) | Q(stopped_at__isnull=False)
    return called.exists() and not called.filter(is_told).exists()


def _climb_early(incident: Incident) -> None:
    """Call the next rung now; above the top of the ladder the repetitions go on as they were."""
    policy = policy_of(incident)
    if incident.escalation_level >= len(policy.steps):
        return
    incident.escalation_level += 1
    targets, says = rung_of(incident, policy, incident.escalation_level)
    assert incident.next_step_due_at is not None
    incident.wake_at = next_escalation_at(incident)
    if incident.next_step_due_at > clock.now():  # when that passes it is overdue, and must say so
        incident.wake_at = min(incident.wake_at, incident.next_step_due_at)
    tell_level(incident, targets, "应通知的人员均无法通知，提前升级", says)
