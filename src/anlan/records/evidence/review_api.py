"""The review of camera alarms over HTTP."""

from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router

from anlan.domain.behaviours import BEHAVIOURS
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.guard import require_confirmed
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.evidence import review
from anlan.records.evidence.export import labels_export
from anlan.records.evidence.schemas import ExportIn, ReviewPage, SceneWorthOut
from anlan.records.evidence.show import piece_shown, verdict_shown
from anlan.records.sites.models import Scene

router = Router(tags=["evidence"])


@router.get("/review/alarms", response={200: ReviewPage, **PROBLEMS})
def review_alarms(
    request: HttpRequest,
    scene: int | None = None,
    behaviour: str = "",
    enterprise: int | None = None,
    judgement: Literal["", "none", "true", "false", "unclear"] = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Camera alarms, newest first, with their blurred evidence and the verdict that counts."""
    user = allowed(request, Permission.ALARM_VIEW)
    chosen = {"scene": scene, "behaviour": behaviour, "enterprise": enterprise}
    rows = review.camera_alarm_list(for_user=user, judgement=judgement, **chosen)  # type: ignore[arg-type]
    everything = review.camera_alarm_list(for_user=user, **chosen)  # type: ignore[arg-type]
    shown = paged(review.with_evidence(rows), page=page, page_size=page_size, show=_alarm)
    return {**shown, "counts": review.judgement_counts(everything)}


@router.get("/review/scenes", response={200: Page[SceneWorthOut], **PROBLEMS})
def review_scenes(
    request: HttpRequest, behaviour: str = "", enterprise: int | None = None, page: int = 1, page_size: int = 50
) -> dict[str, Any]:
    """Scenes that raised something in the last 30 days: how often they were right, and what to try."""
    user = allowed(request, Permission.ALARM_VIEW)
    rows = review.scenes_reviewed(for_user=user, behaviour=behaviour, enterprise=enterprise)
    shown = paged(rows, page=page, page_size=page_size)
    return {**shown, "items": [{**worth, **_scene(worth["scene"])} for worth in review.scene_worth(shown["items"])]}


@router.post("/review/export", response={200: None, **PROBLEMS})
def review_export(request: HttpRequest, body: ExportIn) -> FileResponse:
    """Judged camera alarms as labelled data (ZIP), heads blurred unless originals are asked for; audited.

    Originals show people at work as they are: they ask for a fresh confirmation of the person.
    """
    user = allowed(request, Permission.EXPORT_RUN)
    if body.originals:
        require_confirmed(request)
    rows = review.camera_alarm_list(
        for_user=user, scene=body.scene, behaviour=body.behaviour, enterprise=body.enterprise, from_at=body.from_at,
        to_at=body.to_at,
    )  # fmt: skip
    done = labels_export(actor=user, alarms=rows, is_original=body.originals, reason=body.reason, request=request)
    answer = FileResponse(done.file, as_attachment=True, filename="camera-labels.zip", content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Anlan-Alarms"], answer["X-Anlan-Left-Out"] = str(done.alarms), str(done.left_out)
    return answer


def _alarm(alarm: Any) -> dict[str, Any]:
    verdicts = list(alarm.verdicts.all())
    return {
        "id": alarm.pk,
        "title": alarm.title,
        "grade": alarm.grade,
        "state": alarm.state,
        "raised_at": alarm.raised_at,
        "cleared_at": alarm.cleared_at,
        "value": alarm.value,
        "set_point": alarm.set_point,
        "peak_value": alarm.peak_value,
        "unit": alarm.unit,
        "enterprise_name": alarm.enterprise.name if alarm.enterprise else "",
        "place": alarm.place,
        **_scene(alarm.point.scene),
        "items": [piece_shown(piece) for piece in alarm.pieces],
        "verdict": verdict_shown(verdicts[-1]) if verdicts else None,
    }


def _scene(scene: Scene) -> dict[str, Any]:
    known = BEHAVIOURS.get(scene.behaviour)
    return {
        "scene_id": scene.pk,
        "scene_name": scene.name,
        "behaviour": scene.behaviour,
        "behaviour_name": known.name_zh if known else scene.behaviour,
        "camera_id": scene.camera_id,
        "camera_name": scene.camera.name,
        "enterprise_name": scene.camera.enterprise.name,
    }
