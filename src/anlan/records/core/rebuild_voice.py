"""A voice note made anew from its samples, in a process of its own with little memory and little time.

Run as a script: the uploaded bytes on standard input; on standard output one line of JSON, then the note as MP3, mono,
16 kHz, which every browser plays. Nothing of the file but sound comes out. Exit 3 with a word on standard error when it
is refused.
"""

import io
import json
import resource
import sys

MEMORY_BYTES_MAX = 1 << 30
CPU_S_MAX = 20
SECONDS_MAX = 120
SECONDS_MIN = 0.5
RATE_HZ = 16_000
BITS_S = 32_000
#: What the browsers' recorders make.
CONTAINERS = ("matroska", "webm", "ogg", "mov", "mp4", "m4a", "wav")


class Refused(Exception):
    """The note will not be decoded."""


def bound_this_process() -> None:
    """A decoder that runs wild ends here, not in the web process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rebuild(raw: bytes) -> tuple[float, bytes]:
    """``(seconds, MP3)``.

    Raises:
        Refused: no sound in it, not a recording, too short, too long, or damaged.
    """
    import av

    sink = io.BytesIO()
    try:
        with av.open(io.BytesIO(raw)) as given, av.open(sink, "w", format="mp3") as made:
            if not set(given.format.name.split(",")) & set(CONTAINERS) or not given.streams.audio:
                raise Refused("format")
            seconds = _copied(given, made)
    except Refused:
        raise
    except Exception as error:  # a damaged file fails in many ways inside the decoders
        raise Refused("damaged") from error
    if seconds < SECONDS_MIN:
        raise Refused("short")
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


def main() -> int:
    """Standard input to standard output."""
    bound_this_process()
    try:
        seconds, note = rebuild(sys.stdin.buffer.read())
    except Refused as error:
        sys.stderr.write(str(error))
        return 3
    sys.stdout.buffer.write(json.dumps({"seconds": round(seconds, 1)}).encode() + b"\n" + note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
