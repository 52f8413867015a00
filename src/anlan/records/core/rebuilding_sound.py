"""Opening an uploaded recording in a script that makes it anew (:mod:`anlan.records.core.rebuilding`)."""

import io
from collections.abc import Callable, Container
from typing import TypeVar

from anlan.records.core.rebuilding import Refused

T = TypeVar("T")
SECONDS_MIN = 0.5


def of_sound(raw: bytes, containers: Container[str], made: Callable[..., T]) -> T:
    """What ``made`` makes of the opened recording.

    Raises:
        Refused: not one of ``containers``, no sound in it, or damaged.
    """
    import av

    try:
        with av.open(io.BytesIO(raw)) as given:
            if not any(name in containers for name in given.format.name.split(",")) or not given.streams.audio:
                raise Refused("format")
            return made(given)
    except Refused:
        raise
    except Exception as error:  # a damaged file fails in many ways inside the decoders
        raise Refused("damaged") from error
