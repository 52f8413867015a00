"""The worker's part in reporting to platforms above: fills the ledger, sends what is due, writes down the answers.

It has threads and a pace of its own: a platform that hangs holds one thread until its time limit, and never an alarm.
At most ``PER_ROUND`` facts go to one platform a second; the rest waits as rows. Several workers may do this at once: a
platform is claimed under a lock.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from anlan.kit.logs import get_logger
from anlan.records.reporting import planning, selectors, sending
from anlan.records.reporting.sending import Job, Outcome, Result
from anlan.web.records_thread import Database

log = get_logger(__name__)

EVERY_S = 1.0
PER_ROUND = 20
THREADS = 4
#: Longer than the request's own limits together.
ATTEMPT_MAX_S = 30.0


class ReportSender:
    """Runs in every worker."""

    def __init__(self, database: Database, facts: dict[str, float | int | str]) -> None:
        self._database, self._facts = database, facts
        self._threads = ThreadPoolExecutor(THREADS, "reports")
        self._busy: set[int] = set()
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Every second, until cancelled."""
        while True:
            try:
                await self.round()
            except Exception as error:
                log.exception("reports wait")
                self._warn([f"reports to platforms above wait; look at the database ({error})"])
            await asyncio.sleep(EVERY_S)

    async def round(self) -> None:
        """Look at what is new, begin to send what is due, and say what is wrong."""
        await self._database(planning.plan)
        for destination in await self._database(sending.due):
            if destination not in self._busy:
                self._busy.add(destination)
                task = asyncio.create_task(self._deliver(destination))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        self._warn(await self._database(selectors.troubles))
        self._facts["reports_waiting"] = await self._database(selectors.waiting)

    def _warn(self, sentences: Sequence[str]) -> None:
        """A warning, not an illness: the alarm path is well without any platform above."""
        self._facts.pop("reports_warning", None)
        if sentences:
            self._facts["reports_warning"] = "; ".join(sentences)

    async def _deliver(self, destination: int) -> None:
        try:
            for _ in range(PER_ROUND):
                job: Job | None = await self._database(lambda: sending.claim(destination))
                if job is None:
                    return
                outcome = await self._attempt(job)
                await self._database(partial(sending.settle, job.report_id, outcome))
        except Exception:
            # The claim runs out by itself and the fact is sent again under the same key.
            log.exception("a report was not settled", destination=destination)
        finally:
            self._busy.discard(destination)

    async def _attempt(self, job: Job) -> Outcome:
        sending_now = asyncio.get_running_loop().run_in_executor(self._threads, sending.send, job)
        try:
            async with asyncio.timeout(ATTEMPT_MAX_S):
                return await sending_now
        except TimeoutError:
            return Outcome(Result.LATER, said="对方超时未答复")
