"""Photos as evidence: their rows and their files. How a photo is made safe: :mod:`anlan.records.core.photos`."""

from pathlib import Path
from typing import Any

from anlan.records.core import clock, photos
from anlan.records.core.models import Attachment


def photo_keep(*, data: bytes, caption: str, by: Any) -> Attachment:
    """Rebuild a photo and keep it with its thumbnail; it belongs to no record until one claims it.

    Decoding takes up to seconds: call this outside a transaction, so that nobody's write waits for a decoder.

    Raises:
        Invalid: too large, too many pixels, damaged, or not a JPEG, PNG or WebP picture.
        TooMany: the decoders are busy.
    """
    photo = photos.photo_keep(data)
    return Attachment.objects.create(
        sha256=photo.sha256,
        thumb_sha256=photo.thumb_sha256,
        media_type="image/jpeg",
        size_bytes=photo.size_bytes,
        width_px=photo.width_px,
        height_px=photo.height_px,
        taken_at=photo.taken_at,
        caption=caption[:200],
        created_at=clock.now(),
        created_by=by,
    )


def attachment_path(sha256: str) -> Path:
    """Where content of this hash lies."""
    return photos.file_path(sha256)


def attachment_data(row: Attachment) -> dict[str, Any]:
    """An attachment as the API gives it."""
    return {
        "id": row.pk,
        "url": f"/api/attachments/{row.pk}/original",
        "thumb_url": f"/api/attachments/{row.pk}/thumb",
        "sha256": row.sha256,
        "width_px": row.width_px,
        "height_px": row.height_px,
        "taken_at": row.taken_at.isoformat() if row.taken_at else None,
        "created_at": row.created_at.isoformat(),
        "by": row.created_by.name if row.created_by else "",
        "caption": row.caption,
    }
