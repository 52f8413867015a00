"""Playing a recording of a device: INVITE ``s=Playback``, and MANSRTSP inside of INFO to steer it (2016, annex B).

What a device refuses is done without it: a seek or a pause that it cannot is an end and another beginning, a speed
that it cannot is ×1. At the end of the recording it says so (MediaStatus 121).
"""

import threading
from typing import Protocol

from anlan.cameras.gb28181.calls import RECORDING_ENDED, Call
from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.media import Receiver
from anlan.cameras.playback.film import THE_END
from anlan.cameras.playback.projector import Projector
from anlan.cameras.playback.reel import Ended, Show
from anlan.cameras.playback.timeline import Timeline

#: What the decoder still has is shown within this after the end, s.
DRAIN_S = 5.0
#: A device that cannot play ×8 plays ×4.
SPEEDS = (8.0, 4.0, 2.0)
#: Why a feed ends that is of no use any more.
NOBODY = "nobody watches any more"


class Plays(Protocol):
    """What of a station is needed here. Blocking, for threads."""

    def begin_recording(self, begin_s: int, end_s: int, feed: Feed) -> tuple[Call, Receiver]:
        """Ask for a recording; raises SourceLost."""
        ...

    def steer(self, call: Call, body: str) -> bool:
        """Send a MANSRTSP command; False when the device refuses or does not answer."""
        ...

    def end_recording(self, call: Call, receiver: Receiver) -> None:
        """End it; the device is told in the background."""
        ...


class Gb28181Reel:
    """See ``playback.reel.Reel``."""

    def __init__(self, station: Plays) -> None:
        self._station = station
        self._call: Call | None = None
        self._begun_s = 0
        self._number = 0
        self._timeline: Timeline | None = None
        self._projector: Projector | None = None

    def start(self, at_ms: int, until_ms: int, speed: float, show: Show, ended: Ended) -> float:
        """INVITE; then the speed, for which a device has a command only while it plays."""
        self._begun_s = at_ms // 1000
        self._feed = Feed(threading.Event())
        self._show = show
        end_s = max(self._begun_s + 2, until_ms // 1000)
        self._call, self._receiver = self._station.begin_recording(self._begun_s, end_s, self._feed)
        self._timeline = Timeline(self._begun_s * 1000, 1.0)
        self._projector = self._project()
        threading.Thread(target=self._pump, args=(self._feed, ended), name="playback feed", daemon=True).start()
        return self.resume(speed) or 1.0 if speed != 1 else 1.0

    def seek(self, at_ms: int, speed: float) -> float | None:
        """Range, in seconds since the beginning of what was asked for; before that, another INVITE is needed."""
        offset_s = at_ms / 1000 - self._begun_s
        if self._call is None or self._timeline is None or offset_s < 0 or self._feed.is_ended:
            return None
        if not self._steer("PLAY", f"Range: npt={offset_s:.0f}-"):
            return None
        real = self.resume(speed) if speed != 1 else 1.0
        self._feed.flush()
        before, self._timeline = self._projector, Timeline(at_ms, real or 1.0)
        self._projector = self._project()
        if before is not None:
            before.close()
        return real or 1.0

    def pause(self) -> bool:
        """PAUSE."""
        return self._steer("PAUSE", "PauseTime: now")

    def resume(self, speed: float) -> float | None:
        """PLAY, with the fastest speed up to ``speed`` that the device takes."""
        for scale in [one for one in SPEEDS if one <= speed]:
            if self._steer("PLAY", f"Scale: {scale:.1f}", "Range: npt=now-"):
                return self._runs_at(scale)
        return self._runs_at(1.0) if self._steer("PLAY", "Scale: 1.0", "Range: npt=now-") else None

    def stop(self) -> None:
        """BYE."""
        call, self._call = self._call, None
        if call is not None:
            self._feed.end(NOBODY)
            self._station.end_recording(call, self._receiver)
        if self._projector is not None:
            self._projector.close()
            self._projector = None

    def _runs_at(self, speed: float) -> float:
        if self._timeline is not None:
            self._timeline.run_at(speed)
        return speed

    def _steer(self, method: str, *lines: str) -> bool:
        if self._call is None or self._feed.is_ended:
            return False
        self._number += 1
        return self._station.steer(
            self._call, "\r\n".join([f"{method} RTSP/1.0", f"CSeq: {self._number}", *lines, "", ""])
        )

    def _project(self) -> Projector:
        timeline = self._timeline
        assert timeline is not None
        return Projector("ps", lambda stamp_ms, jpeg: self._show(timeline.at(stamp_ms), jpeg))

    def _pump(self, feed: Feed, ended: Ended) -> None:
        """From the feed into whichever decoder is in use; a thread of its own, because both wait."""
        while data := feed.read(65_536):
            projector = self._projector
            if projector is None or not projector.write(data):
                if projector is self._projector:  # it did not make room for another one
                    feed.end("the stream cannot be decoded")
                    break
        projector = self._projector
        if projector is not None and feed.why != NOBODY:
            projector.finish(DRAIN_S)
            ended(THE_END if feed.why == RECORDING_ENDED else feed.why or "the stream ended")
