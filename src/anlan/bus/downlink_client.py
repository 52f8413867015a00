"""Handing a message to a field gateway through the gateway process that holds its connection."""

from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.client import Bus

#: The answer of the process that handed it over; one that does not know the gateway says nothing.
TAKEN = b"taken"


async def send(bus: Bus, gateway_id: int, payload: bytes, timeout_s: float = 2.0) -> bool:
    """True when a connection of that gateway took the message; False when none did within ``timeout_s``."""
    try:
        answer = await bus.nc.request(subjects.downlink(gateway_id), payload, timeout=timeout_s)
    except (NatsError, TimeoutError):
        return False
    return bool(answer.data == TAKEN)
