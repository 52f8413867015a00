"""Keeps the tapes: the newest analysed picture of each camera, every few seconds, within minutes and megabytes.

It takes what the ring has already made into JPEG: a tape costs a write, no picture is coded twice.
"""

import hashlib
import shutil

from anlan.bus.messages import CameraConfig
from anlan.cameras.camera import Camera
from anlan.cameras.console.tape import Tape
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: How often tapes are made shorter.
TRIM_EVERY_TICKS = 15


class Recorder:
    """All tapes of one process. ``problem`` is empty, or says why nothing is recorded."""

    def __init__(self, config: Settings, clock: Clock) -> None:
        self._folder = config.data / "camera_tape"
        self._keep_ms = config.camera_tape_minutes * 60_000
        self._most_bytes = config.camera_tape_mb * 2**20
        self._step_ms = round(config.camera_tape_step_s * 1000)
        self._clock = clock
        self._tapes: dict[str, Tape] = {}
        self._ticks = 0
        self.problem = ""

    @property
    def is_on(self) -> bool:
        """Are tapes kept at all?"""
        return self._keep_ms > 0

    @property
    def size_bytes(self) -> int:
        """What all tapes take on disk."""
        return sum(tape.size_bytes for tape in list(self._tapes.values()))

    def tape(self, camera: Camera) -> Tape | None:
        """The tape of a camera; None when there is none."""
        return self._tapes.get(_name(camera.config))

    def reach(self, camera: Camera) -> tuple[int, int]:
        """Oldest and newest time on the tape of a camera, ms; 0 and 0 without one."""
        tape = self.tape(camera)
        return tape.reach if tape else (0, 0)

    def tick(self, cameras: list[Camera]) -> None:
        """Once a second, when the configuration is known: record what is due; now and then let go of what is too old
        or too much, and of tapes of cameras that are gone."""
        wanted = {_name(camera.config) for camera in cameras} if self.is_on else set()
        if self._ticks % TRIM_EVERY_TICKS == 0:
            self._forget(wanted)
        self._ticks += 1
        try:
            for camera in cameras if self.is_on else []:
                if not camera.is_away:  # a scene is tried on what it would see
                    self._record(camera)
            if self._ticks % TRIM_EVERY_TICKS == 0:
                self._trim()
            self.problem = ""
        except OSError as error:
            if not self.problem:
                log.error("tape not written", error=repr(error))
            self.problem = f"pictures for trying scenes out cannot be kept: {error.strerror or error}; look at the disk"

    def _record(self, camera: Camera) -> None:
        kept = camera.ring.newest()
        if kept is None:
            return
        name = _name(camera.config)
        tape = self._tapes.get(name)
        if tape is None:
            tape = self._tapes[name] = Tape(self._folder / name)
        # A quarter of a second early is on time: pictures come at their own rate.
        if kept.at_ms - tape.last_at_ms >= self._step_ms - 250:
            tape.put(kept.at_ms, kept.jpeg)

    def _trim(self) -> None:
        share = self._most_bytes // max(1, len(self._tapes))
        oldest_ms = self._clock.now_ms() - self._keep_ms
        for tape in self._tapes.values():
            tape.trim(oldest_ms, share)

    def _forget(self, wanted: set[str]) -> None:
        for gone in self._tapes.keys() - wanted:
            self._tapes.pop(gone).close()
        for path in list(self._folder.glob("*")) if self._folder.is_dir() else []:
            if path.name not in wanted:
                shutil.rmtree(path, ignore_errors=True)


def _name(config: CameraConfig) -> str:
    """A camera and where its pictures come from: another source is another tape."""
    source = hashlib.sha256(f"{config.source}\n{config.sub_source}".encode()).hexdigest()[:12]
    return f"{config.id}-{source}"
