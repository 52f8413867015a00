"""Silences and decisions over HTTP: edges only."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.alarm_flow import selectors, services, suppression
from anlan.records.alarm_flow.models import Silence
from anlan.records.alarm_flow.rows import decision_data, flood_data, logic_data, silence_data
from anlan.records.alarm_flow.targets import Target, target_for
from anlan.records.alarm_flow.workflow import ACTIONS
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.core.workflow import allowed as actions_for
from anlan.records.sites.models import Point

router = Router(tags=["alarms"])


class SilencePage(Schema):
    items: list[dict[str, Any]]
    counts: dict[str, int]
    as_of: str


class TargetIn(StrictSchema):
    """What is silenced; the narrowest that is given counts. ``point_ids``: several points of one enterprise."""

    point_id: int | None = Field(None, ge=1, le=2**62)
    point_ids: list[int] = Field([], max_length=200)
    equipment_id: int | None = Field(None, ge=1, le=2**62)
    workshop_id: int | None = Field(None, ge=1, le=2**62)
    enterprise_id: int | None = Field(None, ge=1, le=2**62)


class OutOfServiceIn(TargetIn):
    """A maintenance window; without ``begins_at`` it begins when it is approved, or now."""

    permit_no: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=2, max_length=500)
    begins_at: AwareDatetime | None = None
    until: AwareDatetime


class LogicIn(TargetIn):
    """A declared suppression logic."""

    name: str = Field(min_length=1, max_length=64)
    kinds: list[str] = Field(min_length=1, max_length=50)
    reason: str = Field(min_length=2, max_length=500)
    state_point_id: int | None = None
    state_label: str = Field("", max_length=32)


class SwitchIn(StrictSchema):
    minutes: int = Field(ge=1)
    reason: str = Field(min_length=2, max_length=500)


class WhyIn(StrictSchema):
    reason: str = Field("", max_length=500)


@router.get("/alarms/{int:alarm_id}/decisions", response={200: list[dict[str, Any]], **PROBLEMS})
def decisions(request: HttpRequest, alarm_id: int) -> list[dict[str, Any]]:
    """Why somebody was told of this alarm, or nobody: the decision of every stage on every occasion, newest first."""
    user = allowed(request, Permission.ALARM_VIEW)
    return [decision_data(row) for row in selectors.decisions(for_user=user, alarm_id=alarm_id)]


@router.get("/silences", response={200: SilencePage, **PROBLEMS})
def silence_list(request: HttpRequest, is_open: bool = True) -> dict[str, Any]:
    """What is shelved, suppressed and out of service, with reason and end; ``is_open=false``: what is over."""
    user = allowed(request, Permission.ALARM_VIEW)
    return {
        "items": selectors.silences(for_user=user, is_open=is_open),
        "counts": selectors.silence_counts(user),
        "as_of": clock.now().isoformat(),
    }


@router.post("/silences/out-of-service", response={201: dict[str, Any], **PROBLEMS})
def out_of_service(request: HttpRequest, body: OutOfServiceIn) -> tuple[int, dict[str, Any]]:
    """Ask for a maintenance window with its permit; what may turn red waits for a second person."""
    user = allowed(request, Permission.ALARM_SILENCE)
    silence = services.out_of_service_request(
        actor=user, target=_target(user, body), permit_no=body.permit_no, reason=body.reason,
        begins_at=body.begins_at, until=_within_years(body.until), request=request,
    )  # fmt: skip
    return 201, _shown(silence, user)


@router.post("/silences/{int:silence_id}/approve", response={200: dict[str, Any], **PROBLEMS})
def approve(request: HttpRequest, silence_id: int) -> dict[str, Any]:
    """A second person agrees."""
    user = allowed(request, Permission.ALARM_SILENCE_APPROVE)
    return _shown(services.approve(actor=user, silence_id=silence_id, request=request), user)


@router.post("/silences/{int:silence_id}/refuse", response={200: dict[str, Any], **PROBLEMS})
def refuse(request: HttpRequest, silence_id: int, body: WhyIn) -> dict[str, Any]:
    """The second person does not agree."""
    user = allowed(request, Permission.ALARM_SILENCE_APPROVE)
    return _shown(services.refuse(actor=user, silence_id=silence_id, reason=body.reason, request=request), user)


@router.post("/silences/{int:silence_id}/withdraw", response={200: dict[str, Any], **PROBLEMS})
def withdraw(request: HttpRequest, silence_id: int, body: WhyIn) -> dict[str, Any]:
    """Take back a silence that has not begun."""
    user = allowed(request, Permission.ALARM_SILENCE)
    return _shown(services.withdraw(actor=user, silence_id=silence_id, reason=body.reason, request=request), user)


@router.post("/silences/{int:silence_id}/end", response={200: dict[str, Any], **PROBLEMS})
def end(request: HttpRequest, silence_id: int, body: WhyIn) -> dict[str, Any]:
    """End a silence before its time; what still stands is told anew."""
    user = allowed(request, Permission.ALARM_SILENCE)
    return _shown(services.end(actor=user, silence_id=silence_id, reason=body.reason, request=request), user)


@router.get("/suppression-logics", response={200: list[dict[str, Any]], **PROBLEMS})
def logic_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Declared suppression logics."""
    user = allowed(request, Permission.ALARM_VIEW)
    return [logic_data(row) for row in selectors.logics(for_user=user)]


