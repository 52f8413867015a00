"""From alarms to work orders: alarms of one place join its open work order, or open one.

One leak with H, HH and HHH on two probes is one work order; its grade is the worst of its alarms, and people are told
again when it rises. Instrument trouble (offline, fault, stuck) makes a work order of its own per gateway.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from anlan.domain.grades import Grade, worst
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.core.bulk import rows_update
from anlan.records.core.services import numbers_next
from anlan.records.incidents import again, batch, news, record
from anlan.records.incidents.charging import charge_by_policy, dispatch_by_policy, say_dispatched
from anlan.records.incidents.choices import GRADE_NAMES, State
from anlan.records.incidents.clockwork import aim, minutes, policy_of, set_next_step
from anlan.records.incidents.joining import kind_of, merged, places_found
from anlan.records.incidents.models import Incident, PendingAlarm
from anlan.records.incidents.rows import head_of
from anlan.records.incidents.telling import tell_first

#: How long an alarm from back-filled data must still stand before anybody is sent for.
LATE_WAIT_S = 10


def wait_if_late(cases: Iterable[Case]) -> list[Case]:
    """Put late alarms on the waiting list; returns those that call for somebody now (not late, not silenced)."""
    due_at = clock.now() + timedelta(seconds=LATE_WAIT_S)
    late, calling = [], []
    for case in cases:
        if case.is_silenced:
            case.steps.append(Step("notify", Outcome.NOBODY, "报警已记录，按上述安排不通知"))
        elif not case.alarm.is_late:
            calling.append(case)
        elif case.alarm.is_active:
            late.append(case.alarm)
            case.steps.append(Step("late", Outcome.WAITS, f"补传数据，{LATE_WAIT_S} 秒后仍未恢复再通知"))
        else:
            case.steps.append(Step("late", Outcome.NOBODY, "补传数据，报警条件已经消失，仅作记录"))
    PendingAlarm.objects.bulk_create(
        [PendingAlarm(alarm=alarm, due_at=due_at) for alarm in late], ignore_conflicts=True
    )
    return calling


def join_or_open(cases: Iterable[Case]) -> dict[int, tuple[Incident, str]]:
    """Give each alarm its work order; returns the work orders touched with what happened: ``opened``, ``joined``,
    ``graded``. Runs inside the caller's transaction, which also writes the events."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.key, []).append(case)
    if not groups:
        return {}
    under_way = places_found(groups)
    groups = merged(groups, under_way)
    opened = _open({key: _alarms(group) for key, group in groups.items() if key not in under_way})
    touched: dict[int, tuple[Incident, str]] = {}
    for key, group in groups.items():
        incident = opened.get(key)
        if incident is None:
            incident = under_way[key]
            touched[incident.pk] = (incident, _join(incident, group))
        else:
            _say_opened(incident, group)
            touched[incident.pk] = (incident, "opened")
    return touched


def _alarms(cases: list[Case]) -> list[Alarm]:
    return [case.alarm for case in cases]


def _open(groups: dict[str, list[Alarm]]) -> dict[str, Incident]:
    """Work orders for groups of alarms that have none, charged to whom the policy names, all with one statement."""
    now = clock.now()
    numbers = numbers_next("AL", len(groups))
    opened = {key: new_incident(key, group, no, now) for no, (key, group) in zip(numbers, groups.items(), strict=True)}
    for incident in opened.values():
        charge_by_policy(incident, now)
    Incident.objects.bulk_create(opened.values())
    _link([(incident, groups[key]) for key, incident in opened.items()])
    return opened


def new_incident(key: str, alarms: list[Alarm], no: str, now: datetime) -> Incident:
    """A work order for ``alarms`` with the policy of this moment; not charged, not saved."""
    head = head_of(alarms)
    grade = Grade(head.grade)
    return Incident(
        no=no,
        kind=kind_of(key),
        group_key=key,
        grade=grade.value,
        title=head_title(head),
        enterprise=head.enterprise,
        place=head.place,
        config_version=max(alarm.config_version for alarm in alarms),
        opened_at=now,
        policy=batch.book_now().policy_for(grade, kind_of(key), head.enterprise, now).snapshot(),
    )


def _say_opened(incident: Incident, cases: list[Case]) -> None:
    alarms = _alarms(cases)
    text = f"{_list(alarms)}，自动生成{GRADE_NAMES[incident.grade]}工单"
    record.entry_add(incident, "opened", text, data=_data(alarms))
    news.flood_begins(incident, cases)
    news.told_of(cases, incident, say_dispatched(incident))


