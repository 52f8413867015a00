"""What RTSP over TCP, HTTP-MJPEG and video files bring, decoded by FFmpeg through PyAV with one thread per camera."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from anlan.cameras.sources.base import OPEN_LIMIT_S, READ_LIMIT_S, WIDTH_MAX, Arrival, SourceLost
from anlan.cameras.tap import is_passed_on
from anlan.cameras.views import Picture

#: One scaler a thread: it keeps what it prepared for the last size, and cannot be shared.
_OF_THREAD = threading.local()

#: Packets that may wait for a picture to come out of the decoder; more than any reordering holds back.
CODED_MAX = 64

av.logging.set_level(av.logging.PANIC)  # FFmpeg's own lines would name addresses with their logins

#: Nobody here asks for the rate of pictures, and FFmpeg would watch two seconds for it. Not ``nobuffer``: that throws
#: away what was looked at, and with it the key picture that decoding begins with.
_NETWORK = {"probesize": "500000", "fpsprobesize": "0"}
#: A camera that sends its reader elsewhere, or answers with a playlist, would choose whom the platform calls.
_HTTP = {
    **_NETWORK,
    "protocol_whitelist": "tcp,http,https,tls",
    "max_redirects": "0",
    "format_whitelist": "mpjpeg,mjpeg,jpeg_pipe,mpegts,flv,mov",
}
_RTSP = {**_NETWORK, "rtsp_transport": "tcp", "max_delay": "500000"}
OPTIONS: dict[str, dict[str, str]] = {
    # Without ``rtsp`` in the list FFmpeg 8.1 follows no redirect (``rtsp.py``, ``ffmpeg.py``).
    "rtsp": {**_RTSP, "protocol_whitelist": "tcp"},
    "rtsps": {**_RTSP, "protocol_whitelist": "tls,tcp"},
    "http": _HTTP,
    "https": _HTTP,
    "file": {"protocol_whitelist": "file"},
}


class NotFollowed(SourceLost):
    """FFmpeg opened nothing, perhaps because the camera sends its reader elsewhere: it can be asked."""


class NotOpened(SourceLost):
    """FFmpeg opened nothing. A camera that sends its reader elsewhere only in answer to SETUP cannot be asked."""


class VideoSource:
    """A stream or file that FFmpeg reads.

    Args:
        url: with the login, if any; never shown.
        shown: what messages call it.
        scheme: key of ``OPTIONS``.
        is_live: False for a file, which is paced by its own stamps and begins again when it ends.
    """

    def __init__(self, url: str, shown: str, scheme: str, *, is_live: bool) -> None:
        self._url, self._shown, self._scheme, self._is_live = url, shown, scheme, is_live

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Pictures as they arrive; a file is looped."""
        base_s = 0.0
        while not stop.is_set():
            last_s = 0.0
            for arrival in self._once(stop, base_s):
                last_s = arrival.stream_s
                yield arrival
            if self._is_live:
                raise SourceLost(f"{self._shown}: the stream ended")
            if last_s == base_s == 0.0:
                raise SourceLost(f"{self._shown}: no picture in this file")
            base_s = last_s + 0.04

    def _once(self, stop: threading.Event, base_s: float) -> Iterator[Arrival]:
        try:
            with self._opened() as container:
                yield from self._decoded(container, stop, base_s)
        except (av.FFmpegError, IndexError, ValueError) as error:
            raise SourceLost(self._told(error)) from None

    def _told(self, error: Exception) -> str:
        """Its text may hold the address; its kind and number do not."""
        return f"{self._shown}: {getattr(error, 'strerror', None) or type(error).__name__}"

    def _opened(self) -> Any:
        try:
            container = av.open(
                self._url,
                format="mpjpeg" if self._scheme.startswith("http") and self._is_mjpeg() else None,
                options=OPTIONS[self._scheme],
                timeout=(OPEN_LIMIT_S, READ_LIMIT_S),
            )
        except av.error.ArgumentError as error:
            raise NotFollowed(self._told(error)) from None
        except av.error.InvalidDataError as error:
            raise NotOpened(self._told(error)) from None
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return container

    def _is_mjpeg(self) -> bool:
        return not self._url.split("?")[0].endswith((".ts", ".flv", ".mp4"))

    def _decoded(self, container: Any, stop: threading.Event, base_s: float) -> Iterator[Arrival]:
        stream = container.streams.video[0]
        begun, first_s, pictured_at = time.monotonic(), None, time.monotonic()
        coded: deque[Any] = deque(maxlen=CODED_MAX if is_passed_on(stream) else 0)
        for packet in container.demux(stream):
            if stop.is_set():
                return
            frames = _frames(packet)
            if packet.size:
                coded.append(packet)
            for frame in frames:
                pictured_at = time.monotonic()
                stamp_s = float(frame.time) if frame.time is not None else pictured_at - begun
                first_s = stamp_s if first_s is None else first_s
                at_s = stamp_s - first_s
                if not self._is_live and stop.wait(max(0.0, begun + at_s - time.monotonic())):
                    return
                yield Arrival(base_s + at_s, lambda frame=frame: pixels(frame), tuple(coded))  # type: ignore[misc]
                coded.clear()
            if time.monotonic() - pictured_at > READ_LIMIT_S:
                raise SourceLost(f"{self._shown}: bytes arrive, but no picture for {READ_LIMIT_S:.0f} s")


def _frames(packet: Any) -> list[Any]:
    """Pictures of one packet; a damaged packet costs its own pictures only."""
    try:
        return list(packet.decode())
    except av.error.InvalidDataError:
        return []


def pixels(frame: Any) -> Picture:
    """BGR pixels of a decoded frame, at most ``WIDTH_MAX`` wide."""
    wide = min(frame.width, WIDTH_MAX)
    high = round(frame.height * wide / frame.width)
    # A frame left to itself prepares a scaler and starts threads for it, for every picture: five times as dear.
    if not hasattr(_OF_THREAD, "scaler"):
        _OF_THREAD.scaler = VideoReformatter()
    scaled = _OF_THREAD.scaler.reformat(frame, format="bgr24", width=wide, height=high, threads=1)
    return np.asarray(scaled.to_ndarray(), np.uint8)
