"""Who is in charge of a work order, by the policy it was opened under, and by when."""

from datetime import datetime

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.dispatch import people
from anlan.records.dispatch.calls import charged_with
from anlan.records.incidents import batch, record
from anlan.records.incidents.choices import GRADE_NAMES, State
from anlan.records.incidents.clockwork import minutes, policy_of, set_next_step
from anlan.records.incidents.models import Incident
from anlan.records.incidents.telling import tell_first


def dispatch_by_policy(incident: Incident) -> list[User]:
    """Charge the first person the policy names, tell the others; without anybody it waits for the duty officer.

    Returns whom it told.
    """
    charge_by_policy(incident, clock.now())
    incident.save()
    return say_dispatched(incident)


def charge_by_policy(incident: Incident, now: datetime) -> None:
    """Set who is in charge and by when; the caller saves and says so."""
    first = charged_with(policy_of(incident), batch.staff_for(incident.enterprise), incident.enterprise)
    if first is not None:
        charge(incident, first.person, now)
    else:
        incident.state = State.OPEN
        set_next_step(incident, now)


def say_dispatched(incident: Incident) -> list[User]:
    """Write down who is in charge, or that nobody is, and tell whom the policy names. Returns whom."""
    policy = policy_of(incident)
    if incident.state == State.OPEN:
        record.entry_add(incident, "undispatched", "没有找到可派单的在册人员，请值班员派单")
    else:
        assert incident.assignee is not None
        record.entry_add(
            incident,
            "dispatched",
            f"系统按{GRADE_NAMES[incident.grade]}策略派单给{people.names([incident.assignee])}，"
            f"要求 {minutes(policy.accept_within_s)}内签收",
            data={
                "assignee": incident.assignee.pk,
                "accept_within_s": policy.accept_within_s,
                "version": policy.version,
                "why": policy.why,
            },
        )
    return tell_first(incident, "dispatched")


def charge(incident: Incident, assignee: User, now: datetime) -> None:
    """Put ``assignee`` in charge and start the accept clock; the caller saves."""
    incident.assignee = assignee
    incident.state = State.DISPATCHED
    incident.dispatched_at = now
    incident.escalation_level = 0
    set_next_step(incident, now)
