"""Photos over HTTP; who may see a photo is decided by the record it belongs to."""

from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.core.errors import NotFound
from anlan.records.core.files import attachment_data, attachment_path, photo_keep
from anlan.records.core.models import Attachment
from anlan.records.core.schemas import PROBLEMS
from anlan.records.incidents import selectors

router = Router(tags=["attachments"])


@router.post("/attachments", response={201: dict[str, Any], **PROBLEMS})
def attachment_add(
    request: HttpRequest, file: File[UploadedFile], caption: Form[str] = ""
) -> tuple[int, dict[str, Any]]:
    """Upload a photo; it is claimed by the next step taken on a work order."""
    user = allowed(request, Permission.INCIDENT_NOTE)
    return 201, attachment_data(photo_keep(data=file.read(), caption=caption, by=user))


@router.get("/attachments/{int:attachment_id}/{size}", response={200: None, **PROBLEMS})
def attachment_get(request: HttpRequest, attachment_id: int, size: Literal["original", "thumb"]) -> FileResponse:
    """A photo of a work order in scope, or one's own that is not yet claimed."""
    user = signed_in(request)
    row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None or (row.owner_id is None and row.created_by_id != user.pk):
        raise NotFound
    if row.owner_type not in ("", "incident"):
        raise NotFound  # evidence of alarms has rules of its own and is shown by its own route
    if row.owner_type == "incident" and row.owner_id is not None:
        selectors.incident_get(for_user=user, incident_id=row.owner_id)
    path = attachment_path(row.sha256 if size == "original" else row.thumb_sha256)
    answer = FileResponse(path.open("rb"), content_type=row.media_type)
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
