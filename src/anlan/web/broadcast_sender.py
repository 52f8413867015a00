"""The worker's part in broadcasting: plans what speaks of itself, calls in threads of its own, notes what came of it.

Threads, places and pace are apart from those of notices: a hall full of dead horns holds up no message to a person.
At most ``ANLAN_LOUDSPEAKER_CALLS`` calls are under way at once, a quarter of them kept for red; the rest waits as rows,
the newest red first. Several workers may do this at once: rows are claimed under locks.
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from anlan.kit.logs import get_logger
from anlan.kit.sip.ending import Ended, Ending
from anlan.records.loudspeakers import calling, planning, selectors
from anlan.records.loudspeakers.calling import Job
from anlan.web.records_thread import Database

log = get_logger(__name__)

EVERY_S = 0.5
#: Longer than any sound, with what begins and ends a call.
ATTEMPT_MAX_S = 240.0


class BroadcastSender:
    """Runs in every worker."""

    def __init__(self, database: Database, facts: dict[str, float | int | str], at_once: int) -> None:
        self._database, self._facts, self._at_once = database, facts, at_once
        self._threads = ThreadPoolExecutor(at_once, "loudspeakers")
        self._stops: dict[int, threading.Event] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Every half second, until cancelled; then what plays ends."""
        try:
            while True:
                try:
                    await self.round()
                except Exception as error:
                    log.exception("broadcasts wait")
                    self._warn([f"broadcasts wait; look at the database ({error})"])
                    await asyncio.sleep(1)
                await asyncio.sleep(EVERY_S)
        finally:
            for stop in self._stops.values():
                stop.set()

    async def round(self) -> None:
        """Plan, stop what is to stop, call what is due, and say what is wrong."""
        await self._database(planning.plan)
        if self._stops:
            for call_id in await self._database(partial(calling.keep, list(self._stops))):
                self._stops[call_id].set()
        jobs: list[Job] = await self._database(partial(calling.claim, self._at_once, len(self._stops)))
        for job in jobs:
            self._stops[job.call_id] = threading.Event()
            task = asyncio.create_task(self._call(job))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        self._facts["broadcasts_waiting"] = await self._database(selectors.waiting)
        self._warn(await self._database(selectors.troubles))

    def _warn(self, sentences: Sequence[str]) -> None:
        """A warning, not an illness: the alarm path is well without any horn."""
        self._facts.pop("loudspeakers_warning", None)
        if sentences:
            self._facts["loudspeakers_warning"] = "; ".join(sentences)

    async def _call(self, job: Job) -> None:
        stop = self._stops[job.call_id]
        try:
            dialling = asyncio.get_running_loop().run_in_executor(
                self._threads, partial(calling.dial, job, stop.is_set)
            )
            async with asyncio.timeout(ATTEMPT_MAX_S):
                ending = await dialling
        except TimeoutError:
            stop.set()
            ending = Ending(Ended.UNREACHABLE, why="呼叫超时")
        finally:
            self._stops.pop(job.call_id, None)
        try:
            await self._database(partial(calling.settle, job.call_id, ending))
        except Exception:
            # The claim runs out by itself and the call is made again.
            log.exception("the end of a call was not written down", call=job.call_id)
