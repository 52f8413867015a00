"""Damage that nobody announces: noticed, said with what to do, and the rest goes on."""

import asyncio
import subprocess
import time
from pathlib import Path

import pytest

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import Readings, encode
from anlan.kit.settings import Settings
from tests.conftest import start_nats
from tests.integration.support import Beats, start_process, until

pytestmark = [pytest.mark.nats, pytest.mark.timeout(150)]

NOTICED_WITHIN_S = 60


async def connect(config: Settings) -> Bus:
    bus = await Bus.connect("test", config)
    await bus.ensure_streams()
    return bus


async def fill(bus: Bus, first: int, count: int) -> None:
    for n in range(first, first + count):
        at = time.time_ns() // 1_000_000
        await bus.publish_durable(
            subjects.readings(0), encode(Readings.of([(5, at + n, 20.0 + n % 7, 0)])), msg_id=f"m{n}"
        )


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


@pytest.mark.parametrize("damage", [flip_a_bit, cut_off])
async def test_a_damaged_stream_file_is_noticed_and_reading_goes_on(test_settings: Settings, damage) -> None:
    server = start_nats(test_settings)
    bus = await connect(test_settings)
    running: list[subprocess.Popen[bytes]] = []
    try:
        await publish_config(bus)
        beats = await Beats().listen(bus)
        running.append(start_process(test_settings, "alarms"))
        running.append(start_process(test_settings, "history"))
        await until(lambda: beats.fact("alarms", "p0_config_version") == 1 and "history" in beats.newest, 60)
        await fill(bus, 0, 20)
        await until(lambda: beats.fact("history", "stored") == 20, 30, "history stored")
        await asyncio.sleep(11)  # a snapshot, so that the engine goes on from its place
        for process in running:
            process.kill()
            process.wait()
        await fill(bus, 20, 200)
        server.kill()
        server.wait()
        damage(blocks(test_settings)[-1])
        for index in (test_settings.data / "nats" / "store").rglob("streams/READINGS/msgs/index.db"):
            index.unlink()
        server = start_nats(test_settings)
        await until(lambda: bus.nc.is_connected, 20)
        running = [start_process(test_settings, name) for name in ("alarms", "history")]
        began = time.monotonic()
        await fill(bus, 1000, 20)
        for name in ("alarms", "history"):
            await until(
                lambda name=name: "are gone from the log" in beats.reason(name) or "was replaced" in beats.reason(name),
                NOTICED_WITHIN_S,
                f"{name} notices",
            )
        assert time.monotonic() - began < NOTICED_WITHIN_S
        stored = beats.fact("history", "stored")
        await fill(bus, 2000, 20)
        await until(lambda: beats.fact("history", "stored") >= stored + 20, 30, "history goes on")
    finally:
        for process in running:
            process.kill()
            process.wait()
        await bus.close()
        server.kill()
        server.wait()
