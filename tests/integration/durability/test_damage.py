"""Damage that nobody announces: noticed, said with what to do, and the rest goes on."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.ills import Ills
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import Readings, encode
from anlan.bus.service import Service
from anlan.bus.stream_keeper import StreamKeeper
from anlan.domain.clock import SystemClock
from anlan.kit.settings import Settings
from tests.conftest import start_nats
from tests.integration.support import Beats, start_process, until

pytestmark = [pytest.mark.nats, pytest.mark.slow, pytest.mark.timeout(150)]

NOTICED_WITHIN_S = 60


async def connect(config: Settings) -> Bus:
    bus = await Bus.connect("test", config)
    await bus.ensure_streams()
    return bus


async def fill(bus: Bus, first: int, count: int, size: int = 1) -> None:
    for n in range(first, first + count):
        at = time.time_ns() // 1_000_000
        batch = Readings.of([(5, at - i, 20.0 + n % 7, 0) for i in range(size)])
        await bus.publish_durable(subjects.readings(0), encode(batch), msg_id=f"m{n}")


async def publish_config(bus: Bus) -> None:
    point = PointConfig(id=5, gateway_id=1, address="nh3", kind="nh3_concentration", unit="ppm")
    gateway = GatewayConfig(id=1, code="GW-1", driver="mqtt")
    await config_store.publish(bus, ConfigSnapshot(version=1, published_at_ms=1, gateways=[gateway], points=[point]))


def blocks(config: Settings) -> list[Path]:
    return sorted((config.data / "nats" / "store").rglob("streams/READINGS/msgs/*.blk"))


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    """The tail goes; what is written afterwards must not be mistaken for it."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


class Damaged:
    """A stream of two files whose messages nobody has read yet, damaged behind the server's back."""

    def __init__(self, config: Settings) -> None:
        self.config, self.server, self.running = config, start_nats(config), []

    async def start(self) -> None:
        self.bus = await connect(self.config)
        await publish_config(self.bus)
        self.beats = await Beats().listen(self.bus)
        self.worker = Service("worker", self.bus, self.config, SystemClock())
        self.keeper = StreamKeeper(self.bus, Ills(self.worker, "streams"), self.worker.facts)
        self.readers()
        await until(lambda: self.beats.fact("alarms", "p0_config_version") == 1 and "history" in self.beats.newest, 60)
        await fill(self.bus, 0, 20)
        await until(lambda: self.beats.fact("history", "stored") == 20, 30, "history stored")
        await asyncio.sleep(11)  # a snapshot, so that the engine goes on from its place
        self.end_readers()
        await fill(self.bus, 20, 60, size=10_000)
        assert len(blocks(self.config)) > 1
        await self.keeper.look()

    async def damage(self, how: Callable[[Path], None], which: int) -> None:
        self.server.kill()
        self.server.wait()
        how(blocks(self.config)[which])
        self.server = start_nats(self.config)
        await until(lambda: self.bus.nc.is_connected, 20)
        self.readers()

    def readers(self) -> None:
        self.running = [start_process(self.config, name) for name in ("alarms", "history")]

    def end_readers(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()

    async def end(self) -> None:
        self.end_readers()
        await self.bus.close()
        self.server.kill()
        self.server.wait()


@pytest_asyncio.fixture
async def stream(test_settings: Settings) -> AsyncIterator[Damaged]:
    one = Damaged(test_settings)
    try:
        await one.start()
        yield one
    finally:
        await one.end()


async def goes_on(stream: Damaged) -> None:
    before = int(str(stream.beats.fact("history", "stored") or 0))
    await fill(stream.bus, 5000, 20)
    await until(lambda: int(str(stream.beats.fact("history", "stored") or 0)) >= before + 20, 30, "history goes on")


async def test_a_flipped_bit_in_the_stream_is_noticed_by_both_readers(stream: Damaged) -> None:
    await stream.damage(flip_a_bit, which=0)
    for name in ("alarms", "history"):
        await until(lambda name=name: "are gone from the log" in stream.beats.reason(name), NOTICED_WITHIN_S, name)
    await goes_on(stream)


async def test_a_truncated_stream_is_noticed_though_its_numbers_go_on_without_a_gap(stream: Damaged) -> None:
    await stream.damage(cut_off, which=-1)

    async def said() -> bool:
        await stream.keeper.look()
        return "READINGS has lost its newest messages" in stream.worker.unwell

    await until(said, NOTICED_WITHIN_S, "the keeper notices")
    await goes_on(stream)


async def test_a_deleted_stream_is_made_again_and_its_readers_begin_anew(stream: Damaged) -> None:
    stream.readers()
    last = (await stream.bus.js.stream_info(subjects.READINGS)).state.last_seq
    await until(lambda: int(str(stream.beats.fact("alarms", "p0_seq") or 0)) >= last, 60, "the engine has caught up")
    await until(lambda: int(str(stream.beats.fact("history", "stored") or 0)) >= 600_000, 60, "history has caught up")
    await stream.bus.js.delete_stream(subjects.READINGS)
    await stream.keeper.look()
    assert "was gone and has been made again" in stream.worker.unwell
    await fill(stream.bus, 3000, 5)
    # The engine ends itself and is started again by the supervisor; here the test is the supervisor.
    engine = stream.running[0]
    await until(lambda: engine.poll() is not None, NOTICED_WITHIN_S, "the engine notices")
    stream.running[0] = start_process(stream.config, "alarms")
    await until(lambda: "was replaced" in stream.beats.reason("history"), NOTICED_WITHIN_S, "history notices")
    await goes_on(stream)
