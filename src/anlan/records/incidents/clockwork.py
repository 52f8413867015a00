"""Deadlines of a work order: what must happen next, by when, and when the sweeper looks again."""

from datetime import datetime, timedelta

from anlan.records.dispatch.policy import Policy
from anlan.records.incidents.choices import ARRIVE, HANDLE, NEXT_STEPS, REPORT, State
from anlan.records.incidents.models import Incident


def policy_of(incident: Incident) -> Policy:
    """The policy that was copied onto this work order."""
    return Policy.of_snapshot(incident.policy)


def set_next_step(incident: Incident, now: datetime) -> None:
    """Set step, deadline and wake time from the state just entered at ``now``; the caller saves."""
    incident.is_overdue = False
    incident.next_step = NEXT_STEPS.get(State(incident.state), "")
    if not incident.next_step:
        incident.is_open = False
        incident.handle_due_at = incident.arrive_due_at = incident.report_due_at = None
        incident.next_step_due_at = incident.wake_at = None
        return
    incident.is_open = True
    if incident.state in (State.ACCEPTED, State.HANDLING):
        _begin_handling(incident, now)
        return
    incident.handle_due_at = incident.arrive_due_at = incident.report_due_at = None
    incident.next_step_due_at = now + timedelta(seconds=_allowed_s(incident))
    incident.wake_at = incident.next_step_due_at
    if incident.state == State.DISPATCHED:
        incident.wake_at = min(incident.next_step_due_at, next_escalation_at(incident))


def _begin_handling(incident: Incident, now: datetime) -> None:
    """The clocks of arriving, of the first report and of handling run side by side, from the acceptance."""
    policy = policy_of(incident)
    incident.handle_due_at = now + timedelta(seconds=policy.handle_within_s)
    incident.arrive_due_at = _due(now, policy.arrive_within_s if incident.arrived_at is None else None)
    incident.report_due_at = _due(now, policy.report_within_s if incident.reported_at is None else None)
    aim(incident, now)


def _due(now: datetime, within_s: float | None) -> datetime | None:
    return None if within_s is None else now + timedelta(seconds=within_s)


def waiting(incident: Incident) -> list[tuple[datetime, str]]:
    """Deadlines between acceptance and feedback that wait, the earliest first; at the same instant the nearer step."""
    dues = ((incident.arrive_due_at, ARRIVE), (incident.report_due_at, REPORT), (incident.handle_due_at, HANDLE))
    return sorted(((due, step) for due, step in dues if due is not None), key=lambda pair: pair[0])


def aim(incident: Incident, now: datetime) -> None:
    """Make the earliest waiting deadline the next step; what is overdue already is pressed for as before."""
    incident.next_step_due_at, incident.next_step = waiting(incident)[0]
    incident.is_overdue = incident.next_step_due_at <= now
    if not incident.is_overdue or incident.wake_at is None:
        incident.wake_at = incident.next_step_due_at


def _allowed_s(incident: Incident) -> float:
    policy = policy_of(incident)
    return {
        State.OPEN: policy.accept_within_s,
        State.DISPATCHED: policy.accept_within_s,
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
