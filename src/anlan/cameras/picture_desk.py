"""Answers who asks for the newest picture of a camera: a JPEG, or a header that says why there is none."""

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from anlan.bus.camera_client import AT_MS, ERROR
from anlan.cameras.fleet import Fleet
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: An older picture is no answer to "what does it see now?".
FRESH_S = 30


class PictureDesk:
    """Serves ``subjects.camera_picture``; one process holds all cameras, so one answers for all."""

    def __init__(self, client: Client, fleet: Fleet, clock: Clock) -> None:
        self._client, self._fleet, self._clock = client, fleet, clock

    async def answer(self, message: Msg) -> None:
        """Reply to one request."""
        data, headers = self._newest(message.subject.rpartition(".")[2])
        try:
            await self._client.publish(message.reply, data, headers=headers)
        except NatsError as error:  # who asked has a time limit and asks again
            log.debug("picture not sent", error=repr(error))

    def _newest(self, camera_id: str) -> tuple[bytes, dict[str, str]]:
        camera = self._fleet.camera(int(camera_id)) if camera_id.isdecimal() else None
        if camera is None:
            return b"", {ERROR: "unknown"}
        kept = camera.ring.newest()
        if kept is None or self._clock.now_ms() - kept.at_ms > FRESH_S * 1000:
            return b"", {ERROR: "no_picture"}
        return kept.jpeg, {AT_MS: str(kept.at_ms)}
