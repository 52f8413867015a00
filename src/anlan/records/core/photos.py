"""Uploaded photos into safe ones: checked, rebuilt in a bounded process, kept by content."""

import hashlib
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from anlan.records.core import clock, rebuild_photo
from anlan.records.core.decoding import made_anew
from anlan.records.core.errors import Invalid
from anlan.records.core.uploads import size_sentence

UPLOAD_BYTES_MAX = 15 * 2**20
TOO_LARGE = size_sentence(UPLOAD_BYTES_MAX, what="图片", hint="请压缩后上传")

_REFUSALS = {
    "pixels": f"照片像素过大，请压缩到 {rebuild_photo.PIXELS_MAX // 1_000_000} 百万像素以内后上传。",
    "format": "只支持 JPEG、PNG、WebP 格式的照片。",
    "damaged": "照片已损坏或不完整，请重新拍摄或导出后上传。",
}


@dataclass(frozen=True)
class Photo:
    """A rebuilt photo, already on disk."""

    sha256: str
    thumb_sha256: str
    size_bytes: int
    width_px: int
    height_px: int
    taken_at: datetime | None


def photo_keep(raw: bytes) -> Photo:
    """Rebuild ``raw`` and keep photo and thumbnail under their hashes.

    Raises:
        Invalid: empty, over 15 MB, over 25 megapixels, not JPEG/PNG/WebP, or damaged.
        TooMany: the decoders are busy.
    """
    if not raw:
        raise Invalid(fields={"file": "文件是空的，请重新选择照片。"})
    if len(raw) > UPLOAD_BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    facts, made = made_anew(rebuild_photo, raw, _REFUSALS, "正在处理的照片较多，请稍后重试。")
    cut = facts["photo_bytes"]
    photo, thumb = made[:cut], made[cut : cut + facts["thumb_bytes"]]
    return Photo(
        sha256=file_keep(photo),
        thumb_sha256=file_keep(thumb),
        size_bytes=len(photo),
        width_px=int(facts["width_px"]),
        height_px=int(facts["height_px"]),
        taken_at=_taken_at(facts["taken_at"]),
    )


def _taken_at(text: str) -> datetime | None:
    """EXIF has local time without a zone; a camera set wrongly gives a wrong time, so it is only shown, never used."""
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None


def file_path(sha256: str) -> Path:
    """Where a kept file lies; the name comes from its content alone."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def file_keep(content: bytes) -> str:
    """Keep ``content`` and return its SHA-256; keeping the same again does nothing."""
    name = hashlib.sha256(content).hexdigest()
    path = file_path(name)
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    with open(part, "xb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return name
