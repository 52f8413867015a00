"""Since when each camera is as it is: noted once a second, because a state has no memory of its own."""

from typing import NamedTuple

from anlan.bus.camera_messages import CameraStatus
from anlan.cameras.camera import Camera
from anlan.domain.camera_states import CameraState


class Since(NamedTuple):
    """A state, since when, and whether it was the first one this process saw."""

    state: CameraState
    since_ms: int
    is_since_start: bool


class StateBook:
    """States of all running cameras."""

    def __init__(self) -> None:
        self._since: dict[int, Since] = {}

    def tick(self, cameras: list[Camera], now_ms: int) -> None:
        """Note what changed; forget cameras that are not watched any more."""
        running = {camera.config.id for camera in cameras}
        for gone in self._since.keys() - running:
            del self._since[gone]
        for camera in cameras:
            known = self._since.get(camera.config.id)
            if known is None or known.state is not camera.state:
                self._since[camera.config.id] = Since(camera.state, now_ms, known is None)

    def status(self, camera: Camera, tape: tuple[int, int]) -> CameraStatus:
        """One camera, with what its tape reaches (ms, 0 and 0 without one)."""
        since = self._since.get(camera.config.id, Since(camera.state, 0, True))
        return CameraStatus(
            camera_id=camera.config.id,
            state=int(since.state),
            since_ms=since.since_ms,
            is_since_start=since.is_since_start,
            last_picture_at_ms=camera.last_picture_at_ms,
            fps_wanted=round(1 / camera.pace.interval_s, 2),
            fps=camera.effective_fps,
            problem="; ".join(filter(None, [camera.why_gone, *camera.problems()]))[:500],
            is_turned=camera.is_away,
            tape_from_ms=tape[0],
            tape_to_ms=tape[1],
        )
