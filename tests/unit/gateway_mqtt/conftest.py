"""An endpoint with two gateways over a host in memory."""

import pytest

from anlan.gateway.drivers.mqtt.config import Limits
from anlan.gateway.drivers.mqtt.credentials import token_hash
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway, points
from tests.unit.gateway_mqtt.harness import Monotonic

TOKEN = "b7e0c1d24f6a4e0f9a53c0de11a2b3c4"


@pytest.fixture
async def host() -> FakeHost:
    """GW1 and GW2 with secrets, TB with a token; nothing is durable until the test says so."""
    return FakeHost(
        Settings(),
        [gateway(1, "GW1"), gateway(2, "GW2"), gateway(3, "TB", access_token_hash=token_hash(TOKEN))],
        points(1, "a", "b", "c")
        + points(2, "a", first=11)
        + points(3, "temp", "Device A/temp", "Device B/temp", first=21),
    )


@pytest.fixture
def clock() -> Monotonic:
    """The monotonic clock of the endpoint."""
    return Monotonic()


@pytest.fixture
async def endpoint(host: FakeHost, clock: Monotonic) -> Endpoint:
    """Small bounds, so that tests reach them."""
    return Endpoint(
        host,
        Limits(
            connections=8,
            unauthenticated=5,
            connect_bytes=1024,
            pending_messages=6,
            pending_bytes=4000,
            sessions_per_gateway=3,
            subscriptions=3,
            topic_aliases=4,
            unreleased=5,
            outgoing=2,
        ),
        clock,
    )
