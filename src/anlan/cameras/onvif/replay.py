"""Playing a recording of an ONVIF device (Profile G): RTSP with ``Range: clock=``, ``Scale`` and ``onvif-replay``.

Times are asked for and told by the device's own clock, which is compared with ours once (``Device.clock_offset_s``).
A device that does not know ``onvif-replay`` is asked without it; then pictures are timed by their stamps.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from anlan.cameras.onvif.device import Login
from anlan.cameras.onvif.replay_units import Unit, Units
from anlan.cameras.onvif.rtsp import Conversation
from anlan.cameras.playback.film import THE_END
from anlan.cameras.playback.projector import Kind, Projector
from anlan.cameras.playback.reel import Ended, Show
from anlan.cameras.playback.timeline import Timeline
from anlan.cameras.sources.base import SourceLost
from anlan.cameras.sources.rtsp_messages import Message
from anlan.domain.clock import from_ms

DRAIN_S = 3.0
#: For so long pictures further from the chosen place than this are taken for leftovers; then for what there is.
STALE_S, NEAR_MS = 1.5, 20_000
#: Status of a ``Require`` that is not understood.
NOT_UNDERSTOOD = 551


class Place(NamedTuple):
    """Where a recording is played, with the account for it. ``ahead_ms``: the device's clock before ours."""

    address: str
    login: Login | None
    ahead_ms: int


class OnvifReel:
    """See ``playback.reel.Reel``. ``find``: asks the device where its recording is; blocks, raises SourceLost."""

    def __init__(self, find: Callable[[], Place]) -> None:
        self._find = find
        self._conversation: Conversation | None = None
        self._projector: Projector | None = None
        self._knows_replay = True

    def start(self, at_ms: int, until_ms: int, speed: float, show: Show, ended: Ended) -> float:
        """DESCRIBE, SETUP, PLAY."""
        self._place, self._until_ms, self._show, self._ended = self._find(), until_ms, show, ended
        talk = Conversation(self._place.address, self._place.login, self._packet, self._over)
        self._conversation = talk
        try:
            self._track = talk.describe()
            talk.set_up(self._track)
            return self._play(at_ms, speed)
        except SourceLost:
            self.stop()
            raise

    def seek(self, at_ms: int, speed: float) -> float | None:
        """PLAY with another Range; what was on its way is left."""
        if self._conversation is None:
            return None
        before = self._projector
        try:
            real = self._play(at_ms, speed)
        except SourceLost:
            return None
        if before is not None:
            before.close()
        return real

    def pause(self) -> bool:
        """PAUSE."""
        return self._did("PAUSE", {}) is not None

    def resume(self, speed: float) -> float | None:
        """PLAY from where it stands."""
        reply = self._did("PLAY", {**self._required, "Scale": f"{speed:.1f}"})
        if reply is None:
            return None
        real = _scale(reply, speed)
        self._timeline.run_at(real)
        return real

    def stop(self) -> None:
        """TEARDOWN."""
        talk, self._conversation = self._conversation, None
        projector, self._projector = self._projector, None
        if talk is not None:
            talk.close()
        if projector is not None:
            projector.close()

    @property
    def _required(self) -> dict[str, str]:
        return {"Require": "onvif-replay"} if self._knows_replay else {}

    def _begin(self, projector: Projector, at_ms: int, speed: float) -> None:
        """From the next packet on everything is of the new place."""
        self._units = Units(self._track.codec, self._track.payload_type, self._track.parameters)
        self._timeline, self._projector = Timeline(at_ms, speed), projector
        self._from_ms, self._stale_until_s = at_ms, time.monotonic() + STALE_S

    def _play(self, at_ms: int, speed: float) -> float:
        kind: Kind = "hevc" if self._track.codec == "hevc" else "h264"
        projector = Projector(kind, self._show)
        try:
            return self._played(at_ms, speed, lambda: self._begin(projector, at_ms, speed))
        except SourceLost:
            projector.close()
            raise

    def _played(self, at_ms: int, speed: float, at_yes: Callable[[], None]) -> float:
        assert self._conversation is not None
        clock = f"clock={self._clock(at_ms)}-{self._clock(self._until_ms)}"
        asked = {"Range": clock, "Scale": f"{speed:.1f}", "Immediate": "yes"}
        reply = self._conversation.told("PLAY", "", {**self._required, **asked}, at_yes)
        if reply.status == NOT_UNDERSTOOD and self._knows_replay:
            self._knows_replay = False
            reply = self._conversation.told("PLAY", "", {name: asked[name] for name in ("Range", "Scale")}, at_yes)
        if reply.status >= 300:
            raise SourceLost(f"the device does not play from this time: {reply.status}")
        return _scale(reply, speed)

    def _clock(self, at_ms: int) -> str:
        there = from_ms(at_ms + self._place.ahead_ms)
        return there.strftime("%Y%m%dT%H%M%S.") + f"{there.microsecond // 1000:03d}Z"

    def _did(self, method: str, headers: dict[str, str]) -> Message | None:
        try:
            return self._conversation.ask(method, "", headers) if self._conversation else None
        except SourceLost:
            return None

    def _packet(self, raw: bytes) -> None:
        projector = self._projector
        if projector is None:
            return
        for unit in self._units.put(raw):
            at_ms = self._at(unit)
            if not self._is_stale(at_ms):
                projector.unit(at_ms, unit.data)

    def _is_stale(self, at_ms: int) -> bool:
        """Is it a picture of the old place that the device had still in hand when it agreed to go to another?"""
        if time.monotonic() > self._stale_until_s:
            return False
        is_old = not self._from_ms - NEAR_MS < at_ms < self._from_ms + NEAR_MS
        self._stale_until_s = self._stale_until_s if is_old else 0.0
        return is_old

    def _at(self, unit: Unit) -> int:
        if unit.taken_ms is not None:
            return unit.taken_ms - self._place.ahead_ms
        return self._timeline.at(unit.stamp // 90)

    def _over(self, why: str) -> None:
        projector = self._projector
        if projector is not None:
            projector.finish(DRAIN_S)
        self._ended(THE_END if projector is not None and projector.shown else why)


def _scale(reply: Message, asked: float) -> float:
    try:
        return float(reply.header("scale") or asked)
    except ValueError:
        return asked
