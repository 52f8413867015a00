"""Cameras and what they see, over HTTP."""

import base64
from collections import Counter
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router

from anlan.bus.camera_messages import PictureAnswer, PictureAsk
from anlan.domain.clock import from_ms
from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.paging import page_held
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.sites import selectors, superior_services
from anlan.records.sites.api.scenes import scene_shown
from anlan.records.sites.models import Camera, Scene
from anlan.web import live
from anlan.web.cameras import asking, rows
from anlan.web.cameras.behaviours import behaviour_cards
from anlan.web.cameras.schemas import BehaviourOut, CameraDetail, CameraPage, ViewOut

router = Router(tags=["cameras"])

#: Somebody who watches a camera is written down once in this time, not once a second.
LOOK_LASTS = timedelta(minutes=5)


@router.get("/behaviours", response={200: list[BehaviourOut], **PROBLEMS})
def behaviour_list(request: HttpRequest) -> list[dict[str, Any]]:
    """What scenes can watch for, with the form of each one's parameters and its quality card."""
    allowed(request, Permission.SITE_VIEW)
    return behaviour_cards()


@router.get("/cameras", response={200: CameraPage, **PROBLEMS})
def camera_list(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    enterprise: int | None = None,
    town: str = "",
    behaviour: str = "",
    alarms: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Cameras in scope and how they are; ``state``: one of the words, or ``blind`` for all that cannot see.

    ``town``: a town's code. ``behaviour``: one that a scene of theirs watches for. ``alarms``: only with open ones.
    """
    user = allowed(request, Permission.CAMERA_VIEW)
    found = rows.with_counts(selectors.camera_list(for_user=user))
    if q:
        found = found.filter(Q(name__icontains=q) | Q(enterprise__name__icontains=q))
    if enterprise is not None:
        found = found.filter(enterprise_id=enterprise)
    if town:
        found = found.filter(enterprise__town_id=town)
    if behaviour:
        found = found.filter(pk__in=Scene.objects.filter(behaviour=behaviour, is_enabled=True).values("camera"))
    cameras, status = list(found), rows.status_now()
    of_each = rows.open_alarms(cameras)
    shown = [rows.camera_row(c, status, of_each[c.pk]) for c in cameras if of_each[c.pk] or not alarms]
    chosen = [row for row in shown if _is_wanted(row["state"], state)]
    page, page_size = page_held(page, page_size)
    return {
        "items": chosen[(page - 1) * page_size : page * page_size],
        "total": len(chosen),
        "page": page,
        "page_size": page_size,
        "counts": Counter(row["state"] for row in shown),
        "is_analysis_up": status is not None,
    }


@router.get("/cameras/{int:camera_id}", response={200: CameraDetail, **PROBLEMS})
def camera_get(request: HttpRequest, camera_id: int) -> dict[str, Any]:
    """One camera with its scenes."""
    user = allowed(request, Permission.CAMERA_VIEW)
    selectors.camera_get(for_user=user, camera_id=camera_id)
    camera: Any = rows.with_counts(Camera.objects.filter(pk=camera_id)).get()
    status = rows.status_now()
    return {
        **rows.camera_row(camera, status, rows.open_alarms([camera])[camera.pk]),
        "is_analysis_up": status is not None,
        "model_no": camera.model_no,
        "has_recorder": rows.has_recorder(camera),
        "tape": rows.tape_of(camera, status),
        "has_media": bool(settings().camera_media_url),
        "media_url": rows.media_url(camera, user),
        "scene_list": [scene_shown(scene) for scene in _scenes(user, camera)],
        "shared_with": [
            {"name": row.superior.name, "code": row.code, "since": row.shared_at, "is_enabled": row.superior.is_enabled}
            for row in superior_services.shares_of([camera.pk])
        ],
    }


@router.get("/cameras/{int:camera_id}/view", response={200: ViewOut, **PROBLEMS, 503: Problem})
def camera_view(request: HttpRequest, camera_id: int) -> dict[str, Any]:
    """The newest analysed picture with boxes and what each scene says; heads are blurred for most readers."""
    user = allowed(request, Permission.CAMERA_VIEW)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    is_blurred = not user.may(Permission.EVIDENCE_ORIGINAL)
    seen = asking.picture(PictureAsk(camera_id=camera.pk, is_blurred=is_blurred))
    _note_look(request, user, camera)
    return {
        "at": from_ms(seen.at_ms),
        "jpeg": base64.b64encode(seen.jpeg).decode(),
        "is_blurred": is_blurred,
        "is_guarded": is_blurred and seen.is_guarded,
        "persons": [{"box": person.box, "score": person.score} for person in seen.persons],
        "scenes": _said(_scenes(user, camera), seen),
    }


@router.get("/cameras/{int:camera_id}/picture", response={200: None, **PROBLEMS, 503: Problem})
def camera_picture(request: HttpRequest, camera_id: int, at_ms: int = 0) -> HttpResponse:
    """The newest picture as JPEG, or with ``at_ms`` the nearest one of the tape; heads as in ``view``."""
    user = allowed(request, Permission.CAMERA_VIEW)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    is_blurred = not user.may(Permission.EVIDENCE_ORIGINAL)
    seen = asking.picture(PictureAsk(camera_id=camera.pk, is_blurred=is_blurred, at_ms=max(0, at_ms)))
    _note_look(request, user, camera)
    answer = HttpResponse(seen.jpeg, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Last-Modified"] = from_ms(seen.at_ms).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return answer


def _is_wanted(state: str, wanted: str) -> bool:
    if wanted == "blind":
        return state not in ("ok", "off", "no_source", "starting")
    return wanted in ("", state)


def _scenes(user: User, camera: Camera) -> list[Scene]:
    return list(selectors.scene_list(for_user=user).filter(camera=camera))


def _said(scenes: list[Scene], seen: PictureAnswer) -> list[dict[str, Any]]:
    marks = {mark.point_id: mark.boxes for mark in seen.marks}
    latest = _latest([scene.point_id for scene in scenes if scene.is_enabled])
    return [
        {
            "scene_id": scene.pk,
            "point_id": scene.point_id,
            "value": latest.get(scene.point_id, {}).get("value"),
            "quality": latest.get(scene.point_id, {}).get("quality"),
            "marks": [{"box": box} for box in marks.get(scene.point_id, ())],
        }
        for scene in scenes
        if scene.is_enabled
    ]


def _latest(points: list[int]) -> dict[int, dict[str, Any]]:
    try:
        found = live.hub().board.changed_since(np.array(points, np.int64), 0)
    except live.NotLive:
        return {}
    return {int(str(row["point"])): row for row in found}


def _note_look(request: HttpRequest, user: User, camera: Camera) -> None:
    """In the audit trail: who looked, once in a while for somebody who goes on looking."""
    lately = AuditEntry.objects.filter(
        action="camera.viewed", actor_id=user.pk, target_type="camera", target_id=str(camera.pk),
        at__gte=clock.now() - LOOK_LASTS,
    )  # fmt: skip
    if not lately.exists():
        with transaction.atomic():
            audit_write(actor=user, action="camera.viewed", target=camera, request=request)
