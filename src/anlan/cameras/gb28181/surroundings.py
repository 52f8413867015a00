"""What is around a station: the cameras process, and what speaks with platforms above."""

from collections.abc import Awaitable
from typing import Protocol

from anlan.bus.messages import GatewayEvent, UnknownSource
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.scene import SceneReading
from anlan.kit.sip.message import Request, Response


class Outside(Protocol):
    """What the process around it does for it."""

    def deliver(self, readings: list[SceneReading]) -> None:
        """Take readings that repeat what is known."""
        ...

    def deliver_durably(self, readings: list[SceneReading]) -> Awaitable[bool]:
        """Make readings durable; False when they are not yet."""
        ...

    def tell_unknown(self, source: UnknownSource) -> None:
        """Pass on a sample of something nobody has entered."""
        ...

    def announce(self, event: GatewayEvent) -> None:
        """Say that a gateway came or went."""
        ...


class Above(Protocol):
    """What speaks with platforms above, over the same two sockets."""

    def is_superior(self, host: str) -> bool:
        """Does a platform above speak from this address?"""
        ...

    def takes(self, message: Request | Response, flow: Flow) -> bool:
        """One message; False when it is not of a platform above.

        Raises:
            Refused: it is, and is not taken.
        """
        ...
