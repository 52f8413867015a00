"""What the cameras process does for this part: readings, news of gateways, samples of what nobody has entered."""

from collections.abc import Awaitable, Callable

from anlan.bus import subjects
from anlan.bus.messages import GatewayEvent, UnknownSource, to_json
from anlan.bus.unknowns import Unknowns
from anlan.cameras.publishing import Publishing
from anlan.cameras.scene import SceneReading
from anlan.domain.clock import Clock


class ProcessOutside:
    """See ``surroundings.Outside``. ``send``: puts a message on the bus, soon."""

    def __init__(
        self,
        publishing: Publishing,
        clock: Clock,
        announce: Callable[[GatewayEvent], None],
        send: Callable[[str, bytes], None],
    ) -> None:
        self._publishing, self._announce, self._send = publishing, announce, send
        self._unknowns = Unknowns(clock, self._tell)

    def deliver(self, readings: list[SceneReading]) -> None:
        """Take readings that repeat what is known."""
        self._publishing.deliver(readings)

    def deliver_durably(self, readings: list[SceneReading]) -> Awaitable[bool]:
        """Make readings durable; False when they are not yet."""
        return self._publishing.deliver_durably(readings)

    def tell_unknown(self, source: UnknownSource) -> None:
        """Pass on a sample; not every time."""
        self._unknowns.saw(source)

    def announce(self, event: GatewayEvent) -> None:
        """Say that a gateway came or went."""
        self._announce(event)

    def _tell(self, digest: str, source: UnknownSource) -> None:
        self._send(subjects.unknown(source.driver, digest), to_json(source))
