"""The worker's part in arrival rates: asks the history store how many readings came, and keeps the counts.

It has connections and a pace of its own. One worker is enough; two count the same twice and write the same.
"""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from django.db import close_old_connections

from anlan.bus import history_client
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import CountQuery
from anlan.kit.logs import get_logger
from anlan.records.arrivals import counting, summing
from anlan.records.arrivals.counting import DuePoint, Found, Window
from anlan.records.core import clock
from anlan.records.core.locks import give_way

log = get_logger(__name__)
T = TypeVar("T")

EVERY_S = 300.0
#: A failed round is tried again after this.
AGAIN_S = 30.0
WAIT_S = 30.0


class ArrivalCounter:
    """Runs in every worker that leads."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        #: Days whose sums are not written yet; a counter that begins sums up what another may have left.
        self._unsummed: set[date] = {clock.today(), clock.today() - timedelta(days=1)}

    async def run(self) -> None:
        """Every five minutes, until cancelled."""
        while True:
            try:
                await self.round()
                await asyncio.sleep(EVERY_S)
            except Exception as error:
                # No ill of the platform: the page says itself how old its counts are.
                log.warning("arrivals are not counted, trying again", error=repr(error))
                await asyncio.sleep(AGAIN_S)

    async def round(self) -> None:
        """Count what is due; what is not counted now is due again."""
        windows = await _apart(counting.windows_due)
        chunks = await _apart(lambda: list(counting.points_due()))
        self._unsummed |= {window.local_day for window in windows if window.is_past}
        for window in windows:
            for points in chunks:
                await _apart(partial(counting.keep, window, points, await self._ask(window, points)))
                await _apart(give_way)
            if window.is_past:
                await _apart(partial(counting.hour_done, window))
        if self._unsummed:
            await self._sum_up(chunks)
        await _apart(summing.sites_sum)
        await _apart(counting.forget)

    async def _sum_up(self, chunks: list[list[DuePoint]]) -> None:
        """The last 24 hours of the points change once an hour; their days with them."""
        for points in chunks:
            await _apart(partial(counting.last_day_sum, points))
            await _apart(give_way)
        await _apart(partial(summing.days_sum, set(self._unsummed)))
        self._unsummed.clear()

    async def _ask(self, window: Window, points: list[DuePoint]) -> Found:
        from_ms, to_ms = window.span_ms
        query = CountQuery(points=[point.id for point in points], from_ms=from_ms, to_ms=to_ms, per_point=True)
        reply = await history_client.ask(self._bus, query, WAIT_S)
        if reply.error:
            raise BusError(reply.error)
        return {point: (readings, newest_ms) for point, readings, newest_ms in reply.counts}


async def _apart(work: Callable[[], T]) -> T:
    """In a thread of its own: alarms do not wait for a count."""

    def run() -> T:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return await asyncio.to_thread(run)
