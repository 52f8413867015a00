"""The process that turns a device's stream into small JPEGs: ``python -m anlan.cameras.playback.decoder ps|h264|hevc``.

It is a process of its own, at the lowest priority, for two reasons: decoding a recorder's large stream costs up to
half a core, and a low priority within the analysing process would not help, because a thread that holds Python's lock
and is not given the processor holds up everybody else. And a stream that a decoder stumbles over kills only this.

In: a program stream (``ps``), or units, each behind its time in ms since 1970 (8 bytes) and its length (4 bytes).
Out: JPEGs, each behind a time (of the stream, ms, for ``ps``) and a length in the same form. Full: writing waits, then
reading waits, then whoever feeds it leaves out pictures.
"""

import os
import struct
import sys
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import av
import cv2
import numpy as np

HEAD = struct.Struct("<qI")
UNIT_MAX = 4_194_304
WIDTH_MAX = 960
JPEG_QUALITY = 75
#: Pictures are not given more often than this: five a second, with some room for a screen's clock.
EVERY_S = 0.19
#: … unless the stream is so much further on: what comes in a burst is not shown as one picture. (×8 in a fifth of a
#: second is just as much.)
EVERY_MS = 1_600
#: Bytes and microseconds that FFmpeg may look at before it says what this is; a feed begins with all it needs.
_PS = {"probesize": "500000", "analyzeduration": "400000"}


def main(kind: str, source: BinaryIO, sink: BinaryIO) -> None:
    """Decode ``source`` until it ends."""
    given_s, given_ms = -1.0, 0
    left: tuple[int, Any] | None = None
    for at_ms, frame in _of_stream(source) if kind == "ps" else _of_units(kind, source):
        now_s = time.monotonic()
        if now_s - given_s < EVERY_S and abs(at_ms - given_ms) < EVERY_MS:
            left = at_ms, frame
            continue
        given_s, given_ms, left = now_s, at_ms, None
        _give(sink, at_ms, frame)
    if left:  # the last one is always shown
        _give(sink, *left)


def _give(sink: BinaryIO, at_ms: int, frame: Any) -> None:
    jpeg = as_jpeg(frame)
    place = memoryview(HEAD.pack(at_ms, len(jpeg)) + jpeg)
    while place:  # an unbuffered pipe takes what it has room for
        place = place[sink.write(place) or 0 :]


def as_jpeg(frame: Any) -> bytes:
    """The picture, at most ``WIDTH_MAX`` wide."""
    wide = min(frame.width, WIDTH_MAX) // 2 * 2
    high = max(2, round(frame.height * wide / frame.width) // 2 * 2)
    picture = np.asarray(frame.to_ndarray(format="bgr24", width=wide, height=high), np.uint8)
    done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done, "OpenCV writes JPEG"
    return coded.tobytes()


def _of_stream(source: BinaryIO) -> Iterator[tuple[int, Any]]:
    opened: Any = av.open(source, format="mpeg", options=_PS, buffer_size=16_384)
    with opened as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for packet in container.demux(stream):
            for frame in _decoded(packet.decode):
                if frame.time is not None:
                    yield round(frame.time * 1000), frame


def _of_units(kind: str, source: BinaryIO) -> Iterator[tuple[int, Any]]:
    codec: Any = av.CodecContext.create(kind, "r")
    codec.thread_count = 1
    while head := _exactly(source, HEAD.size):
        at_ms, length = HEAD.unpack(head)
        if length > UNIT_MAX or not (unit := _exactly(source, length)):
            return
        packet = av.Packet(unit)
        packet.pts = at_ms
        for frame in _decoded(lambda packet=packet: codec.decode(packet)):
            yield int(frame.pts if frame.pts is not None else at_ms), frame


def _decoded(decode: Any) -> list[Any]:
    """A damaged packet costs its own pictures only."""
    try:
        return list(decode())
    except av.error.InvalidDataError:
        return []


def _exactly(source: BinaryIO, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = source.read(count - len(found))
        if not piece:
            return b""
        found += piece
    return found


if __name__ == "__main__":
    av.logging.set_level(av.logging.PANIC)
    cv2.setNumThreads(1)
    os.nice(19)
    try:
        with os.fdopen(0, "rb", buffering=0) as given, os.fdopen(1, "wb", buffering=0) as taken:
            main(sys.argv[1], given, taken)
    except (av.FFmpegError, IndexError, BrokenPipeError) as error:
        sys.exit(type(error).__name__)
