"""Which cameras run: follows the published configuration without disturbing what did not change."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from anlan.bus.messages import CameraConfig
from anlan.cameras.camera import Camera, Deliver
from anlan.cameras.pipeline import Finder
from anlan.cameras.sources.base import Source
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.memory import resident_bytes

log = get_logger(__name__)


class Fleet:
    """All cameras of this process. ``adopt`` and ``tick`` are called from one thread."""

    def __init__(
        self,
        open_source: Callable[[CameraConfig], Source],
        finder: Finder,
        deliver: Deliver,
        clock: Clock,
        references: Path | None = None,
    ) -> None:
        self._open, self._finder, self._deliver = open_source, finder, deliver
        self._clock, self._references = clock, references
        self._cameras: dict[int, Camera] = {}

    @property
    def cameras(self) -> list[Camera]:
        """Running cameras."""
        return list(self._cameras.values())

    def camera(self, camera_id: int) -> Camera | None:
        """One running camera."""
        return self._cameras.get(camera_id)

    def watching(self, point_id: int) -> Camera | None:
        """The camera one of whose scenes feeds this point."""
        return next((c for c in self.cameras if any(s.point_id == point_id for s in c.config.scenes)), None)

    def adopt(self, wanted: list[CameraConfig]) -> None:
        """Start, change and stop cameras so that exactly ``wanted`` run."""
        by_id = {config.id: config for config in wanted}
        for gone in self._cameras.keys() - by_id.keys():
            self._cameras.pop(gone).stop()
        for config in wanted:
            running = self._cameras.get(config.id)
            if running is None or _is_other_stream(running.config, config):
                self._start(config)
            elif running.config != config:
                running.revise(config)

    def tick(self) -> None:
        """Once a second."""
        now_ms = self._clock.now_ms()
        for camera in self.cameras:
            camera.tick(now_ms)

    def stop(self) -> None:
        """Stop all cameras and wait for those whose reader ends at once."""
        for camera in self.cameras:
            camera.stop()
        for camera in self.cameras:
            camera.reader.join(0.2)
        self._cameras.clear()

    def problems(self) -> list[str]:
        """What does not work, one sentence each; a blind camera is no problem of this process."""
        return [problem for camera in self.cameras for problem in camera.problems()]

    def facts(self) -> dict[str, float | int | str]:
        """Figures for the heartbeat."""
        cameras = self.cameras
        rates = [c.effective_fps for c in cameras if c.state is CameraState.OK]
        return {
            "cameras": len(cameras),
            "cameras_blind": sum(c.state.is_blind for c in cameras),
            "cameras_attentive": sum(c.is_attentive for c in cameras),
            "scenes": sum(len(c.config.scenes) for c in cameras),
            "frames_arrived": sum(c.slot.arrived for c in cameras),
            "frames_dropped": sum(c.slot.dropped for c in cameras),
            "fps_wanted": round(sum(1 / c.pace.interval_s for c in cameras if c.state is CameraState.OK), 1),
            "fps_effective": round(sum(rates), 1),
            "fps_lowest": min(rates, default=0.0),
            "ring_mb": round(sum(c.ring.size_bytes for c in cameras) / 2**20, 1),
            "memory_mb": round(resident_bytes() / 2**20),
            "latency_ms_worst": round(max((c.latency_ms for c in cameras), default=0.0)),
        }

    def _start(self, config: CameraConfig) -> None:
        old = self._cameras.get(config.id)
        if old is not None:
            old.stop()
        camera = Camera(config, self._open, self._finder, self._deliver, self._clock, self._references)
        self._cameras[config.id] = camera
        camera.start()


def _is_other_stream(old: CameraConfig, new: CameraConfig) -> bool:
    """True when more changed than what is watched for. Zones drawn anew mean a new reference view as well."""
    same = replace(new, scenes=old.scenes, analysed_fps=old.analysed_fps, name=old.name) == old
    return not same or [(s.zone, s.masks) for s in old.scenes] != [(s.zone, s.masks) for s in new.scenes]
