"""A running MQTT driver on free ports, over a host in memory."""

from collections.abc import AsyncIterator

import pytest_asyncio

from anlan.gateway.drivers.mqtt.credentials import token_hash
from anlan.gateway.drivers.mqtt.driver import Driver
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway, points

TOKEN = "b7e0c1d24f6a4e0f9a53c0de11a2b3c4"


@pytest_asyncio.fixture
async def host(test_settings: Settings) -> FakeHost:
    """GW1 with two points, GW2 with one, and a ThingsBoard device known by its token; answers at once."""
    made = FakeHost(
        test_settings,
        [gateway(1, "GW1"), gateway(2, "GW2"), gateway(3, "TB", access_token_hash=token_hash(TOKEN))],
        points(1, "NH3-01", "NH3-02")
        + points(2, "NH3-01", first=11)
        + points(3, "temp", "hum", "Device A/temp", "Device B/temp", first=21),
    )
    made.auto = True
    return made


@pytest_asyncio.fixture
async def driver(host: FakeHost) -> AsyncIterator[Driver]:
    """The driver, listening."""
    running = Driver(host)
    await running.start()
    yield running
    await running.stop()
