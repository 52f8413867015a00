"""The gateway process: configuration in, drivers listening, readings out."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Sequence

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from anlan.bus import config_store
from anlan.bus.downlink_client import TAKEN
from anlan.bus.messages import ConfigSnapshot
from anlan.bus.service import Service
from anlan.gateway import catalogue
from anlan.gateway.driver import Driver
from anlan.gateway.host import GatewayHost
from anlan.gateway.registry import PublishedRegistry
from anlan.kit.logs import get_logger

log = get_logger(__name__)


async def main(service: Service) -> None:
    """Serve all drivers until told to stop."""
    host = GatewayHost(service)
    snapshots = config_store.watch(service.bus)
    host.registry = PublishedRegistry(await anext(snapshots))  # a device must not be refused for want of a look-up
    drivers = catalogue.load(host)
    _keep_out_of_collections()

    async def deliver(message: Msg) -> None:
        taken = await _deliver(drivers, int(message.subject.rsplit(".", 1)[1]), message.data)
        if taken and message.reply:
            await message.respond(TAKEN)

    downlinks = await service.bus.nc.subscribe("anlan.downlink.*", cb=deliver)
    jobs: list[asyncio.Task[object]] = []
    try:
        await _start(drivers)
        log.info("gateway listens", drivers=[d.name for d in drivers], config_version=host.registry.version)
        jobs += [
            asyncio.create_task(host.committer.run()),
            asyncio.create_task(_follow_config(host, drivers, snapshots)),
            asyncio.create_task(_watch_over(host, drivers, service)),
            asyncio.create_task(service.stop.wait()),
        ]
        ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in ended:
            job.result()
    finally:
        with contextlib.suppress(NatsError):
            await downlinks.unsubscribe()
        for driver in drivers:
            await driver.stop()
        for job in jobs:
            job.cancel()
        # They leave the bus themselves, so they must have ended before it is closed.
        await asyncio.gather(*jobs, return_exceptions=True)


async def _start(drivers: list[Driver]) -> None:
    """Start all; a plug-in that cannot is left out and told, a built-in driver that cannot ends the process."""
    for driver in list(drivers):
        try:
            await driver.start()
        except Exception:
            if not driver.is_plug_in:
                raise
            log.exception("plug-in driver cannot start", driver=driver.name)
            drivers.remove(driver)


def _keep_out_of_collections() -> None:
    """Let the garbage collector skip what lives long: searching a county's points for cycles would stop all devices."""
    gc.freeze()


async def _follow_config(
    host: GatewayHost, drivers: Sequence[Driver], snapshots: AsyncIterator[ConfigSnapshot]
) -> None:
    async for snapshot in snapshots:
        host.registry = PublishedRegistry(snapshot)
        _keep_out_of_collections()
        log.info("configuration adopted", version=snapshot.version, points=len(snapshot.points))
        for driver in drivers:
            await driver.reload()


async def _watch_over(host: GatewayHost, drivers: Sequence[Driver], service: Service) -> None:
    while True:
        host.presence.sweep()
        host.certificate.refresh()
        service.facts = host.facts() | {f"{d.name}_{name}": fact for d in drivers for name, fact in d.facts().items()}
        service.unwell = host.committer.refusal
        await asyncio.sleep(1)


async def _deliver(drivers: Sequence[Driver], gateway_id: int, payload: bytes) -> bool:
    """True when a driver has a connection of that gateway that takes it."""
    for driver in drivers:
        if await driver.downlink(gateway_id, payload):
            return True
    return False
