"""What the records wrote for screens and for the field, from the outbox to the bus: oldest first, at least once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import msgspec
from django.db import DatabaseError
from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.client import Bus, BusError
from anlan.bus.ills import Ills
from anlan.bus.messages import ScreenEvent, to_json
from anlan.kit.logs import get_logger
from anlan.records.core.models import OutboxMessage
from anlan.web import worker_store as store
from anlan.web.records_thread import Database
from anlan.web.told import Told

log = get_logger(__name__)

#: How often the outbox is looked at for what the web process wrote.
EVERY_S = 0.2
#: After the bus or the database refused.
RETRY_S = 1.0


class OutboxRelay:
    """One relay, run by the leading worker. ``wake``: there is something new, do not wait.

    Args:
        publish_config: puts a configuration on the bus; asked for by rows of the topic ``config``.
    """

    def __init__(
        self,
        bus: Bus,
        database: Database,
        ills: Ills,
        facts: dict[str, float | int | str],
        publish_config: Callable[[int], Awaitable[None]],
    ) -> None:
        self._bus, self._database, self._ills, self._facts = bus, database, ills, facts
        self._publish_config = publish_config
        self._news, self._told = asyncio.Event(), Told()

    def wake(self) -> None:
        """There is something to relay."""
        self._news.set()

    async def run(self) -> None:
        """Relay, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._news.wait()
            self._news.clear()
            try:
                while await self._relay():
                    continue
                self._ills.over("outbox")
            except (BusError, NatsError, TimeoutError) as error:
                log.warning("outbox waits for the bus", error=repr(error))
                self._ills.note("outbox", f"news for screens waits for the bus; look at nats ({error})")
                await asyncio.sleep(RETRY_S)
            except DatabaseError as error:
                # A full disk or a lost database is no reason to die: it would be as full after a restart.
                log.warning("outbox waits for the database", error=repr(error))
                self._ills.note("outbox", f"the database refuses; look at its disk space ({error})")
                await asyncio.sleep(RETRY_S)

    async def _relay(self) -> bool:
        """One page; True when there may be more."""
        await self._mark_told()
        rows: list[OutboxMessage] = await self._database(lambda: store.unsent(besides=self._told.ids))
        if not rows:
            self._facts["outbox_lag_s"] = 0
            return False
        self._facts["outbox_lag_s"] = round(store.age_s(rows[0]), 2)
        versions = [int(row.payload["version"]) for row in rows if row.topic == "config"]
        if versions:
            await self._publish_config(max(versions))  # the newest holds what the others asked for
        news = [row for row in rows if row.topic != "config"]
        await asyncio.gather(*(self._tell(row) for row in news))
        self._told.add([row.pk for row in rows], _now_s())
        return len(rows) == store.PAGE

    async def _mark_told(self) -> None:
        if self._told.is_due(_now_s()):
            ids = list(self._told.ids)
            await self._database(lambda: store.mark_sent(ids))
            self._told.marked(ids)

    async def _tell(self, row: OutboxMessage) -> None:
        event = msgspec.convert({"topic": row.topic, "kind": row.kind, **row.payload}, ScreenEvent)
        await self._bus.publish_durable(subjects.event(row.topic), to_json(event), msg_id=f"outbox-{row.pk}")


def _now_s() -> float:
    return asyncio.get_running_loop().time()
