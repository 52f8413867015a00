"""One rung of the ladder: whom it calls, and what the timeline says of it."""

from anlan.records.dispatch import people
from anlan.records.dispatch.calls import rung_calls, rung_targets
from anlan.records.dispatch.policy import Policy
from anlan.records.incidents import batch, record
from anlan.records.incidents.clockwork import policy_of
from anlan.records.incidents.models import Incident
from anlan.records.incidents.telling import tell_calls


def rung_of(incident: Incident, policy: Policy, level: int) -> tuple[tuple[str, ...], str]:
    """Whom this rung calls, and how the timeline calls it."""
    step = policy.step(level)
    targets = rung_targets(policy, level, batch.staff_for(incident.enterprise), incident.enterprise)
    return targets, step.says if targets == step.targets else f"{step.says}，该级无人在册，改通知其他级别"


def tell_level(incident: Incident, roles: tuple[str, ...], what: str, says: str = "") -> None:
    """Call ``roles`` and whoever is charged; one line says why (``what``), who is called (``says``) and who was."""
    staff = batch.staff_for(incident.enterprise)
    calls = rung_calls(policy_of(incident), roles, staff, incident.enterprise, incident.assignee)
    told = tell_calls(incident, calls, f"{incident.title} {what}")
    climbed = f"第 {incident.escalation_level} 次升级" + (f"至{says}" if says else "")
    whom = f"，已通知：{people.names(told)}" if told else "，没有可通知的在册人员"
    entry = record.entry_add(
        incident,
        "escalated",
        f"{what}，{climbed}{whom}",
        data={"level": incident.escalation_level, "people": [user.pk for user in told]},
    )
    incident.save()
    record.tell_screens(incident, "escalated", entry)
