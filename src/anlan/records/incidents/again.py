"""An alarm comes to a work order that people have all but finished: what they said of it then holds no more.

Whoever handled it has gone home, and waiting for verification is nobody's alarm. So the work order is dispatched
again by the policy of this moment and climbs until somebody accepts; and a false alarm that one person proposed is
proposed anew, or not, by somebody who knows of the new one.
"""

from collections.abc import Iterable

from anlan.domain.grades import Grade
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.case import Case
from anlan.records.core import clock
from anlan.records.incidents import batch, news, record
from anlan.records.incidents.charging import charge_by_policy, say_dispatched
from anlan.records.incidents.models import Incident

RETURNED = "待复核期间报警再起，原反馈不再有效，重新派单"


def call(incident: Incident, grade: Grade, why: str = RETURNED) -> list[User]:
    """Dispatch a work order once more, by the policy of this moment; returns whom it told.

    Whoever had it in hand still may not verify it.
    """
    now = clock.now()
    policy = batch.book_now().policy_for(grade, incident.kind, incident.enterprise, now)
    incident.policy = policy.snapshot()
    for name in ("accepted", "fed_back", "arrived", "reported"):
        setattr(incident, f"{name}_at", None)
    incident.accepted_by = incident.handled_by = incident.arrived_by = None
    incident.arrived_lon = incident.arrived_lat = None
    incident.escalation_level = 0
    record.entry_add(incident, "returned", why)
    charge_by_policy(incident, now)
    incident.save()
    return say_dispatched(incident)


def doubt_false_alarm(incident: Incident, cases: Iterable[Case]) -> None:
    """One person said "false alarm" of what they knew; the second must not agree to more than that."""
    if news.begins_anew(cases):
        false_alarm_void(incident)


def false_alarm_void(incident: Incident) -> None:
    """More alarms came to the work order: what was proposed without them does not stand."""
    if incident.false_proposed_by is None:
        return
    by = incident.false_proposed_by.name
    incident.false_proposed_by, incident.false_reason = None, ""
    incident.save(update_fields=["false_proposed_by", "false_reason"])
    record.entry_add(incident, "false_alarm_doubted", f"又有报警并入，{by}此前提出的误报作废，须了解新情况后重新提出")
