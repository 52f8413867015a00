"""The pictures of one camera for one call, as packs of a program stream, for as long as somebody wants them.

A camera that sends H.264 or H.265 is passed on as it is, from the reader that watches it anyway. Of every other (MJPEG,
a folder, a drawn camera) the newest analysed picture is coded anew at its own low rate, once a second at least.
"""

import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import av
import cv2
import numpy as np

from anlan.cameras.camera import Camera
from anlan.cameras.cascade import program_stream
from anlan.cameras.cascade.outbox import Outbox
from anlan.cameras.tap import Coded

#: No picture of a camera for so long: it is looked up again, since it may have been replaced.
SILENT_S = 5.0
#: How often the newest analysed picture is looked for, and how long one is shown before it is sent again.
LOOK_S, REPEAT_S = 0.2, 1.0
#: A key picture every so many: who comes later waits for two seconds or so.
KEY_EVERY = 4
_STEP_MAX_S = 2.0


class Unit(NamedTuple):
    """One picture to send. ``stamp``: 90 kHz, without jumps."""

    pack: bytes
    stamp: int


class Film:
    """``camera``: the camera as it runs now, None while it does not. Ends when ``stop`` is set."""

    def __init__(self, camera: Callable[[], Camera | None], stop: threading.Event) -> None:
        self._camera, self._stop = camera, stop
        self._line = Line()
        self.outbox = Outbox()

    @property
    def is_over(self) -> bool:
        """Does nobody want it any more?"""
        return self._stop.is_set()

    def units(self) -> Iterator[Unit | None]:
        """Pictures in the order to send them; None about once a second while there are none."""
        while not self._stop.is_set():
            camera = self._camera()
            if camera is None:
                self._stop.wait(1.0)
                yield None
                continue
            for coded in self._passed_on(camera) if camera.tap.is_coded else self._coded_anew(camera):
                yield coded and self._unit(coded)

    def _unit(self, coded: Coded) -> Unit:
        stamp = self._line.at(coded.stamp_s)
        return Unit(program_stream.pack(coded.codec, coded.data, stamp, is_key=coded.is_key), stamp)

    def _passed_on(self, camera: Camera) -> Iterator[Coded | None]:
        with camera.tap.listening(self.outbox.put):
            heard = time.monotonic()
            while not self._stop.is_set() and time.monotonic() - heard < SILENT_S:
                coded = self.outbox.take(1.0)
                heard = time.monotonic() if coded else heard
                yield coded

    def _coded_anew(self, camera: Camera) -> Iterator[Coded | None]:
        coder, shown_ms, sent = Coder(), 0, time.monotonic()
        while not self._stop.is_set() and not camera.tap.is_coded and self._camera() is camera:
            kept = camera.ring.newest()
            is_due = kept is not None and (kept.at_ms != shown_ms or time.monotonic() - sent > REPEAT_S)
            if kept is not None and is_due and not _is_old(camera, shown_ms, kept.at_ms):
                shown_ms, sent = kept.at_ms, time.monotonic()
                yield from coder.coded(kept.jpeg)
            elif time.monotonic() - sent > REPEAT_S:
                yield None
                self._stop.wait(LOOK_S)
            else:
                self._stop.wait(LOOK_S)


class Line:
    """Stamps of one call: they go on without a jump when the camera's own do not, as at the end of a file."""

    def __init__(self) -> None:
        self._offset_s = 1.0
        self._last_s = 1.0
        self._told_at = time.monotonic()

    def at(self, stamp_s: float | None) -> int:
        """The stamp of a picture; of one that has none the time since the last."""
        now = time.monotonic()
        if stamp_s is None:
            here_s = self._last_s + min(_STEP_MAX_S, now - self._told_at)
        else:
            here_s = stamp_s + self._offset_s
            if abs(here_s - self._last_s) > _STEP_MAX_S:
                here_s = self._last_s + 0.04
                self._offset_s = here_s - stamp_s
        self._last_s, self._told_at = here_s, now
        return round(here_s * 90_000) & program_stream.STAMP_MASK


class Coder:
    """Pictures into H.264, one at a time, on one thread."""

    def __init__(self) -> None:
        self._context: Any = None
        self._number = 0

    def coded(self, jpeg: bytes) -> Iterator[Coded]:
        """A picture, coded; a picture of another size begins anew."""
        picture = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        high, wide = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
        if self._context is None or (self._context.width, self._context.height) != (wide, high):
            self._context = _context(wide, high)
        frame = av.VideoFrame.from_ndarray(picture[:high, :wide], format="bgr24")
        self._number += 1
        frame.pts = self._number
        for packet in self._context.encode(frame):
            yield Coded("h264", bytes(packet), packet.is_keyframe, None)


def _context(wide: int, high: int) -> Any:
    context: Any = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = wide, high, "yuv420p"
    context.framerate, context.time_base = Fraction(2), Fraction(1, 2)
    context.gop_size, context.max_b_frames, context.thread_count = KEY_EVERY, 0, 1
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "28", "profile": "baseline"}
    return context


def _is_old(camera: Camera, shown_ms: int, at_ms: int) -> bool:
    """A picture that stood here before the camera went is not shown as if it were now."""
    return at_ms == shown_ms and camera.last_picture_at_ms > at_ms + 60_000
