"""The order fetch → insert → acknowledge, when something in it fails."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.readings import Readings, concat
from anlan.history.ingest import DURABLE, Ingest
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Columns, Scaler, unscale
from anlan.history.store import StoreError
from anlan.kit.settings import Settings
from tests.conftest import start_nats
from tests.integration.history.support import publish

pytestmark = pytest.mark.nats


class FlakyStore:
    """Keeps what it is given; refuses on demand, as a full disk does."""

    def __init__(self) -> None:
        self.kept: list[Readings] = []
        self.refusals = 0
        self.is_full = False

    def insert(self, rows: Columns, now_ms: int) -> None:
        if self.is_full:
            self.refusals += 1
            raise StoreError("No space left on device")
        value = unscale(rows.mantissa, rows.decimals, rows.value)
        self.kept.append(Readings(rows.point, rows.ts_ms, value, rows.quality))

    def stamps(self) -> list[int]:
        return sorted(concat(self.kept).ts_ms.tolist()) if self.kept else []


@contextlib.asynccontextmanager
async def ingesting(bus: Bus, store: FlakyStore) -> AsyncIterator[Ingest]:
    config = HistorySettings(insert_every_s=0.1)
    ingest = Ingest(bus, store, Pending(), Newest(), Scaler(), config, lambda: 0)  # type: ignore[arg-type]
    stop = asyncio.Event()
    running = asyncio.create_task(ingest.run(stop))
    yield ingest
    stop.set()
    await asyncio.wait_for(asyncio.gather(running, return_exceptions=True), 20)


async def until(what: object, timeout_s: float = 15) -> None:
    async with asyncio.timeout(timeout_s):
        while not what():  # type: ignore[operator]
            await asyncio.sleep(0.05)


def one(ts_ms: int) -> Readings:
    return Readings.of([(1, ts_ms, ts_ms / 10, 0)])


async def test_full_disk_acknowledges_nothing_and_recovers_without_loss(bus: Bus) -> None:
    store = FlakyStore()
    store.is_full = True
    async with ingesting(bus, store) as ingest:
        for n in range(5):
            await publish(bus, one(n), f"m{n}")
        await until(lambda: store.refusals)
        info = await bus.js.consumer_info(subjects.READINGS, DURABLE)
        assert info.ack_floor
        assert info.ack_floor.stream_seq == 0
        assert "No space left" in ingest.trouble
        assert "disk" in ingest.trouble
        store.is_full = False
        await until(lambda: store.stamps() == list(range(5)))
        assert ingest.trouble == ""


async def test_lost_consumer_is_made_again_where_it_was(bus: Bus) -> None:
    store = FlakyStore()
    async with ingesting(bus, store) as ingest:
        await publish(bus, one(1), "a")
        await until(lambda: store.stamps() == [1])
        await bus.js.delete_consumer(subjects.READINGS, DURABLE)
        await publish(bus, one(2), "b")
        await until(lambda: store.stamps() == [1, 2])
        assert ingest.missing == 0


async def test_hole_in_the_log_is_read_twice_then_reported(bus: Bus) -> None:
    store = FlakyStore()
    async with ingesting(bus, store) as ingest:
        await publish(bus, one(1), "a")
        await until(lambda: store.stamps() == [1])
        store.is_full = True
        await publish(bus, one(2), "b")
        await until(lambda: store.refusals)
        for n in range(3, 6):
            await publish(bus, one(n), f"m{n}")
        await bus.js.delete_msg(subjects.READINGS, 4)
        store.is_full = False
        await until(lambda: store.stamps() == [1, 2, 3, 5])
        assert ingest.missing == 1


async def test_nats_killed_and_restarted_loses_nothing(test_settings: Settings) -> None:
    server = start_nats(test_settings)
    bus = await Bus.connect("test", test_settings)
    await bus.ensure_streams()
    store = FlakyStore()
    try:
        async with ingesting(bus, store) as ingest:
            for n in range(10):
                await publish(bus, one(n), f"m{n}")
                if n in (3, 6):
                    server.kill()
                    server.wait()
                    server = start_nats(test_settings)
            await until(lambda: set(store.stamps()) == set(range(10)), 40)
            assert ingest.missing == 0
    finally:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(bus.close(), 5)
        server.kill()
        server.wait()
