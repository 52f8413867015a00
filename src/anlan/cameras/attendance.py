"""The gateway row that stands for an enterprise's cameras is online while at least one of them sends pictures."""

from collections.abc import Callable, Iterable

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, GatewayEvent
from anlan.bus.presence import Presence
from anlan.cameras.camera import Camera
from anlan.domain.clock import Clock

#: A camera has given a sign of life when its newest picture is not older than this.
FRESH_S = 10.0


class Attendance:
    """Signs of life per gateway, taken from the cameras; announced like those of any gateway."""

    def __init__(self, clock: Clock, announce: Callable[[GatewayEvent], None]) -> None:
        self._clock = clock
        self._presence = Presence(clock, announce)
        self._gateway_of: dict[int, GatewayConfig] = {}

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Learn through which gateway each camera speaks: that of its points."""
        gateways = {gateway.id: gateway for gateway in snapshot.gateways}
        gateway_id_of = {point.id: point.gateway_id for point in snapshot.points}
        self._gateway_of = {}
        for camera in snapshot.cameras:
            points = [camera.state_point_id, *(scene.point_id for scene in camera.scenes)]
            known = (gateways.get(gateway_id_of.get(point, 0)) for point in points)
            found = next(filter(None, known), None)
            if found is not None:
                self._gateway_of[camera.id] = found

    def tick(self, cameras: Iterable[Camera]) -> None:
        """Once a second: note who sends pictures, judge who is silent."""
        now_ms = self._clock.now_ms()
        for camera in cameras:
            gateway = self._gateway_of.get(camera.config.id)
            if gateway is not None and now_ms - camera.last_picture_at_ms < FRESH_S * 1000:
                self._presence.seen(gateway, "")
        self._presence.sweep()

    @property
    def online(self) -> int:
        """Enterprises whose cameras are there."""
        return self._presence.online
