"""Try a scene before it is switched on: its recogniser over the tape, its limits over what that said."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from anlan.bus import camera_client
from anlan.bus.camera_messages import TrialAnswer, TrialAsk, TrialFollow
from anlan.bus.messages import LimitConfig
from anlan.domain.behaviours import BEHAVIOURS
from anlan.domain.clock import from_ms
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.sites import selectors
from anlan.records.sites.api import show
from anlan.records.sites.api.point_schemas import LimitIn
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import Camera, Scene
from anlan.records.sites.scene_form import scene_config, scene_problems
from anlan.web.cameras import asking
from anlan.web.cameras.judging import Raised, would_raise
from anlan.web.cameras.schemas import TrialIn, TrialOut

router = Router(tags=["cameras"])

_WHY = {
    "no_tape": "该摄像机还没有可供试运行的画面，请在接入几分钟后再试。如已关闭画面留存，请先开启。",
    "busy": "已有多个试运行在排队，请稍后再试。",
    "unknown": "视频分析服务没有接入该摄像机，或试运行结果已过期，请重新试运行。",
}


@router.post("/cameras/{int:camera_id}/trials", response={201: TrialOut, **PROBLEMS, 503: Problem})
def trial_begin(request: HttpRequest, camera_id: int, body: TrialIn) -> Status[dict[str, Any]]:
    """Run a scene over the pictures that were kept of its camera; nothing is saved or switched on."""
    user = allowed(request, Permission.SITE_MANAGE)
    allowed(request, Permission.CAMERA_VIEW)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    scene = _as_scene(camera, body)
    answer = asking.ask(
        lambda bus: camera_client.trial_begin(bus, TrialAsk(camera_id=camera.pk, scene=scene_config(scene)))
    )
    if answer.state == "refused":
        raise Conflict(_WHY.get(answer.why))
    with transaction.atomic():
        facts = {"behaviour": [None, body.behaviour]}
        audit_write(actor=user, action="scene.tried", target=camera, changes=facts, request=request)
    return Status(201, _shown(camera, answer, []))


@router.post("/cameras/{int:camera_id}/trials/{trial_id}", response={200: TrialOut, **PROBLEMS, 503: Problem})
def trial_follow(request: HttpRequest, camera_id: int, trial_id: str, body: TrialIn) -> dict[str, Any]:
    """How far a trial is. Its values are judged by the limits of ``body`` each time: other limits need no new run."""
    user = allowed(request, Permission.SITE_MANAGE)
    allowed(request, Permission.CAMERA_VIEW)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    limits = _limits(user, camera, body)
    answer = asking.ask(
        lambda bus: camera_client.trial_follow(bus, TrialFollow(camera_id=camera.pk, trial_id=trial_id))
    )
    if answer.state == "refused":
        raise NotFound(_WHY["unknown"])
    return _shown(camera, answer, limits)


def _as_scene(camera: Camera, body: TrialIn) -> Scene:
    """A scene that is never saved.

    Raises:
        Invalid: it could not be watched either.
    """
    if body.behaviour not in BEHAVIOURS:
        raise Invalid(fields={"behaviour": "没有该识别行为。"})
    drawn = body.dict(include={"watched_area", "masks", "schedule", "parameters"})
    if problems := scene_problems(body.behaviour, drawn):
        raise Invalid(fields=problems)
    scene = Scene(camera=camera, behaviour=body.behaviour, name="试运行", **drawn)
    scene.point_id = 0
    return scene


def _limits(user: User, camera: Camera, body: TrialIn) -> list[LimitConfig]:
    if body.limits is not None:
        return [_limit(limit) for limit in body.limits]
    if body.scene_id is not None:
        scene = selectors.scene_get(for_user=user, scene_id=body.scene_id)
        return list(show.in_force(selectors.point_get(for_user=user, point_id=scene.point_id)).limits)
    known = BEHAVIOURS.get(body.behaviour)
    return list(defaults_of(known.kind).limits) if known else []


def _limit(limit: LimitIn) -> LimitConfig:
    return LimitConfig(**limit.dict())


def _shown(camera: Camera, answer: TrialAnswer, limits: list[LimitConfig]) -> dict[str, Any]:
    raises = would_raise(limits, answer.at_ms, answer.value) if answer.state == "done" else []
    return {
        "id": answer.trial_id,
        "state": answer.state,
        "message": _WHY.get(answer.why, answer.why),
        "pictures_done": answer.pictures_done,
        "pictures": answer.pictures,
        "from_at": from_ms(answer.from_ms) if answer.from_ms else None,
        "to_at": from_ms(answer.to_ms) if answer.to_ms else None,
        "step_s": answer.step_ms / 1000,
        "longest_gap_s": answer.longest_gap_ms / 1000,
        "limits": [show.limit(limit) for limit in limits],
        "raises": [_raise(camera, raised) for raised in raises],
        "ts_ms": answer.at_ms,
        "value": answer.value,
    }


def _raise(camera: Camera, raised: Raised) -> dict[str, Any]:
    return {
        "label": raised.limit.label,
        "grade": str(raised.limit.grade.value) if raised.limit.grade else "",
        "set_point": raised.limit.set_point,
        "raised_at": from_ms(raised.raised_at_ms),
        "cleared_at": None if raised.cleared_at_ms is None else from_ms(raised.cleared_at_ms),
        "peak": raised.peak,
        "picture_url": f"/api/cameras/{camera.pk}/picture?at_ms={raised.raised_at_ms}",
    }
