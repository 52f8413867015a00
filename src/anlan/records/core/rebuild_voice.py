"""A voice note made anew from its samples, in a process of its own with little memory and little time.

Run as a script: the uploaded bytes on standard input; on standard output one line of JSON, then the note as MP3, mono,
16 kHz, which every browser plays. Nothing of the file but sound comes out. Exit 3 with a word on standard error when it
is refused.
"""

import io
import sys

from anlan.records.core.rebuilding import Refused, run
from anlan.records.core.rebuilding_sound import SECONDS_MIN, of_sound

SECONDS_MAX = 120
RATE_HZ = 16_000
BITS_S = 32_000
#: What the browsers' recorders make.
CONTAINERS = ("matroska", "webm", "ogg", "mov", "mp4", "m4a", "wav")


def rebuild(raw: bytes) -> tuple[dict[str, object], bytes]:
    """``seconds`` and the MP3.

    Raises:
        Refused: no sound in it, not a recording, too short, too long, or damaged.
    """
    seconds, note = of_sound(raw, CONTAINERS, _encoded)
    if seconds < SECONDS_MIN:
        raise Refused("short")
    return {"seconds": round(seconds, 1)}, note


def _encoded(given) -> tuple[float, bytes]:  # type: ignore[no-untyped-def]
    import av

    sink = io.BytesIO()
    with av.open(sink, "w", format="mp3") as made:
        seconds = _copied(given, made)
    return seconds, sink.getvalue()


def _copied(given, made) -> float:  # type: ignore[no-untyped-def]
    import av

    stream = made.add_stream("libmp3lame", rate=RATE_HZ)
    stream.layout, stream.bit_rate = "mono", BITS_S
    resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE_HZ)
    samples = 0
    for frame in given.decode(audio=0):
        for part in resampler.resample(frame):
            samples += part.samples
            if samples > SECONDS_MAX * RATE_HZ:
                raise Refused("long")
            part.pts = None
            made.mux(stream.encode(part))
    for part in resampler.resample(None):
        samples += part.samples
        part.pts = None
        made.mux(stream.encode(part))
    made.mux(stream.encode(None))
    return samples / RATE_HZ


if __name__ == "__main__":
    sys.exit(run(rebuild))
