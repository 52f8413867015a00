"""Every disk of the platform full in turn, under load: named in /healthz with what to do, and well again by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from bench.county import Size
from bench.rig import Rig, rig

from anlan.bus.client import Bus
from tests.acceptance.durability.place import SmallDisk, health, problems, require_mount, small_disk
from tests.acceptance.river.judge import Verdict, judge_readings
from tests.acceptance.river.ledger import Ledger
from tests.acceptance.river.plant import Answered, Plant
from tests.integration.support import until

pytestmark = [pytest.mark.nats, pytest.mark.slow, pytest.mark.timeout(900)]

SIZE = Size(gateways=1, enterprises_per_gateway=2, points=10)
#: Folder of the data folder, size of its disk in MB, and what /healthz must say when it is full.
DISKS = {
    "records": (".", 64, ("worker: ", "free disk space")),
    "alarms": ("alarms", 16, ("alarms: ", "the snapshot cannot be written; free disk space")),
    "history": ("history", 256, ("history: ", "they wait in the log", "look at disk space")),
    "stream": ("nats/store", 64, ("supervisor: the stream store is ill", "free disk space")),
}


@contextlib.contextmanager
def disks(data: Path) -> Iterator[dict[str, SmallDisk]]:
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(small_disk(data / where, mb)) for name, (where, mb, _) in DISKS.items()}


@contextlib.asynccontextmanager
async def sending(place: Rig) -> AsyncIterator[Answered]:
    """A plant that sends until the block ends; then every message must be acknowledged."""
    answered, stop = Answered(), asyncio.Event()
    work = asyncio.create_task(Plant(place.config.mqtt_port, SIZE, 0, 1, answered).run(stop))
    yield answered
    stop.set()
    await work


async def _well(place: Rig) -> bool:
    return (await asyncio.to_thread(health, place.config))[0] == 200


async def _says(place: Rig, wanted: tuple[str, ...]) -> bool:
    said = await asyncio.to_thread(problems, place.config)
    return all(text in said for text in wanted)


async def test_each_full_disk_is_named_loses_nothing_and_recovers(tmp_path: Path) -> None:
    require_mount()
    with disks(tmp_path) as small:
        async with rig(SIZE, data=tmp_path, nats_store_max_bytes=12 * 2**30) as place:
            async with sending(place) as answered:
                await until(lambda: len(answered.acknowledged) > 200, 30, "readings are acknowledged")
                for name, (_, _, wanted) in DISKS.items():
                    small[name].fill()
                    await until(lambda wanted=wanted: _says(place, wanted), 60, f"{name}: {wanted}")
                    if name == "stream":
                        await _refuses(answered)
                    small[name].free()
                    await until(lambda: _well(place), 90, f"well again after {name}")
            verdict, bus = Verdict(), await Bus.connect("judge", place.config)
            await judge_readings(bus, SIZE, answered, verdict)
            await bus.close()
            assert verdict.acknowledged == verdict.sent > 0
            assert (verdict.lost_readings, verdict.doubled_readings, verdict.invented_readings) == ([], [], [])
            assert Ledger(place.config).incident_faults(SIZE) == []


async def _refuses(answered: Answered) -> None:
    """Nothing is acknowledged that cannot be kept."""
    await asyncio.sleep(1)
    before = len(answered.acknowledged)
    await asyncio.sleep(5)
    assert len(answered.acknowledged) == before
