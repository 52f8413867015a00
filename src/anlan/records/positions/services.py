"""Commands on shared positions. Beginning and end are in the audit trail; the places in between are data that ends."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden
from anlan.records.positions.models import Position, Sharing
from anlan.records.registers.drills.models import CommandTask

#: More often than this nothing is kept: a phone that sends every second fills the store and moves no mark.
LEAST_GAP_S = 5
Request = HttpRequest | None


@transaction.atomic
def sharing_start(*, actor: User, task: CommandTask, request: Request = None) -> Sharing:
    """The actor agrees to be seen on the map until the task ends; asked again, nothing changes.

    Raises:
        Forbidden: the task is somebody else's.
        Conflict: the task is over.
    """
    held = CommandTask.objects.select_for_update().get(pk=task.pk)
    if held.assignee_id not in (None, actor.pk):
        raise Forbidden("任务由他人承办，只能由承办人共享位置。")
    _refuse_closed(held)
    made, is_new = Sharing.objects.get_or_create(task=held, user=actor, ended_at=None)
    if is_new:
        audit_write(actor=actor, action="position.sharing_started", target=held, request=request)
    return made


@transaction.atomic
def position_add(
    *, actor: User, task: CommandTask, lon: float, lat: float, accuracy_m: float | None, at: datetime
) -> None:
    """Keep where the actor is; a place older than the last, or too soon after it, changes nothing.

    Raises:
        Conflict: the task is over, or the actor does not share.
    """
    sharing = Sharing.objects.select_for_update().filter(task=task, user=actor, ended_at=None).first()
    if sharing is None:
        raise Conflict("位置共享已结束，请重新开启。")
    _refuse_closed(task)
    at = min(at, clock.now())
    if sharing.at is not None and at < sharing.at + timedelta(seconds=LEAST_GAP_S):
        return
    place: dict[str, Any] = {"lon": lon, "lat": lat, "accuracy_m": accuracy_m, "at": at}
    Position.objects.create(sharing=sharing, **place)
    Sharing.objects.filter(pk=sharing.pk).update(**place)


@transaction.atomic
def sharing_end(*, actor: User, task: CommandTask, request: Request = None) -> None:
    """The actor is seen no more; their own act, also after the task has ended."""
    now = clock.now()
    if Sharing.objects.filter(task=task, user=actor, ended_at=None).update(ended_at=now):
        audit_write(actor=actor, action="position.sharing_ended", target=task, request=request)


def positions_prune(*, kept_days: int) -> int:
    """End what is shared for closed tasks and forget places older than is kept; how many places went."""
    now = clock.now()
    Sharing.objects.filter(ended_at=None, task__is_open=False).update(ended_at=now)
    gone, _ = Position.objects.filter(at__lt=now - timedelta(days=kept_days)).delete()
    old = Sharing.objects.filter(ended_at__lt=now - timedelta(days=kept_days))
    old.update(lon=None, lat=None, accuracy_m=None, at=None)
    return gone


def _refuse_closed(task: CommandTask) -> None:
    if not task.is_open:
        raise Conflict("任务已结束，不再共享位置。", code="task_over")