@router.post("/suppression-logics", response={201: dict[str, Any], **PROBLEMS})
def logic_declare(request: HttpRequest, body: LogicIn) -> tuple[int, dict[str, Any]]:
    """Declare that alarms of some kinds mean nothing while a plant or an equipment stands still."""
    user = allowed(request, Permission.ALARM_SILENCE)
    target = _target(user, body)
    logic = suppression.logic_declare(
        actor=user, target=target, name=body.name, kinds=body.kinds, reason=body.reason,
        state_point=_state_point(target, body), state_label=body.state_label, request=request,
    )  # fmt: skip
    return 201, logic_data(logic)


@router.post("/suppression-logics/{int:logic_id}/approve", response={200: dict[str, Any], **PROBLEMS})
def logic_approve(request: HttpRequest, logic_id: int) -> dict[str, Any]:
    """A second person agrees to a logic, so that its state point may drive it."""
    user = allowed(request, Permission.ALARM_SILENCE_APPROVE)
    return logic_data(suppression.logic_approve(actor=user, logic_id=logic_id, request=request))


@router.post("/suppression-logics/{int:logic_id}/switch-on", response={200: dict[str, Any], **PROBLEMS})
def logic_switch_on(request: HttpRequest, logic_id: int, body: SwitchIn) -> dict[str, Any]:
    """Say that the plant or the equipment stands still, with a reason and an end."""
    user = allowed(request, Permission.ALARM_SILENCE)
    silence = suppression.logic_switch_on(
        actor=user, logic_id=logic_id, reason=body.reason, minutes=min(body.minutes, 10**6), request=request
    )
    return _shown(silence, user)


@router.get("/floods", response={200: list[dict[str, Any]], **PROBLEMS})
def flood_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Alarm floods with their first-out alarms."""
    user = allowed(request, Permission.ALARM_VIEW)
    return [flood_data(row) for row in selectors.floods(for_user=user)]


def _target(user: User, body: TargetIn) -> Target:
    points = [*([] if body.point_id is None else [body.point_id]), *body.point_ids]
    return target_for(
        user, points=points, equipment=body.equipment_id, workshop=body.workshop_id, enterprise=body.enterprise_id
    )


def _state_point(target: Target, body: LogicIn) -> Point | None:
    if body.state_point_id is None:
        return None
    point = Point.objects.filter(pk=body.state_point_id, enterprise=target.enterprise).first()
    if point is None or not body.state_label:
        raise Invalid(fields={"state_point_id": "请选择本企业的状态测点，并填写表示停运的级别（如 L、STOPPED）。"})
    return point


def _within_years(instant: datetime) -> datetime:
    """Far-off dates are refused by their length; here only what a database cannot hold."""
    if not 2000 <= instant.year <= 2200:
        raise Invalid(fields={"until": "结束时间不合理。"})
    return instant


def _shown(silence: Silence, user: User) -> dict[str, Any]:
    return {**silence_data(silence), "allowed_actions": actions_for(ACTIONS, silence, user)}
