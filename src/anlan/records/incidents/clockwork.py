"""Deadlines of a work order: what must happen next, by when, and when the sweeper looks again."""

from datetime import datetime, timedelta

from anlan.records.incidents.choices import NEXT_STEPS, State
from anlan.records.incidents.models import Incident
from anlan.records.incidents.policy import Policy


def policy_of(incident: Incident) -> Policy:
    """The policy that was copied onto this work order."""
    return Policy.of_snapshot(incident.policy)


def set_next_step(incident: Incident, now: datetime) -> None:
    """Set step, deadline and wake time from the state just entered at ``now``; the caller saves."""
    incident.is_overdue = False
    incident.next_step = NEXT_STEPS.get(State(incident.state), "")
    if not incident.next_step:
        incident.is_open = False
        incident.next_step_due_at = incident.wake_at = None
        return
    incident.is_open = True
    incident.next_step_due_at = now + timedelta(seconds=_allowed_s(incident))
    incident.wake_at = incident.next_step_due_at
    if incident.state == State.DISPATCHED:
        incident.wake_at = min(incident.next_step_due_at, next_escalation_at(incident))


def _allowed_s(incident: Incident) -> float:
    policy = policy_of(incident)
    return {
        State.OPEN: policy.accept_within_s,
        State.DISPATCHED: policy.accept_within_s,
        State.ACCEPTED: policy.handle_within_s,
        State.HANDLING: policy.handle_within_s,
        State.FEEDBACK: policy.verify_within_s,
    }[State(incident.state)]


def next_escalation_at(incident: Incident) -> datetime:
    """When a dispatched, unaccepted work order climbs the next rung."""
    assert incident.dispatched_at is not None, "only a dispatched work order climbs"
    return incident.dispatched_at + timedelta(
        seconds=policy_of(incident).escalate_after_s(incident.escalation_level + 1)
    )


def levels_due(incident: Incident, now: datetime) -> list[int]:
    """Rungs of an unaccepted work order whose time has come by ``now``.

    After an outage every rung that was missed is climbed at once; of the repetitions above the top only the last.
    """
    assert incident.dispatched_at is not None
    policy = policy_of(incident)
    waited_s = (now - incident.dispatched_at).total_seconds()
    level, due = incident.escalation_level + 1, []
    while policy.escalate_after_s(level) <= waited_s:
        due.append(level)
        level += 1
    top = len(policy.steps)
    return [one for one in due if one <= top] + [one for one in due if one > top][-1:]


def minutes(seconds: float) -> str:
    """A span as people say it: 90 → ``1 分 30 秒``; 3600 → ``1 小时``."""
    whole = round(seconds)
    parts = ((whole // 3600, "小时"), (whole % 3600 // 60, "分钟"), (whole % 60, "秒"))
    said = [f"{n} {unit}" for n, unit in parts if n]
    return " ".join(said) or "0 秒"
