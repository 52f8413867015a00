"""Uploaded voice notes into safe ones: decoded and encoded anew in a bounded process, kept by content."""

import json
import subprocess
import sys
from typing import Any

from anlan.records.core import clock, rebuild_voice
from anlan.records.core.errors import Invalid, TooMany
from anlan.records.core.files import Capture
from anlan.records.core.models import Attachment
from anlan.records.core.photos import DECODE_S_MAX, DECODERS, QUEUE_S_MAX, file_keep
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
    if not DECODERS.acquire(timeout=QUEUE_S_MAX):
        raise TooMany("正在处理的照片和录音较多，请稍后重试。")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own script
            [sys.executable, "-I", rebuild_voice.__file__], input=raw, capture_output=True, timeout=DECODE_S_MAX
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(fields={"file": _REFUSALS["damaged"]}) from error
    finally:
        DECODERS.release()
    if done.returncode != 0:
        word = done.stderr.decode(errors="replace")
        raise Invalid(fields={"file": _REFUSALS.get(word, _REFUSALS["damaged"])})
    line, _, note = done.stdout.partition(b"\n")
    return float(json.loads(line)["seconds"]), note


def voice_row(*, seconds: float, note: bytes, by: Any, capture: Capture) -> Attachment:
    """Keep a note that was made anew; it belongs to no record until one claims it."""
    sha256 = file_keep(note)
    return Attachment.objects.create(
        sha256=sha256, thumb_sha256=sha256, media_type=MEDIA_TYPE, size_bytes=len(note), width_px=0, height_px=0,
        taken_at=capture.at, lon=capture.lon, lat=capture.lat, accuracy_m=capture.accuracy_m,
        caption=f"语音 {seconds:.0f} 秒", created_at=clock.now(), created_by=by,
    )  # fmt: skip
