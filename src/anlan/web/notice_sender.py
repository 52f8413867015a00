"""The worker's part in telling people: plans, claims, sends in threads of its own, writes down what came of it.

At most ``IN_FLIGHT_PER_CHANNEL`` messages are on their way at one channel, each in a thread of that channel; the rest
waits as rows, red first. A provider that hangs beyond every limit keeps its own threads and no other's: an attempt
counts as uncertain at its time limit, but its place is free only when its thread is. Several workers may do this at
once: rows are claimed under locks.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from anlan.bus.ills import Ills
from anlan.kit.logs import get_logger
from anlan.records.notices import delivering, mass, planning
from anlan.records.notices.channels.channel import Outcome, Result
from anlan.records.notices.delivering import IN_FLIGHT_PER_CHANNEL, Job
from anlan.web.records_thread import Database

log = get_logger(__name__)

EVERY_S = 0.5
#: Longer than any channel's own limits together; what takes longer is uncertain.
ATTEMPT_MAX_S = 45.0


class NoticeSender:
    """Runs in every worker."""

    def __init__(self, database: Database, ills: Ills, facts: dict[str, float | int | str]) -> None:
        self._database, self._ills, self._facts = database, ills, facts
        self._threads: dict[int, ThreadPoolExecutor] = {}
        self._in_flight: Counter[int] = Counter()
        self._under_way: set[asyncio.Task[None]] = set()
        self._sent = self._failed = 0

    async def run(self) -> None:
        """Every half second, until cancelled."""
        while True:
            # Each by itself: a mass text that cannot be fed, or a notice that cannot be planned, must not keep what is
            # planned already from going out.
            failed = [not await self._tried(name, work) for name, work in self._works().items()]
            await asyncio.sleep(EVERY_S + any(failed))

    def _works(self) -> dict[str, Callable[[], Awaitable[Any]]]:
        return {
            "notices planned": lambda: self._database(planning.plan),
            "notices sent": self._send,
            "mass texts": lambda: self._database(mass.feed),
        }

    async def _tried(self, name: str, work: Callable[[], Awaitable[Any]]) -> bool:
        try:
            await work()
        except Exception as error:
            log.exception("notices wait", what=name)
            self._ills.note(name, f"{name}: something waits; look at the worker's log and the database ({error})")
            return False
        self._ills.over(name)
        return True

    async def _send(self) -> None:
        jobs: list[Job] = await self._database(lambda: delivering.claim(self._in_flight))
        for job in jobs:
            task = asyncio.create_task(self._attempt(job, self._begin(job)))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _begin(self, job: Job) -> asyncio.Future[Outcome]:
        """Start one attempt; its place at the channel is taken until its thread has ended, however long that is."""
        channel = job.channel_id
        if channel not in self._threads:
            self._threads[channel] = ThreadPoolExecutor(IN_FLIGHT_PER_CHANNEL, f"notices-{channel}")
        self._in_flight[channel] += 1
        sending = asyncio.get_running_loop().run_in_executor(self._threads[channel], delivering.send, job)
        sending.add_done_callback(lambda _: self._in_flight.subtract([channel]))
        return sending

    async def _attempt(self, job: Job, sending: asyncio.Future[Outcome]) -> None:
        try:
            async with asyncio.timeout(ATTEMPT_MAX_S):
                outcome = await asyncio.shield(sending)
        except TimeoutError:
            outcome = Outcome(Result.UNCERTAIN, why="渠道超时未答复")
        self._count(outcome)
        try:
            await self._database(lambda: delivering.settle(job.delivery_id, outcome))
        except Exception:
            # The claim runs out by itself and the attempt then counts as uncertain.
            log.exception("outcome of a delivery not written down", delivery=job.delivery_id)

    def _count(self, outcome: Outcome) -> None:
        is_sent = outcome.result == Result.SENT
        self._sent, self._failed = self._sent + is_sent, self._failed + (not is_sent)
        self._facts["notices_sent"], self._facts["notices_failed"] = self._sent, self._failed
