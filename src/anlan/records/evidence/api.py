"""Evidence and verdicts over HTTP."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.alarm_log.selectors import alarm_get
from anlan.records.core.files import attachment_path
from anlan.records.core.inline import UNCHANGING, harmless
from anlan.records.core.ranged import ranged_response
from anlan.records.core.schemas import PROBLEMS
from anlan.records.evidence import selectors, services
from anlan.records.evidence.choices import Rendition
from anlan.records.evidence.review_api import router as review_router
from anlan.records.evidence.schemas import EvidenceOfAlarmOut, PrecisionOut, VerdictIn, VerdictOut
from anlan.records.evidence.show import piece_shown, verdict_shown
from anlan.records.sites.selectors import scene_get

router = Router(tags=["evidence"])
router.add_router("", review_router)


@router.get("/alarms/{int:alarm_id}/evidence", response={200: EvidenceOfAlarmOut, **PROBLEMS})
def evidence_list(request: HttpRequest, alarm_id: int) -> dict[str, Any]:
    """Pictures, clips and verdicts of one alarm; originals only for roles that may see them."""
    user = allowed(request, Permission.ALARM_VIEW)
    rows = selectors.evidence_list(for_user=user, alarm_id=alarm_id)
    alarm = alarm_get(for_user=user, alarm_id=alarm_id)
    scene = getattr(alarm.point, "scene", None) if alarm.point else None
    camera = scene.camera if scene else getattr(alarm.point, "camera", None)
    return {
        "scene_id": scene.pk if scene else None,
        "camera_id": camera.pk if camera else None,
        "items": [piece_shown(row) for row in rows],
        "verdicts": [verdict_shown(row) for row in selectors.verdict_list(alarm)],
    }


@router.get("/evidence/{int:evidence_id}/file", response={200: None, 206: None, 416: None, **PROBLEMS})
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """One picture or clip, or with ``Range`` a part of it; a look at an original is in the audit trail."""
    user = allowed(request, Permission.ALARM_VIEW)
    row = selectors.evidence_get(for_user=user, evidence_id=evidence_id)
    is_original = row.rendition == Rendition.ORIGINAL
    if is_original:
        services.original_shown(actor=user, evidence=row, request=request)
    answer = ranged_response(request, attachment_path(row.attachment.sha256), row.attachment.media_type)
    harmless(answer, "private, no-store" if is_original else UNCHANGING)
    return answer


@router.post("/alarms/{int:alarm_id}/verdict", response={201: VerdictOut, **PROBLEMS})
def verdict_give(request: HttpRequest, alarm_id: int, body: VerdictIn) -> Status[dict[str, Any]]:
    """Say whether the camera saw right."""
    user = allowed(request, Permission.ALARM_ACKNOWLEDGE)
    alarm = alarm_get(for_user=user, alarm_id=alarm_id)
    verdict = services.verdict_give(actor=user, alarm=alarm, judgement=body.judgement, note=body.note, request=request)
    return Status(201, verdict_shown(verdict))


@router.get("/scenes/{int:scene_id}/precision", response={200: PrecisionOut, **PROBLEMS})
def scene_precision(request: HttpRequest, scene_id: int) -> dict[str, Any]:
    """How often a scene was right, by the verdicts."""
    user = allowed(request, Permission.ALARM_VIEW)
    scene = scene_get(for_user=user, scene_id=scene_id)
    return {**selectors.precision_now(scene), "weeks": selectors.precision_weekly(scene)}
