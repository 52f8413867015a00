"""Which camera records where: devices that this process can ask for what they recorded."""

from collections.abc import Callable

from anlan.bus.messages import CameraConfig
from anlan.bus.playback_messages import RecordingsAnswer
from anlan.cameras.playback.film import Film


class DeviceRecordings:
    """Recordings on the devices of cameras, whatever they speak."""

    async def spans(self, camera: CameraConfig, from_ms: int, to_ms: int) -> RecordingsAnswer:
        """When the device of this camera recorded."""
        return RecordingsAnswer(why="none")

    def film(self, camera: CameraConfig, at_ms: int, until_ms: int, speed: float) -> Callable[[], Film] | None:
        """What makes a player of this camera's device; None when its device cannot be asked."""
        return None
