"""Photos over HTTP; who may see a photo is decided by the record it belongs to."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Header, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.accounts.models import User
from anlan.records.core import photos, receipts, voices
from anlan.records.core.errors import NotFound
from anlan.records.core.files import Capture, attachment_data, photo_row
from anlan.records.core.inline import kept_picture
from anlan.records.core.models import Attachment
from anlan.records.core.owners import require_seen
from anlan.records.core.schemas import PROBLEMS

router = Router(tags=["attachments"])
Made = TypeVar("Made")


Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class PhotoFacts(Schema):
    """What comes with a photo: the phone's own word on when and where."""

    caption: str = ""
    captured_at: datetime | None = None
    lon: Degrees | None = None
    lat: Annotated[Degrees, Field(ge=-90, le=90)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] | None = None


@router.post("/attachments", response={201: dict[str, Any], **PROBLEMS})
def attachment_add(
    request: HttpRequest, file: File[UploadedFile], facts: Form[PhotoFacts], idempotency_key: Header[str] = ""
) -> tuple[int, dict[str, Any]]:
    """Upload a photo; it is claimed by the next step taken on a work order, or by an observation."""
    user = allowed(request, Permission.INCIDENT_NOTE)
    return 201, attachment_data(_kept(file.read(), facts, user, idempotency_key))


def _kept(data: bytes, facts: PhotoFacts, user: User, key: str) -> Attachment:
    """The photo's row: a new one, or the one that the same key made before."""

    def row_of(photo: photos.Photo, capture: Capture) -> Attachment:
        return photo_row(photo=photo, caption=facts.caption, by=user, capture=capture)

    return _once("photo", data, facts, user, key, photos.photo_keep, row_of)


def _once(
    what: str, data: bytes, facts: PhotoFacts, user: User, key: str, rebuild: Callable[[bytes], Made],
    row_of: Callable[[Made, Capture], Attachment],
) -> Attachment:  # fmt: skip
    """The row of an upload that was made anew: a new one, or the one that the same key made before."""
    if key:
        receipts.require_key(key)
    capture = Capture(facts.captured_at, facts.lon, facts.lat, facts.accuracy_m)
    # Rebuilt outside the receipt's transaction: nobody's write waits for a decoder.
    made = None if receipts.is_done(person=user, key=key) else rebuild(data)

    def keep() -> dict[str, Any]:
        return {"attachment_id": row_of(made if made is not None else rebuild(data), capture).pk}

    said = f"{what} {hashlib.sha256(data).hexdigest()} {facts.model_dump_json()}"
    return Attachment.objects.get(pk=receipts.once(person=user, key=key, what=said, work=keep)["attachment_id"])


@router.post("/voices", response={201: dict[str, Any], **PROBLEMS})
def voice_add(
    request: HttpRequest, file: File[UploadedFile], facts: Form[PhotoFacts], idempotency_key: Header[str] = ""
) -> tuple[int, dict[str, Any]]:
    """Upload a voice note of at most two minutes; it is decoded and encoded anew, and claimed by the next command."""
    user = allowed(request, Permission.INCIDENT_NOTE)

    def row_of(made: tuple[float, bytes], capture: Capture) -> Attachment:
        return voices.voice_row(seconds=made[0], note=made[1], by=user, capture=capture)

    row = _once("voice", file.read(), facts, user, idempotency_key, voices.voice_rebuild, row_of)
    return 201, attachment_data(row)


@router.get("/attachments/{int:attachment_id}/{size}", response={200: None, **PROBLEMS})
def attachment_get(request: HttpRequest, attachment_id: int, size: Literal["original", "thumb"]) -> FileResponse:
    """A photo of a record in sight, or one's own that is not yet claimed."""
    user = signed_in(request)
    row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None or (row.owner_id is None and row.created_by_id != user.pk):
        raise NotFound
    if row.owner_id is not None:
        allowed(request, Permission.INCIDENT_VIEW)
        # Evidence of alarms has rules of its own, is shown by its own route, and offers nothing here.
        require_seen(row.owner_type, row.owner_id, user)
    return kept_picture(row.sha256 if size == "original" else row.thumb_sha256, row.media_type)