def _join(incident: Incident, cases: list[Case]) -> str:
    alarms = _alarms(cases)
    head = head_of(alarms)
    known = news.known_to(incident)
    _link([(incident, alarms)])
    if lines := news.worth_a_line(cases):
        record.entry_add(incident, "joined", f"{_list(lines)}，并入本工单", data=_data(lines))
    news.flood_begins(incident, cases)
    again.doubt_false_alarm(incident, cases)
    grade = worst([Grade(head.grade), Grade(incident.grade)])
    if grade.value != incident.grade:
        news.told_of(cases, incident, raise_grade(incident, grade, head))
        return "graded"
    if incident.state == State.FEEDBACK and news.begins_anew(cases):
        news.told_of(cases, incident, again.call(incident, grade))
        return "joined"
    if fresh := news.red_and_new(cases, known):
        what = f"新增红色报警：{head_title(fresh[0])}"
        told = tell_first(incident, "new_kind", what, occasion=".".join(sorted(one.alarm_id for one in fresh))[:60])
        news.told_of(cases, incident, told)
        return "joined"
    news.tell_places_later(incident, cases, known)
    news.told_of(cases, incident, [])
    return "joined"


def raise_grade(incident: Incident, grade: Grade, head: Alarm) -> list[User]:
    """It has become worse: the stricter policy holds from now, and people are told again."""
    now = clock.now()
    before, incident.grade, incident.title = incident.grade, grade.value, head_title(head)
    policy = batch.book_now().policy_for(grade, incident.kind, incident.enterprise, now)
    incident.policy = policy.snapshot()
    record.entry_add(
        incident,
        "graded",
        f"等级由{GRADE_NAMES[before]}升为{GRADE_NAMES[grade]}",
        data={"from": before, "to": grade.value},
    )
    if incident.state == State.FEEDBACK:
        return again.call(incident, grade)
    if incident.state in (State.OPEN, State.DISPATCHED):
        incident.escalation_level = 0
        return dispatch_by_policy(incident)
    _hasten(incident, now)
    incident.save()
    return tell_first(incident, "graded")


def _hasten(incident: Incident, now: datetime) -> None:
    """The clocks of the stricter policy run from now, but no deadline moves further away."""
    fields = ("handle_due_at", "arrive_due_at", "report_due_at")
    before = {name: getattr(incident, name) for name in fields}
    due_before = incident.next_step_due_at
    set_next_step(incident, now)
    for name, was in before.items():
        due = getattr(incident, name)
        if was is not None and due is not None:
            setattr(incident, name, min(was, due))
    if incident.state in (State.ACCEPTED, State.HANDLING):
        incident.wake_at = None
        aim(incident, now)
        if incident.grade == Grade.RED:
            _ask_for_report(incident, now)
    elif due_before is not None and incident.next_step_due_at is not None and due_before < incident.next_step_due_at:
        incident.next_step_due_at = incident.wake_at = due_before


def _ask_for_report(incident: Incident, now: datetime) -> None:
    """Nobody has accepted it as red yet: whoever has it in hand reports within the time for accepting, or those above
    are called as if nobody had."""
    within_s = policy_of(incident).accept_within_s
    due = now + timedelta(seconds=within_s)
    incident.report_due_at = min(due, incident.report_due_at or due)
    incident.reported_at = None
    aim(incident, now)
    record.entry_add(incident, "report_asked", f"已升为红色，责任人应在{minutes(within_s)}内报告现场情况")


def _link(pairs: list[tuple[Incident, list[Alarm]]]) -> None:
    for incident, alarms in pairs:
        for alarm in alarms:
            alarm.incident_id, alarm.incident_no = incident.pk, incident.no
    rows_update([alarm for _, alarms in pairs for alarm in alarms], ["incident_id", "incident_no"])


def head_title(head: Alarm) -> str:
    """Where and what, e.g. ``制冷机房 氨气浓度 高报（H）``."""
    where = head.place or (str(head.enterprise) if head.enterprise else "")
    return f"{where} {head.title}".strip()[:200]


def _list(alarms: list[Alarm]) -> str:
    """The alarms in words: the first three by name, the rest by number."""
    named = "、".join(f"“{alarm.point_name} {alarm.title}”" for alarm in alarms[:3])
    return named + (f"等 {len(alarms)} 条报警" if len(alarms) > 3 else "报警")


def _data(alarms: list[Alarm]) -> dict[str, object]:
    return {"alarms": [alarm.pk for alarm in alarms[:50]]}
