"""Who is on the way, how long ago that was true, and how far it still is."""

from collections import defaultdict
from typing import Any

from anlan.domain.geodesy import Position as Place
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.positions.models import Sharing
from anlan.records.registers.drills.models import CommandTask
from anlan.records.registry.catalog import register_get
from anlan.records.registry.selectors import record_get, record_rows
from anlan.records.roads.selectors import Asked, routes_from

REGISTER = "command_tasks"
#: Older than this a position is grey: nobody knows where the vehicle is now.
STALE_S = 120
MOST = 200


def task_get(*, for_user: User, task_id: int) -> CommandTask:
    """A task the reader sees.

    Raises:
        NotFound: not there or out of scope.
    """
    found: CommandTask = record_get(register_get(REGISTER), for_user=for_user, record_id=task_id)
    return found


def tasks_of(user: User) -> list[dict[str, Any]]:
    """Open tasks the user is charged with, and whether they share their position for them."""
    rows = record_rows(register_get(REGISTER), for_user=user).filter(assignee=user, is_open=True)
    shared = set(Sharing.objects.filter(user=user, ended_at=None).values_list("task_id", flat=True))
    return [
        {"id": row.pk, "no": row.no, "title": row.title, "unit": row.unit, "command": row.command.title,
         "deadline_at": row.deadline_at.isoformat(), "is_sharing": row.pk in shared}
        for row in rows.select_related("command").order_by("deadline_at", "id")[:MOST]
    ]  # fmt: skip


def vehicles(*, for_user: User) -> list[dict[str, Any]]:
    """The last position of everybody who shares it for an open task that the reader sees, the freshest first."""
    visible = record_rows(register_get(REGISTER), for_user=for_user).filter(is_open=True)
    rows = Sharing.objects.filter(ended_at=None, task__in=visible).exclude(at=None)
    found = list(rows.select_related("task__command", "task__enterprise", "user").order_by("-at")[:MOST])
    left = _left(found)
    now = clock.now()
    return [_data(row, int((now - row.at).total_seconds()), left.get(row.pk)) for row in found if row.at is not None]


def goal_of(task: CommandTask) -> Place | None:
    """Where a task is done: its own place, else that of its command, else its enterprise's."""
    for one in (task, task.command, task.enterprise):
        if one is not None and one.lon is not None and one.lat is not None:
            return one.lon, one.lat
    return None


def _left(rows: list[Sharing]) -> dict[int, dict[str, Any]]:
    """What is left of the way for each: one search per goal, however many drive there."""
    by_goal: dict[Place, list[Sharing]] = defaultdict(list)
    for row in rows:
        if goal := goal_of(row.task):
            by_goal[goal].append(row)
    found: dict[int, dict[str, Any]] = {}
    for goal, group in by_goal.items():
        starts = [(row.lon or 0.0, row.lat or 0.0) for row in group]
        for row, route in zip(group, routes_from(starts, Asked(goal)), strict=True):
            found[row.pk] = {name: route[name] for name in ("kind", "distance_m", "minutes")}
    return found


def _data(row: Sharing, age_s: int, left: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": row.pk, "task_id": row.task_id, "task_no": row.task.no, "task_title": row.task.title,
        "unit": row.task.unit, "person": row.user.name, "lon": row.lon, "lat": row.lat, "accuracy_m": row.accuracy_m,
        "at": row.at.isoformat() if row.at else "", "age_s": max(0, age_s), "is_stale": age_s > STALE_S, "left": left,
    }  # fmt: skip
