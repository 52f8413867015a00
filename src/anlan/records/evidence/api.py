"""Evidence and verdicts over HTTP."""

from datetime import datetime
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.alarm_log.selectors import alarm_get
from anlan.records.core.files import attachment_path
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.evidence import selectors, services
from anlan.records.evidence.choices import Rendition
from anlan.records.evidence.models import Evidence, Verdict
from anlan.records.sites.selectors import scene_get

router = Router(tags=["evidence"])


class EvidenceOut(Schema):
    """One picture or clip; ``url`` gives the file."""

    id: int
    role: str
    role_name: str
    rendition: str
    at: datetime
    media_type: str
    width_px: int
    height_px: int
    size_bytes: int
    sha256: str
    url: str
    expires_at: datetime | None


class VerdictOut(Schema):
    """Who judged how, and when."""

    id: int
    judgement: str
    judgement_name: str
    note: str
    by: str
    at: datetime


class EvidenceOfAlarmOut(Schema):
    """What belongs to one alarm; the last verdict counts. ``scene_id`` is None for alarms of other sensors."""

    scene_id: int | None
    items: list[EvidenceOut]
    verdicts: list[VerdictOut]


class VerdictIn(StrictSchema):
    """A verdict."""

    judgement: Literal["true", "false", "unclear"]
    note: str = Field("", max_length=500)


class CountsOut(Schema):
    """Judged alarms; ``precision`` is true ÷ (true + false), None before anything was judged."""

    true: int
    false: int
    unclear: int
    precision: float | None


class WeekOut(CountsOut):
    """One week, named by its Monday."""

    week: str


class SuggestionOut(Schema):
    """What to try first: ``delay``, ``threshold`` or ``mask``."""

    kind: str
    text: str


class PrecisionOut(CountsOut):
    """The last 30 days, the weeks, and what to try when too many alarms are false."""

    weeks: list[WeekOut]
    suggestion: SuggestionOut | None


@router.get("/alarms/{int:alarm_id}/evidence", response={200: EvidenceOfAlarmOut, **PROBLEMS})
def evidence_list(request: HttpRequest, alarm_id: int) -> dict[str, Any]:
    """Pictures, clips and verdicts of one alarm; originals only for roles that may see them."""
    user = allowed(request, Permission.ALARM_VIEW)
    rows = selectors.evidence_list(for_user=user, alarm_id=alarm_id)
    alarm = alarm_get(for_user=user, alarm_id=alarm_id)
    scene = getattr(alarm.point, "scene", None) if alarm.point else None
    return {
        "scene_id": scene.pk if scene else None,
        "items": [_piece(row) for row in rows],
        "verdicts": [_verdict(row) for row in selectors.verdict_list(alarm)],
    }


@router.get("/evidence/{int:evidence_id}/file", response={200: None, **PROBLEMS})
def evidence_file(request: HttpRequest, evidence_id: int) -> FileResponse:
    """One picture or clip; a look at an original is in the audit trail."""
    user = allowed(request, Permission.ALARM_VIEW)
    row = selectors.evidence_get(for_user=user, evidence_id=evidence_id)
    is_original = row.rendition == Rendition.ORIGINAL
    if is_original:
        services.original_shown(actor=user, evidence=row, request=request)
    answer = FileResponse(attachment_path(row.attachment.sha256).open("rb"), content_type=row.attachment.media_type)
    answer["Cache-Control"] = "private, no-store" if is_original else "private, max-age=86400, immutable"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@router.post("/alarms/{int:alarm_id}/verdict", response={201: VerdictOut, **PROBLEMS})
def verdict_give(request: HttpRequest, alarm_id: int, body: VerdictIn) -> Status[dict[str, Any]]:
    """Say whether the camera saw right."""
    user = allowed(request, Permission.ALARM_ACKNOWLEDGE)
    alarm = alarm_get(for_user=user, alarm_id=alarm_id)
    verdict = services.verdict_give(actor=user, alarm=alarm, judgement=body.judgement, note=body.note, request=request)
    return Status(201, _verdict(verdict))


@router.get("/scenes/{int:scene_id}/precision", response={200: PrecisionOut, **PROBLEMS})
def scene_precision(request: HttpRequest, scene_id: int) -> dict[str, Any]:
    """How often a scene was right, by the verdicts."""
    user = allowed(request, Permission.ALARM_VIEW)
    scene = scene_get(for_user=user, scene_id=scene_id)
    return {**selectors.precision_now(scene), "weeks": selectors.precision_weekly(scene)}


def _piece(row: Evidence) -> dict[str, Any]:
    return {
        "id": row.pk,
        "role": row.role,
        "role_name": row.get_role_display(),
        "rendition": row.rendition,
        "at": row.at,
        "media_type": row.attachment.media_type,
        "width_px": row.attachment.width_px,
        "height_px": row.attachment.height_px,
        "size_bytes": row.attachment.size_bytes,
        "sha256": row.attachment.sha256,
        "url": f"/api/evidence/{row.pk}/file",
        "expires_at": row.expires_at,
    }


def _verdict(row: Verdict) -> dict[str, Any]:
    return {
        "id": row.pk,
        "judgement": row.judgement,
        "judgement_name": row.get_judgement_display(),
        "note": row.note,
        "by": row.by.name,
        "at": row.at,
    }
