"""Alarms over HTTP: edges only; rules are in workflow, services and selectors."""

from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.domain.measures import ACTORS_ZH, measures_for
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.accounts.models import User
from anlan.records.alarm_log import selectors, services, workflow
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import alarm_data
from anlan.records.core import clock
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.core.workflow import allowed as actions_for
from anlan.records.sites.api import show
from anlan.records.sites.extensions import point_facts

router = Router(tags=["alarms"])

State = Literal["open", "unacked", "acked", "active", "shelved", "silenced", "stale", "all"]


class AlarmPage(Schema):
    items: list[dict[str, Any]]
    total: int
    page: int
    page_size: int
    counts: dict[str, int]
    as_of: str


class CommentIn(StrictSchema):
    comment: str = ""


class ManyIn(StrictSchema):
    ids: list[int]
    comment: str = ""


class ShelveIn(StrictSchema):
    minutes: int
    reason: str = ""


class ReasonIn(StrictSchema):
    reason: str = ""


@router.get("/alarms", response={200: AlarmPage, **PROBLEMS})
def alarm_list(
    request: HttpRequest,
    state: State = "open",
    grade: str = "",
    enterprise: int | None = None,
    point: int | None = None,
    q: str = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Alarms in scope, worst first (``shelved`` and ``all`` newest first), with counts over the same rows."""
    user = allowed(request, Permission.ALARM_VIEW)
    rows = selectors.alarm_list(for_user=user, state=state, grade=grade, enterprise=enterprise, point=point, q=q)
    everything = selectors.alarm_list(for_user=user, state=state, enterprise=enterprise, point=point, q=q)
    shown = paged(rows, page=page, page_size=page_size, show=lambda alarm: _row(alarm, user))
    return {**shown, "counts": selectors.alarm_counts(everything), "as_of": clock.now().isoformat()}


@router.get("/alarms/{int:alarm_id}", response={200: dict[str, Any], **PROBLEMS})
def alarm_get(request: HttpRequest, alarm_id: int) -> dict[str, Any]:
    """One alarm with what to do, its timeline, its limits and its neighbours."""
    user = allowed(request, Permission.ALARM_VIEW)
    return _detail(selectors.alarm_get(for_user=user, alarm_id=alarm_id), user)


@router.post("/alarms/acknowledge", response={200: dict[str, Any], **PROBLEMS})
def acknowledge_many(request: HttpRequest, body: ManyIn) -> dict[str, Any]:
    """Acknowledge many; those already acknowledged are passed over."""
    user = allowed(request, Permission.ALARM_ACKNOWLEDGE)
    done = services.acknowledge_many(alarm_ids=body.ids, actor=user, comment=body.comment, request=request)
    return {"acknowledged": [alarm.pk for alarm in done]}


@router.post("/alarms/{int:alarm_id}/acknowledge", response={200: dict[str, Any], **PROBLEMS})
def acknowledge(request: HttpRequest, alarm_id: int, body: CommentIn) -> dict[str, Any]:
    """Take note of an alarm."""
    user = signed_in(request)
    return _detail(services.acknowledge(alarm_id=alarm_id, actor=user, comment=body.comment, request=request), user)


@router.post("/alarms/{int:alarm_id}/confirm", response={200: dict[str, Any], **PROBLEMS})
def confirm(request: HttpRequest, alarm_id: int, body: CommentIn) -> dict[str, Any]:
    """Confirm that the action was taken, where the alarm asks for it."""
    user = signed_in(request)
    return _detail(services.confirm(alarm_id=alarm_id, actor=user, comment=body.comment, request=request), user)


@router.post("/alarms/{int:alarm_id}/reset", response={200: dict[str, Any], **PROBLEMS})
def reset(request: HttpRequest, alarm_id: int, body: ReasonIn) -> dict[str, Any]:
    """Release a latched alarm whose condition is gone."""
    user = signed_in(request)
    return _detail(services.reset(alarm_id=alarm_id, actor=user, reason=body.reason, request=request), user)


@router.post("/alarms/{int:alarm_id}/shelve", response={200: dict[str, Any], **PROBLEMS})
def shelve(request: HttpRequest, alarm_id: int, body: ShelveIn) -> dict[str, Any]:
    """Set a condition aside for a while, with a reason and an end."""
    user = signed_in(request)
    done = services.shelve(alarm_id=alarm_id, actor=user, minutes=body.minutes, reason=body.reason, request=request)
    return _detail(done, user)


@router.post("/alarms/{int:alarm_id}/unshelve", response={200: dict[str, Any], **PROBLEMS})
def unshelve(request: HttpRequest, alarm_id: int, body: ReasonIn) -> dict[str, Any]:
    """End a shelving before its time."""
    user = signed_in(request)
    return _detail(services.unshelve(alarm_id=alarm_id, actor=user, reason=body.reason, request=request), user)


@router.post("/alarms/{int:alarm_id}/false_alarm", response={200: dict[str, Any], **PROBLEMS})
def false_alarm(request: HttpRequest, alarm_id: int, body: ReasonIn) -> dict[str, Any]:
    """Judge an alarm false; red and orange take two people."""
    user = signed_in(request)
    return _detail(services.false_alarm(alarm_id=alarm_id, actor=user, reason=body.reason, request=request), user)


def _row(alarm: Alarm, user: User) -> dict[str, Any]:
    return {**alarm_data(alarm), "allowed_actions": actions_for(workflow.ACTIONS, alarm, user)}


def _detail(alarm: Alarm, user: User) -> dict[str, Any]:
    near = selectors.neighbours(alarm)
    facts = point_facts([p.pk for p in near])
    limits = show.in_force(alarm.point).limits if alarm.point else []
    return {
        **_row(alarm, user),
        "measures": measures_data(alarm.kind, alarm.rule, alarm.label),
        "timeline": selectors.alarm_timeline(alarm),
        "limits": [show.limit(limit, alarm.kind) for limit in limits],
        "neighbours": [
            {"id": p.pk, "name": p.name, "unit": p.unit, "kind": p.kind, "place": p.place, **facts[p.pk]} for p in near
        ],
    }


def measures_data(kind: str, rule: str, label: str) -> list[dict[str, Any]]:
    """Cards of what to do, per actor, in their order."""
    cards: dict[str, dict[str, Any]] = {}
    for measure in measures_for(kind, rule, label):
        card = cards.setdefault(
            measure.actor,
            {
                "actor": measure.actor,
                "actor_name": ACTORS_ZH.get(measure.actor, measure.actor),
                "steps": [],
                "source": measure.source,
                "mark": measure.mark,
            },
        )
        card["steps"].append({name: asdict(measure)[name] for name in ("step", "text", "is_avoid")})
    return list(cards.values())
