"""The alarms process: one owned engine per partition, one compiled loop for all of them."""

import asyncio
import time

from anlan.alarms import warm_up
from anlan.alarms.kernel import Kernel
from anlan.alarms.worker import PartitionWorker
from anlan.bus import config_store, subjects
from anlan.bus.leading import lead
from anlan.bus.lease import Lease
from anlan.bus.service import Service
from anlan.kit.logs import get_logger
from anlan.kit.together import until_one_ends

log = get_logger(__name__)


async def main(service: Service) -> None:
    """Evaluate every partition that nobody else owns, and stand by for the others, until told to stop.

    Should two processes own one partition for a moment, as after a long pause of the first, they write the same
    transitions with the same ids, which the stream and every receiver drop: wasteful, not wrong.
    """
    began = time.perf_counter()
    kernel = await asyncio.to_thread(warm_up.ready_kernel)
    service.facts["kernel"] = kernel.name
    service.facts["warm_up_s"] = round(time.perf_counter() - began, 3)
    service.facts["partitions"] = service.settings.partitions
    owned: dict[int, PartitionWorker] = {}
    jobs = [asyncio.create_task(_serve(service, p, kernel, owned)) for p in range(service.settings.partitions)]
    totals = asyncio.create_task(_sum_up(service, owned))
    try:
        await _until_done_or_failed(jobs, [totals])
    finally:
        for job in (*jobs, totals):
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


async def _until_done_or_failed(jobs: list[asyncio.Task[None]], helpers: list[asyncio.Task[None]]) -> None:
    """Return when every job has ended; raise as soon as anything failed."""
    pending: set[asyncio.Task[None]] = {*jobs, *helpers}
    while not all(job.done() for job in jobs):
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for job in done:
            job.result()


async def _serve(service: Service, partition: int, kernel: Kernel, owned: dict[int, PartitionWorker]) -> None:
    """Own one partition whenever it is free; while it is ours it stands in ``owned``."""
    config = service.settings

    def new_lease() -> Lease:
        return Lease(service.bus, f"alarms-{partition}", config.folder("alarms"), config.lease_s)

    async def work(_lease: Lease) -> None:
        await _work(service, partition, kernel, owned)

    await lead(new_lease, service.stop, work)


async def _work(service: Service, partition: int, kernel: Kernel, owned: dict[int, PartitionWorker]) -> None:
    """Run the engine of one owned partition until told to stop; cancelled when the lease is lost."""
    began = time.perf_counter()
    worker = PartitionWorker(service, partition, kernel)
    await worker.restore()
    owned[partition] = worker
    log.info("alarms ready", kernel=kernel.name, partition=partition, after_s=round(time.perf_counter() - began, 3))
    try:
        await until_one_ends(worker.run(), _follow_config(service, worker))
    finally:
        del owned[partition]
        worker.report.retire()


async def _follow_config(service: Service, worker: PartitionWorker) -> None:
    async for fingerprint, snapshot in config_store.watch_from(service.bus, worker.fingerprint or None):
        await worker.propose(snapshot, fingerprint)


async def _sum_up(service: Service, owned: dict[int, PartitionWorker]) -> None:
    """Figures of all partitions owned here together, for the health page."""
    facts, partitions = service.facts, range(service.settings.partitions)
    while True:
        for name in ("readings", "transitions", "published", "late", "poisoned", "gaps", "owner"):
            facts[name] = sum(int(facts.get(f"p{p}_{name}", 0)) for p in partitions)
        facts["lag_s"] = max(float(facts.get(f"p{p}_lag_s", 0.0)) for p in partitions)
        facts["seq"] = max(int(facts.get(f"p{p}_seq", 0)) for p in partitions)
        service.needs.pop(subjects.READINGS, None)
        needs = [worker.needs_from for worker in owned.values()]
        if wanted := [need for need in needs if need is not None]:
            service.needs[subjects.READINGS] = min(wanted)
        await asyncio.sleep(0.5)
