"""The alarms process: one worker per partition, one compiled loop for all of them."""

import asyncio
import time

from anlan.alarms import warm_up
from anlan.alarms.worker import PartitionWorker
from anlan.bus import config_store, subjects
from anlan.bus.service import Service
from anlan.kit.logs import get_logger

log = get_logger(__name__)


async def main(service: Service) -> None:
    """Evaluate every partition until told to stop.

    Two of these processes by mistake write the same transitions with the same ids, which the stream and every
    receiver drop: wasteful, not wrong.
    """
    began = time.perf_counter()
    kernel = await asyncio.to_thread(warm_up.ready_kernel)
    service.facts["kernel"] = kernel.name
    service.facts["warm_up_s"] = round(time.perf_counter() - began, 3)
    workers = [PartitionWorker(service, p, kernel) for p in range(service.settings.partitions)]
    for worker in workers:
        await worker.restore()
    log.info("alarms ready", kernel=kernel.name, after_s=round(time.perf_counter() - began, 3))
    jobs = [asyncio.create_task(worker.run()) for worker in workers]
    following = asyncio.create_task(_follow_config(service, workers))
    totals = asyncio.create_task(_sum_up(service, workers))
    try:
        await _until_done_or_failed(jobs, [following, totals])
    finally:
        for job in (*jobs, following, totals):
            job.cancel()


async def _until_done_or_failed(jobs: list[asyncio.Task[None]], helpers: list[asyncio.Task[None]]) -> None:
    """Return when every worker has ended; raise as soon as anything failed."""
    pending: set[asyncio.Task[None]] = {*jobs, *helpers}
    while not all(job.done() for job in jobs):
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for job in done:
            job.result()


async def _follow_config(service: Service, workers: list[PartitionWorker]) -> None:
    prints = {worker.fingerprint for worker in workers}
    known = prints.pop() if len(prints) == 1 else ""
    async for fingerprint, snapshot in config_store.watch_from(service.bus, known or None):
        for worker in workers:
            await worker.propose(snapshot, fingerprint)


async def _sum_up(service: Service, workers: list[PartitionWorker]) -> None:
    """Figures of all partitions together, for the health page."""
    while True:
        for name in ("readings", "transitions", "published", "late", "poisoned", "gaps"):
            service.facts[name] = sum(
                int(service.facts.get(f"p{p}_{name}", 0)) for p in range(service.settings.partitions)
            )
        lags = [float(service.facts.get(f"p{p}_lag_s", 0.0)) for p in range(service.settings.partitions)]
        service.facts["lag_s"] = max(lags)
        service.facts["seq"] = max(int(service.facts.get(f"p{p}_seq", 0)) for p in range(service.settings.partitions))
        needs = [worker.needs_from for worker in workers]
        if wanted := [need for need in needs if need is not None]:
            service.needs[subjects.READINGS] = min(wanted)
        await asyncio.sleep(0.5)
