"""Group commit: what arrived within a short window becomes one durable write per partition, then answers go out.

One write costs one disk flush whatever its size (about 3 ms), so a window of 20 ms carries 130,000 readings/s
with room to spare, where one flush per message would end near 2,000 messages/s.

Every write also wakes the stream and each of its readers. So a window in which much arrived waits on: at 131,000
readings/s windows of 50 ms cost all processes together 18 % less CPU than windows of 20 ms, for 15 ms more delay.

The gateway and the cameras write through it; each says how its readings are judged before they are written.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from anlan.bus import subjects
from anlan.bus.client import NotDurable, StoreFull
from anlan.bus.readings import Readings, concat, encode
from anlan.kit.logs import get_logger

log = get_logger(__name__)

Publish = Callable[[str, bytes, str], Awaitable[object]]

#: Called once per submission: None = durable; "full" = the store refused, keep your data and try later;
#: "lost" = no acknowledgement, may or may not be stored, send again.
Done = Callable[[Literal["full", "lost"] | None], None]

#: Scale and flag readings, leaving out points that the present configuration no longer has.
Judge = Callable[[Readings], Readings]

#: int16 partition numbers indexed by point id, of the present configuration.
Partitions = Callable[[], npt.NDArray[np.int16]]

#: Readings that may wait in memory; beyond it drivers stop reading their sockets and devices keep their data.
MOST_WAITING = 400_000
#: Readings a second from which on a window is a busy one.
BUSY_READINGS_PER_S = 20_000
#: Readings per message: 8 MB is the server's limit, 21 bytes a reading.
MOST_PER_MESSAGE = 200_000


_REFUSALS = {
    "full": "devices are not acknowledged and keep their data: the readings stream is full; free disk space, look at "
    "readings_kept_for_… of the worker, or raise ANLAN_READINGS_MAX_BYTES",
    "lost": "devices are not acknowledged and repeat: the stream does not answer; look at disk space and nats",
}


@dataclass(slots=True)
class Figures:
    """What the committer did since it began."""

    readings: int = 0
    batches: int = 0
    full: int = 0
    lost: int = 0
    last_commit_ms: float = 0.0


@dataclass(slots=True)
class _Window:
    parts: list[Readings] = field(default_factory=list)
    answers: list[Done] = field(default_factory=list)
    size: int = 0


class Committer:
    """Collects submissions and makes them durable, one write at a time so that order is kept."""

    def __init__(
        self,
        publish: Publish,
        judge: Judge,
        partitions: Partitions,
        *,
        instance: str,
        window_s: float = 0.02,
        busy_window_s: float = 0.0,
    ) -> None:
        self._publish = publish
        self._judge = judge
        self._partitions = partitions
        self._instance = instance
        self._window_s = window_s
        self._more_s = max(0.0, busy_window_s - window_s)
        self._busy = BUSY_READINGS_PER_S * window_s
        self._next = _Window()
        self._number = 0
        self._arrived = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        self.figures = Figures()
        self.refusal = ""  # why the last window was not acknowledged, and what to do; empty when it was

    @property
    def waiting(self) -> int:
        """Readings not yet handed to the stream."""
        return self._next.size

    @property
    def is_full(self) -> bool:
        """True while drivers must stop reading."""
        return self._next.size >= MOST_WAITING

    async def room(self) -> None:
        """Return when there is room again."""
        await self._roomy.wait()

    def submit(self, readings: Readings, done: Done) -> None:
        """Take readings into the present window."""
        self._next.parts.append(readings)
        self._next.answers.append(done)
        self._next.size += len(readings) or 1
        if self._next.size >= MOST_WAITING:
            self._roomy.clear()
        self._arrived.set()

    async def run(self) -> None:
        """Commit windows until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            await asyncio.sleep(self._window_s)
            if self._more_s and self._next.size >= self._busy:
                await asyncio.sleep(self._more_s)
            window, self._next = self._next, _Window()
            self._arrived.clear()
            self._roomy.set()
            begun = loop.time()
            outcome = await self._commit(window)
            self.refusal = _REFUSALS[outcome] if outcome else ""
            self.figures.last_commit_ms = (loop.time() - begun) * 1000
            for answer in window.answers:
                with contextlib.suppress(Exception):  # a connection that went away must not stop the others
                    answer(outcome)

    async def _commit(self, window: _Window) -> Literal["full", "lost"] | None:
        batch = self._judge(concat(window.parts))
        self._number += 1
        try:
            for part, (partition, piece) in enumerate(_pieces(batch, self._partitions())):
                message_id = f"{self._instance}-{self._number}-{part}"
                await self._publish(subjects.readings(partition), encode(piece), message_id)
        except StoreFull as error:
            self.figures.full += 1
            log.error("stream store is full, devices are not acknowledged", error=str(error), readings=len(batch))
            return "full"
        except NotDurable as error:
            self.figures.lost += 1
            log.error("write was not acknowledged, devices will repeat", error=str(error), readings=len(batch))
            return "lost"
        self.figures.readings += len(batch)
        self.figures.batches += 1
        return None


def _pieces(batch: Readings, partition_of: npt.NDArray[np.int16]) -> list[tuple[int, Readings]]:
    """The batch split by partition and message size; order within a point is kept. Empty batch: nothing."""
    pieces: list[tuple[int, Readings]] = []
    partition = partition_of[batch.point]
    present = np.unique(partition)
    for number in present:
        rows = batch if len(present) == 1 else batch.take(np.flatnonzero(partition == number))
        for start in range(0, len(rows), MOST_PER_MESSAGE):
            piece = np.arange(start, min(start + MOST_PER_MESSAGE, len(rows)))
            pieces.append((int(number), rows if len(rows) <= MOST_PER_MESSAGE else rows.take(piece)))
    return pieces
