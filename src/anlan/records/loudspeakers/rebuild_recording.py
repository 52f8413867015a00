"""A recorded sentence made anew from its samples, in a process of its own with little memory and little time.

Run as a script: the uploaded bytes on standard input; on standard output one line of JSON, then samples of 16 bits at
8 kHz, mono. Nothing of the file but sound comes out. Exit 3 with a word on standard error when it is refused.
"""

import io
import json
import resource
import sys

MEMORY_BYTES_MAX = 1 << 30
CPU_S_MAX = 20
SECONDS_MAX = 30
SECONDS_MIN = 0.5
RATE_HZ = 8_000
CONTAINERS = ("wav", "mp3", "ogg", "matroska", "webm", "mov", "mp4", "m4a")


class Refused(Exception):
    """The recording will not be decoded."""


def bound_this_process() -> None:
    """A decoder that runs wild ends here, not in the web process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rebuild(raw: bytes) -> bytes:
    """The samples.

    Raises:
        Refused: no sound in it, not a recording, too short, too long, or damaged.
    """
    import av

    try:
        with av.open(io.BytesIO(raw)) as given:
            if not set(given.format.name.split(",")) & set(CONTAINERS) or not given.streams.audio:
                raise Refused("format")
            samples = _read(given)
    except Refused:
        raise
    except Exception as error:  # a damaged file fails in many ways inside the decoders
        raise Refused("damaged") from error
    if len(samples) < SECONDS_MIN * RATE_HZ * 2:
        raise Refused("short")
    return samples


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


def main() -> int:
    """Standard input to standard output."""
    bound_this_process()
    try:
        samples = rebuild(sys.stdin.buffer.read())
    except Refused as error:
        sys.stderr.write(str(error))
        return 3
    sys.stdout.buffer.write(json.dumps({"seconds": len(samples) / RATE_HZ / 2}).encode() + b"\n" + samples)
    return 0


if __name__ == "__main__":
    sys.exit(main())
