"""What a camera sees now: asked of the cameras process over the bus, shown to whoever may, kept nowhere."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from anlan.bus import camera_client
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import DomainError
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.sites import selectors
from anlan.web import live

router = Router(tags=["cameras"])

TIME_LIMIT_S = 3.0

_WHY = {
    "unknown": "视频分析服务没有接入该摄像机，请检查视频地址并发布配置。",
    "no_picture": "该摄像机当前没有画面，请检查网络和电源。",
}


class PictureUnavailable(DomainError):
    """No picture now."""

    status, code, message = 503, "camera.no_picture", "视频分析服务没有应答，请稍后重试。"


@router.get("/cameras/{int:camera_id}/picture", response={200: None, **PROBLEMS, 503: Problem})
def camera_picture(request: HttpRequest, camera_id: int) -> HttpResponse:
    """The newest picture as JPEG; each look is in the audit trail."""
    user = allowed(request, Permission.CAMERA_VIEW)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    try:
        jpeg, at_ms = live.ask(camera_client.picture(live.hub().bus, camera.pk, TIME_LIMIT_S), TIME_LIMIT_S + 1)
    except (camera_client.NoPicture, live.NotLive, TimeoutError) as error:
        raise PictureUnavailable(_WHY.get(str(error))) from error
    with transaction.atomic():
        audit_write(actor=user, action="camera.viewed", target=camera, request=request)
    answer = HttpResponse(jpeg, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Last-Modified"] = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return answer
