"""A station on free ports, as the cameras process runs it, with what goes out of it collected."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from bench.ports import free_port

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, GatewayEvent, PointConfig, UnknownSource
from anlan.cameras.gb28181.station import Station
from anlan.cameras.scene import SceneReading
from anlan.domain.clock import SystemClock
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.integration.gb28181.device import Recorder

RECORDER, CHANNEL = "33038100001180000001", "33038100001320000001"
POINT = 21


@dataclass
class Collected:
    """Stands for the process around a station."""

    readings: list[SceneReading] = field(default_factory=list)
    unknown: list[UnknownSource] = field(default_factory=list)
    events: list[GatewayEvent] = field(default_factory=list)
    is_durable: bool = True

    def deliver(self, readings: list[SceneReading]) -> None:
        self.readings += readings

    async def deliver_durably(self, readings: list[SceneReading]) -> bool:
        self.readings += readings
        return self.is_durable

    def tell_unknown(self, source: UnknownSource) -> None:
        self.unknown.append(source)

    def announce(self, event: GatewayEvent) -> None:
        self.events.append(event)


def snapshot(config: Settings, *codes: str, password: str = "geheim-123") -> ConfigSnapshot:
    gateways = [
        GatewayConfig(
            id=7 + k, code=code, driver="gb28181", offline_after_s=180,
            options={"sealed_password": seal(password, config)},
        )
        for k, code in enumerate(codes or (RECORDER,))
    ]  # fmt: skip
    points = [PointConfig(id=POINT, gateway_id=7, address=f"{CHANNEL}/5.6", kind="device_alarm", unit="state")]
    return ConfigSnapshot(version=1, published_at_ms=0, gateways=gateways, points=points)


@pytest.fixture
def gb_settings(test_settings: Settings) -> Settings:
    first = free_port()
    return test_settings.model_copy(
        update={
            "gb28181_id": "33038100002000000001",
            "gb28181_port": free_port(),
            "gb28181_networks": "127.0.0.0/8",
            "gb28181_media_ports": f"{min(first, 60_000)}-{min(first, 60_000) + 40}",
        }
    )


@pytest.fixture
def collected() -> Collected:
    return Collected()


@pytest_asyncio.fixture
async def station(gb_settings: Settings, collected: Collected) -> AsyncIterator[Station]:
    made = Station(gb_settings, SystemClock(), collected)
    await made.open()
    assert made.problem == ""
    made.adopt(snapshot(gb_settings))
    yield made
    await made.close()


@pytest_asyncio.fixture
async def recorder(station: Station, gb_settings: Settings) -> AsyncIterator[Callable[..., Recorder]]:
    """``await recorder(over="TCP")`` is a recorder that can reach the station."""
    opened: list[Recorder] = []

    async def make(**settings) -> Recorder:  # type: ignore[no-untyped-def]
        device = Recorder(port=gb_settings.gb28181_port, **settings)
        await device.open()
        opened.append(device)
        return device

    yield make  # type: ignore[misc]
    for device in opened:
        await device.close()


async def until(what: Callable[[], bool], within_s: float = 15.0) -> None:
    async with asyncio.timeout(within_s):
        while not what():
            await asyncio.sleep(0.02)
