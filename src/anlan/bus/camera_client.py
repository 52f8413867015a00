"""Asking the cameras process for what a camera sees now."""

from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.client import Bus, BusError

#: Headers of the answer.
ERROR, AT_MS = "Anlan-Error", "Anlan-At-Ms"


class NoPicture(BusError):
    """The camera shows nothing now, or nobody watches it; ``str()`` is ``unknown``, ``no_picture`` or ``no_answer``."""


async def picture(bus: Bus, camera_id: int, timeout_s: float = 3.0) -> tuple[bytes, int]:
    """The newest picture as JPEG, and when it was taken (ms since 1970 UTC).

    Raises:
        NoPicture: there is none within ``timeout_s``.
    """
    try:
        answer = await bus.nc.request(subjects.camera_picture(camera_id), b"", timeout=timeout_s)
    except (NatsError, TimeoutError) as error:
        raise NoPicture("no_answer") from error
    headers = answer.headers or {}
    if ERROR in headers:
        raise NoPicture(headers[ERROR])
    return answer.data, int(headers[AT_MS])
