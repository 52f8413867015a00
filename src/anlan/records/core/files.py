"""Photos as evidence: their rows and their files. How a photo is made safe: :mod:`anlan.records.core.photos`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from anlan.records.core import clock, photos
from anlan.records.core.models import Attachment


@dataclass(frozen=True)
class Capture:
    """What the phone that took a photo says of the moment: never read from the file, which browsers strip.

    Position in degrees (WGS 84) with its accuracy in metres; all of it is the phone's claim, and shown as such.
    """

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None


def photo_keep(*, data: bytes, caption: str, by: Any, capture: Capture = Capture()) -> Attachment:
    """Rebuild a photo and keep it with its thumbnail; it belongs to no record until one claims it.

    Decoding takes up to seconds: call this outside a transaction, so that nobody's write waits for a decoder.

    Raises:
        Invalid: too large, too many pixels, damaged, or not a JPEG, PNG or WebP picture.
        TooMany: the decoders are busy.
    """
    return photo_row(photo=photos.photo_keep(data), caption=caption, by=by, capture=capture)


def photo_row(*, photo: photos.Photo, caption: str, by: Any, capture: Capture) -> Attachment:
    """The row of a photo that is kept already."""
    return Attachment.objects.create(
        sha256=photo.sha256,
        thumb_sha256=photo.thumb_sha256,
        media_type="image/jpeg",
        size_bytes=photo.size_bytes,
        width_px=photo.width_px,
        height_px=photo.height_px,
        taken_at=capture.at or photo.taken_at,
        lon=capture.lon,
        lat=capture.lat,
        accuracy_m=capture.accuracy_m,
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
        "lon": row.lon,
        "lat": row.lat,
        "accuracy_m": row.accuracy_m,
        "created_at": row.created_at.isoformat(),
        "by": row.created_by.name if row.created_by else "",
        "caption": row.caption,
    }
