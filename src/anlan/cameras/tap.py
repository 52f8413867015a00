"""Coded pictures of a camera for whoever passes them on, taken beside the decoding: no second connection, no
second decoding, and while nobody listens it costs a comparison per picture.

Called on the reader's thread, so a listener may do no more than keep what it is given.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from av.bitstream import BitStreamFilterContext

from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Codecs that are passed on as they are; what else there is must be coded anew.
PASSED_ON = frozenset({"h264", "hevc"})
#: FFmpeg's filters from the form of files (lengths) to that of streams (start codes, with parameter sets).
_FILTERS = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}


class Coded(NamedTuple):
    """One coded picture in Annex B. ``stamp_s``: time within the stream, None where it does not say."""

    codec: str
    data: bytes
    is_key: bool
    stamp_s: float | None


Hear = Callable[[Coded], None]


class Tap:
    """One camera's. ``is_coded``: its pictures arrive in a form that can be passed on."""

    def __init__(self) -> None:
        self.is_coded = False
        self._listeners: tuple[Hear, ...] = ()
        self._stream: Any = None
        self._filter: BitStreamFilterContext | None = None

    @contextlib.contextmanager
    def listening(self, hear: Hear) -> Iterator[None]:
        """Give all pictures to ``hear`` for as long as the context lasts; from any thread."""
        self._listeners += (hear,)
        try:
            yield
        finally:
            self._listeners = tuple(one for one in self._listeners if one is not hear)

    def begin(self) -> None:
        """A new connection: what it brings is not known yet."""
        self.is_coded, self._stream, self._filter = False, None, None

    def put(self, packets: tuple[Any, ...]) -> None:
        """Packets of the open stream, which have been decoded: they belong to the tap."""
        if not packets:
            return
        self.is_coded = True
        if not self._listeners:
            return
        try:
            self._pass_on(packets)
        except Exception:  # whoever looks on must not cost the camera its watching
            log.exception("coded pictures not passed on")

    def _pass_on(self, packets: tuple[Any, ...]) -> None:
        stream = packets[0].stream
        if stream is not self._stream:
            self._stream, self._filter = stream, _filter_of(stream)
        for packet in packets:
            for one in self._filter.filter(packet) if self._filter else [packet]:
                coded = _coded(stream, one)
                for hear in self._listeners:
                    hear(coded)


def is_passed_on(stream: Any) -> bool:
    """Can the packets of a video stream be passed on as they are?"""
    return stream.codec_context.name in PASSED_ON


def _filter_of(stream: Any) -> BitStreamFilterContext | None:
    context = stream.codec_context
    in_lengths = (context.extradata or b"")[:1] == b"\x01"
    return BitStreamFilterContext(_FILTERS[context.name], stream) if in_lengths else None


def _coded(stream: Any, packet: Any) -> Coded:
    """A key picture always brings its parameter sets: whoever begins here has none."""
    context, data = stream.codec_context, bytes(packet)
    sets = context.extradata or b""
    if packet.is_keyframe and sets[:3] in (b"\x00\x00\x00", b"\x00\x00\x01") and sets[:16] not in data[:512]:
        data = sets + data
    stamp_s = float(packet.pts * packet.time_base) if packet.pts is not None else None
    return Coded(context.name, data, packet.is_keyframe, stamp_s)
