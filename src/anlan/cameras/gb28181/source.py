"""A camera behind a device of GB/T 28181: ``gb28181://<device id>/<channel id>``, ``?stream=main`` for the large one.

The second stream is asked for unless the address says otherwise: decoding is half of the cost. TCP is tried first,
because datagrams of a full picture overrun what networks and sockets hold; a device that does not connect is asked
for datagrams from then on.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlsplit

import av

from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.ids import is_id
from anlan.cameras.sources.base import Arrival, SourceLost
from anlan.cameras.sources.video import VideoSource

SCHEME = "gb28181"
#: Bytes and microseconds that FFmpeg may look at before it says what this is. Not ``nobuffer``: that throws away what
#: it looked at, and with it the picture that decoding begins with.
_OPTIONS = {"probesize": "1000000", "analyzeduration": "1000000"}


class Address(NamedTuple):
    """Whose picture is wanted."""

    device_id: str
    channel_id: str
    wants_sub: bool

    def __str__(self) -> str:
        """As people type it."""
        return f"{SCHEME}://{self.device_id}/{self.channel_id}" + ("" if self.wants_sub else "?stream=main")


class Plays(Protocol):
    """Who asks devices for pictures."""

    def playing(self, address: Address, stop: threading.Event) -> AbstractContextManager[Feed]:
        """A stream, for as long as the context lasts.

        Raises:
            SourceLost: the device does not send it.
        """
        ...


class Gb28181Source:
    """One attempt at a camera's stream."""

    def __init__(self, address: Address, station: Plays) -> None:
        self._address, self._station = address, station

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Pictures as they arrive; the device is told when nobody wants them any more."""
        with self._station.playing(self._address, stop) as feed:
            try:
                yield from _Stream(feed, str(self._address)).arrivals(stop)
            except SourceLost as lost:  # FFmpeg knows that it ended, the feed knows why
                raise SourceLost(f"{self._address}: {feed.why}" if feed.why else str(lost)) from None


class _Stream(VideoSource):
    """A program stream out of a feed."""

    def __init__(self, feed: Feed, shown: str) -> None:
        super().__init__("", shown, SCHEME, is_live=True)
        self._feed = feed

    def _opened(self) -> Any:
        container = av.open(self._feed, format="mpeg", options=_OPTIONS, buffer_size=16_384)
        container.streams.video[0].codec_context.thread_count = 1
        return container


def address_of(text: str) -> Address:
    """The address that somebody typed.

    Raises:
        SourceLost: it is none.
    """
    try:
        parts = urlsplit(text)
        channel_id, asked = parts.path.strip("/"), dict(parse_qsl(parts.query))
    except ValueError:
        raise SourceLost(f"{text[:80]}: not an address") from None
    if parts.scheme != SCHEME or not is_id(parts.netloc) or not is_id(channel_id):
        raise SourceLost(f"{text[:80]}: write {SCHEME}://<20 digits of the device>/<20 digits of the channel>")
    return Address(parts.netloc, channel_id, asked.get("stream") != "main")
