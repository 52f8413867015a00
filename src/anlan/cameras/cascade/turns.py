"""What platforms above turned, on its way to the audit trail: kept until it is durable on the bus.

Nothing is turned that could not be written down: with ``MOST`` waiting, because the bus is away, platforms above may
not begin anything until there is room again. A crash of this process loses what waits at that moment.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from anlan.bus import subjects
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.client import BusError
from anlan.bus.messages import to_json
from anlan.kit.logs import get_logger

log = get_logger(__name__)

MOST = 500
RETRY_S = 5.0

Publish = Callable[[str, bytes, str], Awaitable[object]]


class Turns:
    """All that wait. ``publish``: puts a message durably on the bus, once per id; may raise ``BusError``."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._waiting: deque[CameraTurned] = deque()
        self._news = asyncio.Event()
        self.told = 0

    @property
    def is_full(self) -> bool:
        """Must nothing more be turned?"""
        return len(self._waiting) >= MOST

    @property
    def waiting(self) -> int:
        """How many are not durable yet."""
        return len(self._waiting)

    def put(self, turned: CameraTurned) -> None:
        """One more. Never dropped: what was under way when it became full is kept as well."""
        self._waiting.append(turned)
        self._news.set()

    async def run(self) -> None:
        """Pass on, oldest first, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                await self._tell(self._waiting[0])

    async def _tell(self, turned: CameraTurned) -> None:
        try:
            await self._publish(subjects.CAMERA_TURNED, to_json(turned), turned.id)
        except BusError as error:
            log.warning("turning by a platform above not written down yet", waiting=self.waiting, error=str(error))
            await asyncio.sleep(RETRY_S)
        else:
            self._waiting.popleft()
            self.told += 1
