"""Uploaded voice notes into safe ones: decoded and encoded anew in a bounded process, kept by content."""

from typing import Any

from anlan.records.core import clock, rebuild_voice
from anlan.records.core.decoding import made_anew
from anlan.records.core.errors import Invalid
from anlan.records.core.files import Capture
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_keep
from anlan.records.core.uploads import size_sentence

UPLOAD_BYTES_MAX = 5 * 2**20
MEDIA_TYPE = "audio/mpeg"
_REFUSALS = {
    "format": "只支持手机浏览器录制的语音（WebM、MP4、Ogg、WAV）。",
    "damaged": "录音已损坏或不完整，请重新录制。",
    "short": "录音太短，请重新录制。",
    "long": f"录音不能超过 {rebuild_voice.SECONDS_MAX} 秒，请分段录制。",
}


def voice_rebuild(raw: bytes) -> tuple[float, bytes]:
    """``(seconds, MP3)`` of an uploaded recording. Takes up to seconds: call it outside a transaction.

    Raises:
        Invalid: empty, over 5 MB, over two minutes, no recording, or damaged.
        TooMany: the decoders are busy.
    """
    if not raw:
        raise Invalid(fields={"file": "文件是空的，请重新录制。"})
    if len(raw) > UPLOAD_BYTES_MAX:
        raise Invalid(fields={"file": size_sentence(UPLOAD_BYTES_MAX, what="录音", hint="请分段录制")})
    facts, note = made_anew(rebuild_voice, raw, _REFUSALS, "正在处理的照片和录音较多，请稍后重试。")
    return float(facts["seconds"]), note


def voice_row(*, seconds: float, note: bytes, by: Any, capture: Capture) -> Attachment:
    """Keep a note that was made anew; it belongs to no record until one claims it."""
    sha256 = file_keep(note)
    return Attachment.objects.create(
        sha256=sha256, thumb_sha256=sha256, media_type=MEDIA_TYPE, size_bytes=len(note), width_px=0, height_px=0,
        taken_at=capture.at, lon=capture.lon, lat=capture.lat, accuracy_m=capture.accuracy_m,
        caption=f"语音 {seconds:.0f} 秒", created_at=clock.now(), created_by=by,
    )  # fmt: skip
