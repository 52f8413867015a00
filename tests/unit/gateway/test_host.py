"""What drivers stand on: counters, refusals, what is kept aside, and the facts of the heartbeat."""

from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any

import pytest
from nats.errors import ConnectionClosedError

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, GatewayEvent, UnknownSource, from_json
from anlan.domain.clock import ManualClock
from anlan.gateway.driver import Driver, secret_matches
from anlan.gateway.host import MOST_REFUSALS_PER_HOUR, GatewayHost
from anlan.gateway.process import _deliver
from anlan.gateway.registry import PublishedRegistry
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import NOW, points

GATEWAY = GatewayConfig(id=1, code="GW1", driver="mqtt")


class Nats:
    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.is_down = False

    def publish(self, subject: str, payload: bytes) -> Awaitable[None]:
        return self._publish(subject, payload)

    async def _publish(self, subject: str, payload: bytes) -> None:
        if self.is_down:
            raise ConnectionClosedError
        self.sent.append((subject, payload))


@pytest.fixture
async def host() -> GatewayHost:
    service: Any = SimpleNamespace(
        clock=ManualClock(NOW), settings=Settings(), bus=SimpleNamespace(nc=Nats()), instance="test-1"
    )
    made = GatewayHost(service)
    made.registry = PublishedRegistry(
        ConfigSnapshot(version=3, published_at_ms=0, gateways=[GATEWAY], points=points(1, "a"))
    )
    return made


async def sent(host: GatewayHost) -> list[tuple[str, bytes]]:
    for task in list(host._sending):
        await task
    return host._bus.nc.sent  # type: ignore[attr-defined, no-any-return]


async def test_unknown_source_is_sent_once_and_counted_each_time(host: GatewayHost) -> None:
    for _ in range(3):
        host.unknown("mqtt", "GW9", "x" * 500, "s" * 900, unit="u" * 50)
    (message,) = await sent(host)
    source = from_json(message[1], UnknownSource)
    assert (len(source.address), len(source.sample), len(source.unit)) == (200, 500, 20)
    assert host.counters["unknown{driver=mqtt}"] == 3


async def test_refusals_of_a_known_gateway_are_told_ten_times_an_hour(host: GatewayHost) -> None:
    for _ in range(50):
        host.refused("mqtt", "GW1", "password")
        host.refused("mqtt", "nobody", "password")
    assert len(await sent(host)) == MOST_REFUSALS_PER_HOUR
    assert host.counters["refused{driver=mqtt,reason=password}"] == 100
    host.clock.advance(3600)  # type: ignore[attr-defined]
    host.refused("mqtt", "GW1", "password")
    assert len(await sent(host)) == MOST_REFUSALS_PER_HOUR + 1


async def test_presence_is_told_and_shown(host: GatewayHost) -> None:
    host.seen(GATEWAY, peer="192.0.2.1")
    host.gone(GATEWAY, "closed")
    (message,) = await sent(host)
    assert from_json(message[1], GatewayEvent).kind == "online"
    assert host.facts()["gateways_online"] == 1
    host.clock.advance(600)  # type: ignore[attr-defined]
    host.presence.sweep()
    assert host.facts()["gateways_online"] == 0
    assert host.presence._seen == {}, "what is gone is forgotten"


async def test_a_note_that_cannot_be_sent_is_no_error(host: GatewayHost) -> None:
    host._bus.nc.is_down = True  # type: ignore[attr-defined]
    host.seen(GATEWAY)
    assert await sent(host) == []


async def test_facts_name_the_fault_of_the_certificate(host: GatewayHost) -> None:
    assert "tls_problem" not in host.facts()
    host.certificate.problem = "unreadable"
    assert host.facts()["tls_problem"] == "unreadable"


def test_points_are_found_by_id(host: GatewayHost) -> None:
    found = host.registry.point(1)
    assert found is not None
    assert found.address == "a"
    assert host.registry.point(2) is None


class Quiet(Driver):
    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Takes(Quiet):
    async def downlink(self, gateway_id: int, payload: bytes) -> bool:
        self.took = (gateway_id, payload)
        return True


async def test_downlink_goes_to_the_first_driver_that_takes_it(host: GatewayHost) -> None:
    quiet, takes, after = Quiet(host), Takes(host), Takes(host)
    await _deliver([quiet, takes, after], 1, b"x")
    assert takes.took == (1, b"x")
    assert not hasattr(after, "took")
    assert quiet.facts() == {}
    await quiet.reload()
    await _deliver([quiet], 1, b"x")


@pytest.mark.parametrize("stored", ["", "nothing", "salt$0000"])
def test_no_secret_matches_what_is_not_a_hash(stored: str) -> None:
    assert not secret_matches(stored, "")
