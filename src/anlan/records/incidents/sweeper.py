"""Takes what is due, once a second: escalations, silences that begin or end, late alarms that still stand, stale ones,
floods that are over, what was kept to be told together, support nobody answers, and gaps in the rosters.

Several workers may sweep at once: each row is locked by the one that takes it and passed over by the others, so
nobody is told twice.

Due times are rows, so a restart forgets nothing: what came due meanwhile is taken at the first sweep. Each work order
is a transaction of its own; one that fails is logged, counted, and does not hold up the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, When

from anlan.domain.grades import Grade
from anlan.kit.logs import get_logger
from anlan.records.alarm_flow.services import silences_due
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import ALONG as ALARM_ALONG
from anlan.records.alarm_log.services import shelvings_end_due
from anlan.records.core import clock
from anlan.records.core.batches import OF_THE_DATABASE, together_or_singly
from anlan.records.incidents.abandoned import abandoned_due
from anlan.records.incidents.calm import floods_end_due, news_due, stale_due
from anlan.records.incidents.charging import dispatch_by_policy
from anlan.records.incidents.choices import HANDLE, State
from anlan.records.incidents.climbing import rung_of, tell_level
from anlan.records.incidents.clockwork import levels_due, minutes, next_escalation_at, policy_of, waiting
from anlan.records.incidents.intake import open_for
from anlan.records.incidents.models import Incident, PendingAlarm
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.support import support_due
from anlan.records.incidents.unreached import unreached_due
from anlan.records.rosters.watching import gaps_due, handovers_due

log = get_logger(__name__)

#: Most work orders per sweep, red first; the rest is taken a second later.
BATCH = 200


@dataclass(slots=True)
class Swept:
    """What one sweep did."""

    escalated: int = 0
    abandoned: int = 0  # work orders of people who are not there any more, or cannot open them
    unreached: int = 0  # work orders that learned that somebody cannot be told
    reopened: int = 0  # alarms whose shelving ended while they stood
    late_opened: int = 0
    silences: int = 0  # that began or ended
    stale: int = 0  # alarms that have stood for too long
    floods_ended: int = 0
    news: int = 0  # work orders whose people were told of new places
    unanswered: int = 0  # requests for support whose time ran out
    gaps: int = 0  # of rosters, told to the leader of the post
    handovers: int = 0  # that the incoming person did not sign in time
    failed: int = 0


def sweep() -> Swept:
    """Take everything that is due now; one kind that fails is counted and does not hold up the others.

    Raises:
        OperationalError, InterfaceError: the database does not answer.
    """
    done = Swept()
    red_first = Case(When(grade=Grade.RED, then=0), default=1)
    due = Incident.objects.filter(is_open=True, wake_at__lte=clock.now()).order_by(red_first, "wake_at")
    for incident_id in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            done.escalated += escalate_due(incident_id)
        except Exception:
            log.exception("a work order could not be escalated", incident=incident_id)
            done.failed += 1
    for name, work in _WORKS.items():
        try:
            setattr(done, name, work())
        except OF_THE_DATABASE:
            raise
        except Exception:
            log.exception("what is due could not be taken", what=name)
            done.failed += 1
    return done


def late_alarms_due() -> int:
    """Judge the late alarms whose waiting time is over: those that still stand get a work order."""
    rows = PendingAlarm.objects.filter(due_at__lte=clock.now()).order_by("due_at")
    return together_or_singly("late alarm", list(rows.values_list("pk", flat=True)[:BATCH]), _judge_late)


def _judge_late(ids: Sequence[int]) -> int:
    due = list(PendingAlarm.objects.filter(pk__in=ids).order_by("due_at").select_for_update(skip_locked=True))
    if not due:
        return 0
    wanted = [row.alarm_id for row in due]
    standing = Alarm.objects.filter(pk__in=wanted, is_active=True, incident_id=None).select_related(*ALARM_ALONG)
    calling = [alarm for alarm in standing if not alarm.condition.is_silenced]
    open_for(calling, key=f"late.{due[0].pk}", occasion="late")
    PendingAlarm.objects.filter(pk__in=[row.pk for row in due]).delete()
    return len(calling)


@transaction.atomic
def escalate_due(incident_id: int) -> bool:
    """Act on one work order whose deadline or next rung has come; False when it is no longer due."""
    now = clock.now()
    rows = Incident.objects.filter(pk=incident_id, is_open=True, wake_at__lte=now)
    incident = rows.select_related(*ALONG).select_for_update(of=("self",), skip_locked=True).first()
    if incident is None:
        return False
    if incident.state == State.OPEN:
        _seek_again(incident, now)
    elif incident.state == State.DISPATCHED:
        _climb(incident, now)
    else:
        _press(incident, now)
    incident.save()
    return True


def _seek_again(incident: Incident, now: datetime) -> None:
    """Nobody could be charged at first; try again, and while there is still nobody, remind the duty officer."""
    incident.escalation_level += 1
    dispatch_by_policy(incident)
    if incident.state == State.OPEN:
        incident.is_overdue = True
        tell_level(incident, ("duty_officer",), "工单无人承办")


def _climb(incident: Incident, now: datetime) -> None:
    """Not accepted in time: the next rung of the ladder, and again until somebody accepts."""
    assert incident.next_step_due_at is not None
    incident.is_overdue = now >= incident.next_step_due_at
    policy = policy_of(incident)
    for level in levels_due(incident, now):
        incident.escalation_level = level
        waited_s = (now - incident.dispatched_at).total_seconds() if incident.dispatched_at else 0
        targets, says = rung_of(incident, policy, level)
        tell_level(incident, targets, f"派单 {minutes(waited_s)}仍未签收", says)
    incident.wake_at = next_escalation_at(incident)


def _press(incident: Incident, now: datetime) -> None:
    """Accepted but nobody there, not reported or not handled, or fed back but not verified, in time: remind those
    above, and again."""
    assert incident.next_step_due_at is not None
    policy = policy_of(incident)
    incident.is_overdue = True
    incident.escalation_level += 1
    is_verifying = incident.state == State.FEEDBACK
    late = [] if is_verifying else [(due, step) for due, step in waiting(incident) if due <= now]
    over = minutes((now - max([due for due, _ in late], default=incident.next_step_due_at)).total_seconds())
    roles = (
        ("town_officer", "duty_officer") if is_verifying else rung_of(incident, policy, incident.escalation_level)[0]
    )
    what = "、".join({HANDLE: "处置反馈"}.get(step, step) for _, step in late) or incident.next_step
    tell_level(incident, roles, f"{what}期限已到" if over == "0 秒" else f"{what}已超时 {over}")
    incident.wake_at = _next_look(incident, now, now + timedelta(seconds=policy.repeat_every_s))


def _next_look(incident: Incident, now: datetime, repeat_at: datetime) -> datetime:
    """At the repetition, or before it when another deadline of the handling comes first: then that one is pressed."""
    if incident.state == State.FEEDBACK:
        return repeat_at
    return min([repeat_at, *(due for due, _ in waiting(incident) if due > now)])


#: What else is due, by its figure in :class:`Swept`. None of them waits for another to succeed.
_WORKS: dict[str, Callable[[], int]] = {
    "abandoned": abandoned_due,
    "unreached": unreached_due,
    "reopened": shelvings_end_due,
    "silences": silences_due,
    "late_opened": late_alarms_due,
    "stale": stale_due,
    "floods_ended": floods_end_due,
    "news": news_due,
    "unanswered": support_due,
    "gaps": gaps_due,
    "handovers": handovers_due,
}
