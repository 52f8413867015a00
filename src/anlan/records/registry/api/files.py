"""Photos of any register; who may see a photo is decided by the record it belongs to."""

from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Status
from ninja.files import UploadedFile

from anlan.records.core.errors import NotFound
from anlan.records.core.files import attachment_data, photo_keep
from anlan.records.core.inline import kept_picture
from anlan.records.core.schemas import PROBLEMS
from anlan.records.registry import selectors
from anlan.records.registry.api.guard import opened
from anlan.records.registry.api.routing import router
from anlan.records.registry.looking import looked


@router.post("/registers/{name}/photos", response={201: dict[str, Any], **PROBLEMS})
def photo_add(
    request: HttpRequest, name: str, file: File[UploadedFile], caption: Form[str] = ""
) -> Status[dict[str, Any]]:
    """Upload a photo; the next step taken or record made by the same person claims it."""
    _, user = opened(request, name)
    return Status(201, attachment_data(photo_keep(data=file.read(), caption=caption, by=user)))


@router.get("/registers/{name}/records/{int:record_id}/photos/{int:photo_id}/{size}", response={200: None, **PROBLEMS})
def photo_get(
    request: HttpRequest, name: str, record_id: int, photo_id: int, size: Literal["original", "thumb"]
) -> FileResponse:
    """A photo of a record in scope."""
    found, user = opened(request, name)
    record = selectors.record_get(found, for_user=user, record_id=record_id)
    photo = selectors.photos_of(found, record).filter(pk=photo_id).first()
    if photo is None:
        raise NotFound
    looked(found, "photo", by=user, record=record, facts={"photo": photo.pk}, request=request)
    return kept_picture(photo.sha256 if size == "original" else photo.thumb_sha256, photo.media_type)
