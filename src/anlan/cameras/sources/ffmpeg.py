"""Which FFmpeg reads the cameras: whether it leaves alone the addresses that a camera sends its reader to."""

import av

#: libavformat of FFmpeg 8.1, the first that asks the list of protocols before it follows a redirect of RTSP.
SAFE_FROM = (62, 12)
SAFE_NAME = "FFmpeg 8.1"


def version() -> str:
    """For people: FFmpeg's own name and that of the library that opens addresses."""
    return f"FFmpeg {av.ffmpeg_version_info}, libavformat {'.'.join(map(str, _format()))}"


def problem() -> str:
    """What is wrong with it and what to do; empty when nothing is.

    An older one reads cameras as well, so it is told and not refused: a plant must not go unwatched over it.
    """
    if _format()[:2] >= SAFE_FROM:
        return ""
    return (
        f"{version()} follows wherever a camera of RTSP sends it, past ANLAN_FIELD_HOSTS: install the PyAV of "
        f"requirements/run.txt ({SAFE_NAME} or newer)"
    )


def _format() -> tuple[int, ...]:
    return tuple(av.library_versions["libavformat"])
