"""Turning a camera: the command goes to the cameras process, which decides; what began is written down."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from anlan.bus import camera_client
from anlan.bus.camera_messages import PtzAnswer, PtzAsk
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict, DomainError, TooMany
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.sites import camera_services, selectors
from anlan.records.sites.models import Camera
from anlan.web.cameras import asking
from anlan.web.cameras.schemas import HomeIn, PtzIn, PtzOut

router = Router(tags=["cameras"])

_WHY = {
    "unknown": "视频分析服务没有接入该摄像机，请检查视频地址并发布配置。",
    "no_ptz": "此摄像机不支持云台。",
    "no_home": "该摄像机有分析场景但未设归位预置位，转动后无法自动归位。请系统管理员先设定归位预置位。",
    "failed": "摄像机没有应答或拒绝了指令，请检查网络、账号和摄像机时间。",
}
ANSWERS = {**PROBLEMS, 409: Problem, 429: Problem, 503: Problem}


class NotTurned(DomainError):
    """The camera did not take the command."""

    status, code, message = 503, "camera.not_turned", _WHY["failed"]


@router.get("/cameras/{int:camera_id}/ptz", response={200: PtzOut, **PROBLEMS, 503: Problem})
def ptz_get(request: HttpRequest, camera_id: int) -> dict[str, Any]:
    """Can it be turned, who turns it, when does it go home. Asking takes nothing from anybody."""
    user = allowed(request, Permission.CAMERA_TURN)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    return _shown(user, _told(PtzAsk(camera_id=camera.pk, hand_id=user.pk, hand_name=user.name)))


@router.post("/cameras/{int:camera_id}/ptz", response={200: PtzOut, **ANSWERS})
def ptz_turn(request: HttpRequest, camera_id: int, body: PtzIn) -> dict[str, Any]:
    """Turn it, stop it, send it to a preset. A move ends after a second unless it is sent again."""
    user = allowed(request, Permission.CAMERA_TURN)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    try:
        answer = _told(_as_ask(user, camera, body))
    except asking.CamerasSilent:
        if body.action != "stop":
            _write_down(request, user, camera, {**_facts(body), "answer": "none"})
        raise
    if answer.begins:
        _write_down(request, user, camera, {**_facts(body), **({"answer": answer.why} if answer.why else {})})
    _refuse(answer)
    return _shown(user, answer)


@router.put("/cameras/{int:camera_id}/ptz/home", response={204: None, **PROBLEMS})
def ptz_home_set(request: HttpRequest, camera_id: int, body: HomeIn) -> tuple[int, None]:
    """Say at which preset its zones were drawn; published like any other configuration."""
    user = allowed(request, Permission.SITE_MANAGE)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    camera_services.camera_home_set(actor=user, camera=camera, preset=body.preset, request=request)
    return 204, None


def _as_ask(user: User, camera: Camera, body: PtzIn) -> PtzAsk:
    return PtzAsk(
        camera_id=camera.pk, hand_id=user.pk, hand_name=user.name, what=body.action,
        pan=body.pan, tilt=body.tilt, zoom=body.zoom, preset=body.preset,
    )  # fmt: skip


def _told(ask: PtzAsk) -> PtzAnswer:
    return asking.ask(lambda bus: camera_client.ptz(bus, ask))


def _write_down(request: HttpRequest, user: User, camera: Camera, facts: dict[str, Any]) -> None:
    """Also what failed: a command without an answer may have been obeyed."""
    with transaction.atomic():
        audit_write(actor=user, action="camera.turned", target=camera, changes=facts, request=request)


def _facts(body: PtzIn) -> dict[str, Any]:
    if body.action == "preset":
        return {"preset": body.preset}
    return {name: value for name in ("pan", "tilt", "zoom") if (value := getattr(body, name))}


def _refuse(answer: PtzAnswer) -> None:
    match answer.why:
        case "":
            return
        case "held":
            raise Conflict(f"“{answer.holder_name}”正在操作此摄像机，松手 15 秒后其他人才能操作。", code="camera.held")
        case "too_fast" | "busy":
            raise TooMany
        case "failed":
            raise NotTurned(_with_detail(answer))
        case _:
            raise Conflict(_WHY[answer.why], code=f"camera.{answer.why}")


def _with_detail(answer: PtzAnswer) -> str:
    return f"{_WHY['failed']}（{answer.detail}）" if answer.detail else _WHY["failed"]


def _shown(user: User, answer: PtzAnswer) -> dict[str, Any]:
    """What was refused just now is told by its own status; here only what keeps anybody from turning it."""
    why = answer.why if answer.why in _WHY else ""
    if not why and not answer.home and answer.needs_home:
        why = "no_home"
    return {
        "can_turn": not why,
        "is_fixed": why == "no_ptz",
        "reason": _with_detail(answer) if why == "failed" else _WHY.get(why, ""),
        "turns": answer.turns,
        "zooms": answer.zooms,
        "presets": [{"token": one.token, "name": one.name} for one in answer.presets],
        "home": answer.home,
        "holder": answer.holder_name,
        "is_mine": answer.holder_id == user.pk,
        "held_for_s": answer.held_for_ms / 1000,
        "is_away": answer.is_away,
        "is_homing": answer.is_homing,
        "home_in_s": answer.home_in_ms / 1000 if answer.home_in_ms else None,
    }
