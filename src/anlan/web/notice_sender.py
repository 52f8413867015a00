"""The worker's part in telling people: plans, claims, sends in threads of its own, writes down what came of it.

A provider that hangs holds one thread until its time limit; the others go on. At most ``IN_FLIGHT_PER_CHANNEL``
messages are on their way at one channel and ``THREADS`` in all; the rest waits as rows, red first. Several workers may
do this at once: rows are claimed under locks.
"""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from anlan.bus.ills import Ills
from anlan.kit.logs import get_logger
from anlan.records.notices import delivering, mass, planning
from anlan.records.notices.channels.channel import Outcome, Result
from anlan.records.notices.delivering import Job
from anlan.web.records_thread import Database

log = get_logger(__name__)

EVERY_S = 0.5
THREADS = 32
#: Longer than any channel's own limits together; what takes longer is uncertain.
ATTEMPT_MAX_S = 45.0


class NoticeSender:
    """Runs in every worker."""

    def __init__(self, database: Database, ills: Ills, facts: dict[str, float | int | str]) -> None:
        self._database, self._ills, self._facts = database, ills, facts
        self._threads = ThreadPoolExecutor(THREADS, "notices")
        self._in_flight: Counter[int] = Counter()
        self._under_way: set[asyncio.Task[None]] = set()
        self._sent = self._failed = 0

    async def run(self) -> None:
        """Every half second, until cancelled."""
        while True:
            try:
                await self._round()
                self._ills.over("notices")
            except Exception as error:
                log.exception("notices wait")
                self._ills.note("notices", f"notices are not sent; look at the database ({error})")
                await asyncio.sleep(1)
            await asyncio.sleep(EVERY_S)

    async def _round(self) -> None:
        await self._database(planning.plan)
        await self._database(mass.feed)
        if len(self._under_way) >= THREADS:
            return
        jobs: list[Job] = await self._database(lambda: delivering.claim(self._in_flight))
        for job in jobs:
            self._in_flight[job.channel_id] += 1
            task = asyncio.create_task(self._attempt(job))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _attempt(self, job: Job) -> None:
        try:
            sending = asyncio.get_running_loop().run_in_executor(self._threads, delivering.send, job)
            async with asyncio.timeout(ATTEMPT_MAX_S):
                outcome = await sending
        except TimeoutError:
            outcome = Outcome(Result.UNCERTAIN, why="渠道超时未答复")
        finally:
            self._in_flight[job.channel_id] -= 1
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
