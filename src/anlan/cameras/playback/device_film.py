"""The player over a device's recording: a thread that talks to the device, and a short queue of pictures.

Full (``MOST_WAITING`` pictures nobody fetched): the oldest go, counted as ``skipped``; what is shown is never far
behind what the device sends. While it stands paused for longer than ``HELD_S`` the device is let go of: recorders play
to few at once. Going on then begins a new conversation at the same place.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal, NamedTuple

from anlan.bus.playback_messages import MOST_BYTES, MOST_PICTURES, Shot
from anlan.cameras.playback.film import THE_END, State
from anlan.cameras.playback.reel import Reel
from anlan.cameras.sources.base import SourceLost
from anlan.kit.logs import get_logger

log = get_logger(__name__)

MOST_WAITING = 40
MOST_COMMANDS = 32
HELD_S = 12.0


class _Command(NamedTuple):
    what: Literal["play", "pause", "seek"]
    at_ms: int = 0
    speed: float = 1.0


class DeviceFilm:
    """One person's player of one device's recording; see ``film.Film``.

    Args:
        reel: makes what talks to the device; called in the film's own thread.
        until_ms: ends there at the latest.
    """

    def __init__(self, reel: Callable[[], Reel], at_ms: int, until_ms: int, speed: float) -> None:
        self._make, self._until_ms = reel, until_ms
        self.state: State = "opening"
        self.detail, self.run, self.speed, self.skipped = "", 0, speed, 0
        self._commands: queue.Queue[_Command] = queue.Queue(MOST_COMMANDS)
        self._waiting: deque[Shot] = deque()
        self._lock = threading.Lock()
        self._is_closed = threading.Event()
        self._is_moving = False  # what arrives is of the old place
        self._owes_one = False
        self._place_ms = at_ms
        self._ended_why = ""
        self._paused_s = 0.0
        self._is_held = False  # is there a conversation with the device?
        threading.Thread(target=self._work, name="playback of a device", daemon=True).start()

    # --- for the desk ------------------------------------------------------------------------------

    def take(self) -> list[Shot]:
        """Pictures that wait."""
        with self._lock:
            shots: list[Shot] = []
            size = 0
            while self._waiting and len(shots) < MOST_PICTURES and size + len(self._waiting[0].jpeg) <= MOST_BYTES:
                size += len(self._waiting[0].jpeg)
                shots.append(self._waiting.popleft())
            if not self._waiting and self._ended_why and self.state in ("playing", "opening"):
                self.state, self.detail = "ended", self._ended_why
            return shots

    def play(self, speed: float) -> None:
        """Go on."""
        self._command(_Command("play", speed=speed))

    def pause(self) -> None:
        """Stand still."""
        self._command(_Command("pause"))

    def seek(self, at_ms: int, speed: float) -> None:
        """Go there."""
        with self._lock:
            self.run += 1
            self._is_moving = True
            self._waiting.clear()
            self._ended_why = ""
            if self.state == "ended":
                self.state, self.detail = "opening", ""
        self._command(_Command("seek", at_ms, speed))

    def close(self) -> None:
        """End it."""
        self.state = "ended"
        self._is_closed.set()

    # --- the thread --------------------------------------------------------------------------------

    def _work(self) -> None:
        reel: Reel | None = None
        try:
            reel = self._make()
            self._start(reel, self._place_ms, self.speed)
            while not self._is_closed.is_set():
                self._next(reel)
        except SourceLost as lost:
            self._fail(str(lost))
        except Exception as error:  # one device's trouble; the person is told, the process goes on
            log.exception("playback failed")
            self._fail(f"{type(error).__name__}")
        finally:
            if reel is not None:
                reel.stop()

    def _next(self, reel: Reel) -> None:
        try:
            command = self._commands.get(timeout=0.2)
        except queue.Empty:
            if self._is_held and self.state == "paused" and time.monotonic() - self._paused_s > HELD_S:
                self._let_go(reel)
            return
        if command.what == "seek" and any(one.what == "seek" for one in list(self._commands.queue)):
            return  # somebody drags the time line: only the last place counts
        match command.what:
            case "play":
                self._play(reel, command.speed)
            case "pause":
                self._pause(reel)
            case "seek":
                self._seek(reel, command)

    def _start(self, reel: Reel, at_ms: int, speed: float) -> None:
        if self._is_held:
            self._let_go(reel)
        with self._lock:
            self._is_moving = False
            self._ended_why = ""
        self.speed = reel.start(at_ms, self._until_ms, speed, self._show, self._end)
        self._is_held = True
        with self._lock:
            if self.state == "opening":
                self.state = "playing"

    def _play(self, reel: Reel, speed: float) -> None:
        if self.state not in ("playing", "paused", "opening"):
            return
        self._owes_one = False
        real = reel.resume(speed) if self._is_held else None
        if real is None:
            self._start(reel, self._place_ms, speed)
        else:
            self.speed = real
        self.state = "playing"

    def _pause(self, reel: Reel) -> None:
        if self.state not in ("playing", "opening") and not self._owes_one:
            return
        self._owes_one = False
        self.state, self._paused_s = "paused", time.monotonic()
        if self._is_held and not reel.pause():
            self._let_go(reel)

    def _seek(self, reel: Reel, command: _Command) -> None:
        self._owes_one = self.state == "paused"
        self._place_ms = command.at_ms
        real = reel.seek(command.at_ms, command.speed) if self._is_held and not self._ended_why else None
        if real is None:
            self._start(reel, command.at_ms, command.speed)
        else:
            self.speed = real
            with self._lock:
                self._is_moving = False
                if self.state == "opening":
                    self.state = "playing"

    def _let_go(self, reel: Reel) -> None:
        self._is_held = False
        reel.stop()

    # --- from the reel's threads -------------------------------------------------------------------

    def _show(self, at_ms: int, jpeg: bytes) -> None:
        with self._lock:
            if self._is_moving or (self.state == "paused" and not self._owes_one):
                return
            self._place_ms = at_ms
            self._waiting.append(Shot(at_ms=at_ms, jpeg=jpeg))
            if len(self._waiting) > MOST_WAITING:
                self._waiting.popleft()
                self.skipped += 1
            is_enough = self._owes_one
        if is_enough or at_ms > self._until_ms:
            self._command(_Command("pause"))

    def _end(self, why: str) -> None:
        with self._lock:
            if not self._is_moving:
                self._ended_why = why or THE_END

    def _fail(self, why: str) -> None:
        with self._lock:
            self.state, self.detail = "ended", why[:300]

    def _command(self, command: _Command) -> None:
        try:
            self._commands.put_nowait(command)
        except queue.Full:  # faster than any person: what is in line is done first
            log.debug("playback command dropped", what=command.what)
