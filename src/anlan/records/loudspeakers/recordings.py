"""Uploaded recordings of sentences into samples: decoded in a bounded process."""

from anlan.records.core.decoding import made_anew
from anlan.records.core.errors import Invalid
from anlan.records.core.uploads import size_sentence
from anlan.records.loudspeakers import rebuild_recording

UPLOAD_BYTES_MAX = 10 * 2**20
_REFUSALS = {
    "format": "只支持 WAV、MP3、Ogg、WebM、MP4 录音。",
    "damaged": "录音已损坏或不完整，请重新录制。",
    "short": "录音太短，请重新录制。",
    "long": f"录音不能超过 {rebuild_recording.SECONDS_MAX} 秒，请录短一些。",
}


def recording_rebuild(raw: bytes) -> tuple[bytes, float]:
    """``(samples, seconds)`` of an uploaded file. Takes up to seconds: call it outside a transaction.

    Raises:
        Invalid: empty, over 10 MB, too long or short, no recording, or damaged.
        TooMany: the decoders are busy.
    """
    if not raw:
        raise Invalid(fields={"file": "文件是空的，请重新选择。"})
    if len(raw) > UPLOAD_BYTES_MAX:
        raise Invalid(fields={"file": size_sentence(UPLOAD_BYTES_MAX, what="录音", hint="请转成 8 kHz 单声道")})
    facts, samples = made_anew(rebuild_recording, raw, _REFUSALS, "正在处理的录音较多，请稍后重试。")
    return samples, float(facts["seconds"])
