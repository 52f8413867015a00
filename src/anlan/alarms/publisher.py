"""Transitions → the alarms stream, in order, each batch durable before the next; the barrier of a snapshot."""

import asyncio
from collections.abc import Awaitable, Callable

from anlan.alarms.engine import log_name
from anlan.bus import subjects
from anlan.bus.client import Bus, NotDurable, StoreFull
from anlan.bus.ills import Ills
from anlan.bus.messages import AlarmBatch, to_json

#: Batches that may wait; when full, evaluation stands still at its place in the log.
WAITING = 256
#: Transitions in one message. A message is one transaction of the records: a leak decided in the same moment as the
#: silence of half a county must not wait for more than this many others.
PART = 500
_RETRY_S = 1.0

Barrier = Callable[[], Awaitable[None]]


class Publisher:
    """Writes what the engine found. ``published`` counts transitions that are durable."""

    def __init__(self, bus: Bus, partition: int, ills: Ills) -> None:
        self._bus = bus
        self._partition = partition
        self._ills = ills
        self._queue: asyncio.Queue[tuple[AlarmBatch, int] | Barrier] = asyncio.Queue(WAITING)
        self.published = 0

    async def put(self, batch: AlarmBatch, epoch: int = 0) -> None:
        """Hand over one batch; waits while too many wait already."""
        await self._queue.put((batch, epoch))

    async def when_durable(self, then: Barrier) -> None:
        """Call ``then`` once everything handed over so far is durable."""
        await self._queue.put(then)

    async def drained(self) -> None:
        """Return when nothing waits any more."""
        await self._queue.join()

    async def run(self) -> None:
        """Publish until cancelled."""
        while True:
            item = await self._queue.get()
            if isinstance(item, tuple):
                await self._publish(*item)
            else:
                await item()
            self._queue.task_done()

    async def _publish(self, batch: AlarmBatch, epoch: int) -> None:
        for part, start in enumerate(range(0, len(batch.transitions), PART)):
            piece = AlarmBatch(
                partition=batch.partition,
                source_seq=batch.source_seq,
                transitions=batch.transitions[start : start + PART],
            )
            suffix = f".{part}" if part else ""
            await self._write(to_json(piece), f"{log_name(batch.partition, epoch)}-{batch.source_seq}{suffix}")
        self.published += len(batch.transitions)

    async def _write(self, payload: bytes, msg_id: str) -> None:
        """Repeat until the stream has it: nothing is skipped, and nothing later overtakes it."""
        while True:
            try:
                await self._bus.publish_durable(subjects.alarms(self._partition), payload, msg_id=msg_id)
                self._ills.over("publish")
                return
            except StoreFull as error:
                self._ills.note("publish", f"alarms wait because the stream store is full; free disk space ({error})")
            except NotDurable as error:
                self._ills.note("publish", f"alarms wait because the stream does not answer; look at nats ({error})")
            await asyncio.sleep(_RETRY_S)
