"""Questions about alarms, answered within the asker's scope."""

from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from anlan.domain.value_words import value_words
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.choices import WITHDRAWN, set_point_words
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import ALONG, iso
from anlan.records.core.errors import NotFound
from anlan.records.core.single import by_key
from anlan.records.sites.models import Point

UNACKED = ("unacked", "rtn_unacked")
GRADES = ("red", "orange", "yellow", "blue")

#: Lists that are read from the top by somebody who must act; the others are a record, newest first.
WORST_FIRST = frozenset({"open", "unacked", "acked", "active"})

#: What each value of ``?state=`` asks for.
STATES = {
    "open": Q(is_open=True, is_shelved=False),
    "unacked": Q(state__in=UNACKED),
    "acked": Q(state="acked"),
    "active": Q(is_active=True),
    "shelved": Q(is_shelved=True),
    "silenced": Q(is_shelved=True) | Q(is_suppressed=True) | Q(is_out_of_service=True),
    "stale": Q(is_open=True, is_active=True, is_stale=True),
    "all": Q(),
}


def alarm_list(
    *,
    for_user: User,
    state: str = "open",
    grade: str = "",
    enterprise: int | None = None,
    point: int | None = None,
    q: str = "",
) -> QuerySet[Alarm]:
    """Alarms within the reader's scope: worst first where there is something to do, else newest first."""
    rows = Scope.of(for_user).filter(Alarm.objects.filter(STATES[state]))
    if grade:
        rows = rows.filter(grade__in=grade.split(","))
    if enterprise is not None:
        rows = rows.filter(enterprise_id=enterprise)
    if point is not None:
        rows = rows.filter(source_point_id=point)
    if q:
        rows = rows.filter(
            Q(title__icontains=q)
            | Q(point_name__icontains=q)
            | Q(enterprise__name__icontains=q)
            | Q(place__icontains=q)
        )
    order = _worst_first() if state in WORST_FIRST else ["-raised_at", "-id"]
    return rows.select_related(*ALONG).order_by(*order)


def _worst_first() -> list[Any]:
    """Silenced last, then by grade; within a grade what stands, what nobody acknowledged, what waits longest."""
    grade = Case(*(When(grade=g, then=Value(i)) for i, g in enumerate(GRADES)), output_field=IntegerField())
    silenced = Case(When(Q(is_suppressed=True) | Q(is_out_of_service=True), then=Value(1)), default=Value(0))
    return [silenced, grade, "-is_active", "is_acked", "raised_at", "id"]


def alarm_counts(rows: QuerySet[Alarm]) -> dict[str, int]:
    """How many of ``rows`` per grade, and how many nobody has acknowledged."""
    sums = {grade: Count("id", filter=Q(grade=grade)) for grade in GRADES}
    return rows.order_by().aggregate(**sums, unacked=Count("id", filter=Q(state__in=UNACKED)))


def alarm_get(*, for_user: User, alarm_id: int) -> Alarm:
    """One alarm.

    Raises:
        NotFound: not there, or out of scope.
    """
    alarm = by_key(Scope.of(for_user).filter(Alarm.objects.select_related(*ALONG)), alarm_id)
    if alarm is None:
        raise NotFound
    return alarm


def alarm_timeline(alarm: Alarm) -> list[dict[str, Any]]:
    """What happened to this alarm, oldest first: the condition from the engine, the rest from people."""
    raised = f"{alarm.point_name or '测点'} {alarm.title}"
    if alarm.value is not None:
        raised += f"，{value_words(alarm.kind, alarm.unit, alarm.value)}"
    if alarm.set_point is not None and alarm.unit != "state":  # of a state it is how its number is judged
        raised += f"（设定值 {set_point_words(alarm.rule, alarm.unit, alarm.set_point)}）"
    lines = [_line(iso(alarm.raised_at), "raised", raised + ("（补传数据）" if alarm.is_late else ""))]
    lines += [
        {
            "at": iso(entry.at), "kind": entry.kind, "text": entry.text,
            "by": entry.by_name, "role_name": entry.role_name, "data": entry.data,
        }
        for entry in alarm.entries.all()
    ]  # fmt: skip
    if alarm.cleared_at and not any(line["kind"] == WITHDRAWN for line in lines):
        lines.append(_line(iso(alarm.cleared_at), "cleared", "报警条件消失，恢复正常"))
    return sorted(lines, key=lambda line: line["at"])


def _line(at: str | None, kind: str, text: str) -> dict[str, Any]:
    return {"at": at or "", "kind": kind, "text": text, "by": "系统", "role_name": "", "data": {}}


def neighbours(alarm: Alarm, limit: int = 20) -> list[Point]:
    """Other points of the same place (the workshop; without one, the enterprise), enabled ones."""
    if alarm.enterprise_id is None:
        return []
    rows = Point.objects.filter(enterprise_id=alarm.enterprise_id, is_enabled=True)
    if alarm.workshop_id is not None:
        rows = rows.filter(workshop_id=alarm.workshop_id)
    rows = rows.exclude(pk=alarm.source_point_id).select_related("workshop", "zone")
    return list(rows.order_by("id")[:limit])


def point_facts(point_ids: list[int]) -> dict[int, dict[str, Any]]:
    """``alarm_state``: the worst grade among each point's standing alarms; points without one are absent."""
    rows = Alarm.objects.filter(source_point_id__in=point_ids, is_active=True).values_list("source_point_id", "grade")
    worst: dict[int, str] = {}
    for point_id, grade in rows:
        worst[point_id] = min(grade, worst.get(point_id, grade), key=GRADES.index)
    return {point_id: {"alarm_state": grade} for point_id, grade in worst.items()}


def enterprise_facts(enterprise_ids: list[int]) -> dict[int, dict[str, Any]]:
    """``open_alarms`` and ``worst_grade`` of each enterprise; quiet ones are absent."""
    rows = Alarm.objects.filter(enterprise_id__in=enterprise_ids, is_open=True, is_shelved=False)
    facts: dict[int, dict[str, Any]] = {}
    for enterprise_id, grade, count in rows.order_by().values_list("enterprise_id", "grade").annotate(Count("id")):
        known = facts.setdefault(enterprise_id, {"open_alarms": 0, "worst_grade": grade})
        known["open_alarms"] += count
        known["worst_grade"] = min(known["worst_grade"], grade, key=GRADES.index)
    return facts
