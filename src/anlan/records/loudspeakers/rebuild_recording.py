"""A recorded sentence made anew from its samples, in a process of its own with little memory and little time.

Run as a script: the uploaded bytes on standard input; on standard output one line of JSON, then samples of 16 bits at
8 kHz, mono. Nothing of the file but sound comes out. Exit 3 with a word on standard error when it is refused.
"""

import sys

from anlan.records.core.rebuilding import Refused, run
from anlan.records.core.rebuilding_sound import SECONDS_MIN, of_sound

SECONDS_MAX = 30
RATE_HZ = 8_000
CONTAINERS = ("wav", "mp3", "ogg", "matroska", "webm", "mov", "mp4", "m4a")


def rebuild(raw: bytes) -> tuple[dict[str, object], bytes]:
    """``seconds`` and the samples.

    Raises:
        Refused: no sound in it, not a recording, too short, too long, or damaged.
    """
    samples = of_sound(raw, CONTAINERS, _read)
    if len(samples) < SECONDS_MIN * RATE_HZ * 2:
        raise Refused("short")
    return {"seconds": len(samples) / RATE_HZ / 2}, samples


def _read(given) -> bytes:  # type: ignore[no-untyped-def]
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    found = bytearray()
    for frame in given.decode(audio=0):
        for part in resampler.resample(frame):
            found += part.to_ndarray().tobytes()
            if len(found) > SECONDS_MAX * RATE_HZ * 2:
                raise Refused("long")
    for part in resampler.resample(None):
        found += part.to_ndarray().tobytes()
    return bytes(found)


if __name__ == "__main__":
    sys.exit(run(rebuild))
