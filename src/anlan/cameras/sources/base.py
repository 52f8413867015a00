"""The contract of a source: an iterator of pictures that blocks, with limits of its own.

A source never blocks longer than ``READ_LIMIT_S``; it raises :class:`SourceLost` when the pictures end or stay away,
and the reader tries again. Messages never hold a login.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from anlan.cameras.views import Picture

#: Longest wait for a connection, and for the next bytes or the next picture of an open one.
OPEN_LIMIT_S = 10.0
READ_LIMIT_S = 20.0
#: Pictures wider than this are made smaller before anything looks at them.
WIDTH_MAX = 1280


class SourceLost(Exception):
    """The pictures ended or never came; the message says why, without any login."""


class Arrival(NamedTuple):
    """One picture that arrived. ``stream_s``: time within the stream; ``load`` makes the pixels when asked.

    ``coded``: FFmpeg's packets since the last arrival, where they can be passed on as they are (``cameras.tap``).
    """

    stream_s: float
    load: Callable[[], Picture]
    coded: tuple[Any, ...] = ()


class Source(Protocol):
    """One way to get pictures."""

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Pictures as they arrive, at the pace of the camera, until ``stop`` is set.

        Raises:
            SourceLost: no picture within the limits, or the end of the stream.
        """
        ...
