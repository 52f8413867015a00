"""Playing back what a camera saw: when there is something, and a session that sends pictures.

Pictures of a playback are not blurred, so it is for those who may see originals. Each session is in the audit trail
when it begins, and with the times that were really seen when it is over (``playback_notes``).
"""

import base64
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from ninja import Router, Status

from anlan.bus import playback_client
from anlan.bus.playback_messages import PlaybackAnswer, PlaybackOpen, PlaybackSteer, RecordingsAsk
from anlan.domain.clock import from_ms, to_ms
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.alarm_log.rows import title_parts
from anlan.records.alarm_log.selectors import alarm_list
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, DomainError, Invalid, TooMany
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.evidence.models import Evidence
from anlan.records.sites import selectors
from anlan.web.cameras import asking
from anlan.web.cameras.playback_schemas import PlaybackIn, PlaybackMarkOut, PlaybackOut, RecordingsOut, Source, SteerIn

router = Router(tags=["cameras"])

ANSWERS = {**PROBLEMS, 429: Problem, 503: Problem}
#: A session is let go of by the cameras process when nobody asks for this long; screens ask far more often.
LEASE_S = 20.0
#: Most alarms marked on one day's time line: the newest.
MOST_MARKS = 500
#: Longest stretch of one session.
LONGEST = timedelta(hours=25)

_WHY = {
    "unknown": "视频分析服务没有接入该摄像机，请检查视频地址并发布配置。",
    "none": "该摄像机的接入方式不支持查询设备录像，只能回放平台留存画面。",
    "gone": "回放已结束，请重新开始。",
}


class NotListed(DomainError):
    """The device does not say what it recorded."""

    status, code, message = 503, "playback.not_listed", "设备没有返回录像列表，请检查设备是否在线、账号是否有回放权限。"


class Full(TooMany):
    """All places are taken."""

    code, message = "playback.full", "同时回放的人数已达上限，请稍后再试，或请其他人先结束回放。"


@router.get("/cameras/{int:camera_id}/recordings", response={200: RecordingsOut, **ANSWERS})
def recordings(request: HttpRequest, camera_id: int, day: date, source: Source = "kept") -> dict[str, Any]:
    """When there is something to play on a day of the county: kept here, or recorded on the camera's device."""
    user = allowed(request, Permission.EVIDENCE_ORIGINAL)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    begin, end = _bounds(day)
    wanted = RecordingsAsk(camera_id=camera.pk, source=source, from_ms=to_ms(begin), to_ms=to_ms(end))
    told = asking.ask(lambda bus: playback_client.recordings(bus, wanted), playback_client.LISTED_S + 1)
    if told.why == "failed":
        raise NotListed(f"{NotListed.message}（{told.detail}）")
    _refuse(told.why)
    return {
        "spans": [{"begin": from_ms(a), "end": from_ms(b)} for a, b in told.spans],
        "is_whole": told.is_whole,
        "left_out": told.left_out,
    }


@router.get("/cameras/{int:camera_id}/recordings/marks", response={200: list[PlaybackMarkOut], **PROBLEMS})
def marks(request: HttpRequest, camera_id: int, day: date) -> list[dict[str, Any]]:
    """Alarms of this camera and its scenes on a day of the county, oldest first."""
    user = allowed(request, Permission.EVIDENCE_ORIGINAL)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    begin, end = _bounds(day)
    rows = (
        alarm_list(for_user=user, state="all")
        .filter(Q(point__scene__camera=camera) | Q(point__camera=camera), raised_at__gte=begin, raised_at__lt=end)
        .annotate(has_evidence=Exists(Evidence.objects.filter(alarm=OuterRef("pk"), removed_at=None)))
        .order_by("-raised_at")[:MOST_MARKS]
    )
    return [_mark(row) for row in reversed(rows)]


@router.post("/cameras/{int:camera_id}/playback", response={201: PlaybackOut, **ANSWERS})
def playback_begin(request: HttpRequest, camera_id: int, body: PlaybackIn) -> Status[dict[str, Any]]:
    """Begin to play; what the same person played before ends. In the audit trail."""
    user = allowed(request, Permission.EVIDENCE_ORIGINAL)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    if body.at.tzinfo is None or body.until.tzinfo is None or not body.at < body.until <= body.at + LONGEST:
        raise Invalid(fields={"at": "请填写带时区的起止时间，一次回放不超过 25 小时。"})
    wanted = PlaybackOpen(
        camera_id=camera.pk, user_id=user.pk, source=body.source, at_ms=to_ms(body.at), until_ms=to_ms(body.until),
        speed=body.speed,
    )  # fmt: skip
    told = asking.ask(lambda bus: playback_client.begin(bus, wanted))
    _refuse(told.why)
    with transaction.atomic():
        facts = {"source": body.source, "from": body.at.isoformat()}
        audit_write(actor=user, action="camera.playback_begun", target=camera, changes=facts, request=request)
    return Status(201, _shown(told))


@router.post("/cameras/{int:camera_id}/playback/{session_id}", response={200: PlaybackOut, **ANSWERS})
def playback_steer(request: HttpRequest, camera_id: int, session_id: str, body: SteerIn) -> dict[str, Any]:
    """Fetch the pictures that are due; play, pause, go elsewhere, or end. Only one's own session."""
    user = allowed(request, Permission.EVIDENCE_ORIGINAL)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    if body.action == "seek" and (body.at is None or body.at.tzinfo is None):
        raise Invalid(fields={"at": "请填写带时区的时间。"})
    wanted = PlaybackSteer(
        session_id=session_id[:64], camera_id=camera.pk, user_id=user.pk, what=body.action,
        at_ms=to_ms(body.at) if body.at else 0, speed=body.speed,
    )  # fmt: skip
    told = asking.ask(lambda bus: playback_client.steer(bus, wanted))
    _refuse(told.why)
    return _shown(told)


def _bounds(day: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(day, time(), clock.LOCAL)
    return begin, begin + timedelta(days=1)


def _refuse(why: str) -> None:
    if why == "full":
        raise Full
    if why:
        raise Conflict(_WHY.get(why), code=f"playback.{why}")


def _mark(row: Any) -> dict[str, Any]:
    return {
        "alarm_id": row.pk, "at": row.raised_at, "cleared_at": row.cleared_at, "grade": row.grade, "title": row.title,
        "has_evidence": row.has_evidence, **title_parts(row),
    }  # fmt: skip


def _shown(told: PlaybackAnswer) -> dict[str, Any]:
    is_end = told.state == "ended" and told.detail == "end"
    return {
        "id": told.session_id,
        "state": told.state,
        "is_end": is_end,
        "problem": "" if is_end else told.detail,
        "run": told.run,
        "speed": told.speed,
        "skipped": told.skipped,
        "lease_s": LEASE_S,
        "shots": [{"at": from_ms(shot.at_ms), "jpeg": base64.b64encode(shot.jpeg).decode()} for shot in told.shots],
    }
