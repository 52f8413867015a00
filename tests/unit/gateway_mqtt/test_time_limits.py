"""Slow CONNECT, keep-alive, idle clients, lingering sockets, wills."""

import pytest

from anlan.gateway.drivers.mqtt.codec import Disconnect, PingReq, Prop, Reason, Will
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from tests.unit.gateway_mqtt.fake_host import FakeHost
from tests.unit.gateway_mqtt.harness import Client, Monotonic, only


def gone(host: FakeHost) -> list[str]:
    """Reasons of all departures."""
    return [reason for kind, _, reason in host.events if kind == "gone"]


async def test_slow_connect_is_cut_after_ten_seconds(endpoint: Endpoint, host: FakeHost, clock: Monotonic) -> None:
    client = Client(endpoint)
    await client.raw(b"\x10\x20\x00\x04MQ")
    clock.now += 9
    await client.raw(b"TT")
    endpoint.sweep()
    assert not client.transport.closed
    clock.now += 1
    endpoint.sweep()
    assert client.transport.closed
    assert ("", "connect_timeout") in host.refusals


@pytest.mark.parametrize("version", [4, 5])
async def test_keep_alive_is_one_and_a_half_times(
    endpoint: Endpoint, host: FakeHost, clock: Monotonic, version: int
) -> None:
    client = Client(endpoint, version)
    await client.connect(keep_alive_s=10)
    clock.now += 14
    await client.say(PingReq())
    clock.now += 14.9
    endpoint.sweep()
    assert not client.transport.closed
    clock.now += 0.1
    endpoint.sweep()
    said = await client.heard()
    assert client.transport.closed
    assert [p.reason for p in said if isinstance(p, Disconnect)] == ([0x8D] if version == 5 else [])
    assert gone(host) == ["keep_alive_timeout"]


async def test_client_without_keep_alive_may_be_idle_for_an_hour(endpoint: Endpoint, clock: Monotonic) -> None:
    client = Client(endpoint)
    await client.connect(keep_alive_s=0)
    clock.now += 3599
    endpoint.sweep()
    assert not client.transport.closed
    clock.now += 1
    endpoint.sweep()
    assert client.transport.closed


async def test_closed_socket_that_lingers_is_aborted(endpoint: Endpoint, clock: Monotonic) -> None:
    client = Client(endpoint)
    await client.connect()
    client.connection.close()
    clock.now += 4
    endpoint.sweep()
    assert not client.transport.aborted
    endpoint.connections.add(client.connection)  # the peer does not take what is written: asyncio keeps it open
    client.transport.closed = False
    client.connection._transport = client.transport
    clock.now += 1
    endpoint.sweep()
    assert client.transport.aborted


async def test_sign_of_life_is_passed_on_at_most_once_a_second(
    endpoint: Endpoint, host: FakeHost, clock: Monotonic
) -> None:
    client = Client(endpoint)
    await client.connect()
    for _ in range(3):
        await client.say(PingReq())
    clock.now += 1
    await client.say(PingReq())
    assert host.events == [("seen", "GW1", "")] * 2


async def test_will_is_recorded_when_the_client_vanishes(endpoint: Endpoint, host: FakeHost) -> None:
    client, other = Client(endpoint), Client(endpoint)
    await client.connect(will=Will("anlan/v1/GW1/status", b"power lost"))
    await other.connect("GW2")
    await client.vanish()
    assert gone(host) == ["will: anlan/v1/GW1/status: power lost"]
    assert await other.heard() == [], "a will is never relayed"


async def test_will_is_void_after_disconnect(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect(will=Will("t", b"power lost"))
    await client.say(Disconnect())
    assert gone(host) == ["disconnected"]


async def test_will_is_recorded_after_disconnect_with_will(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint, 5)
    await client.connect(will=Will("t", b"going down"))
    await client.say(Disconnect(Reason.DISCONNECT_WITH_WILL))
    assert gone(host) == ["will: t: going down"]


async def test_delayed_will_is_dropped_when_the_client_returns(
    endpoint: Endpoint, host: FakeHost, clock: Monotonic
) -> None:
    wish = {"will": Will("t", b"dead", properties={Prop.WILL_DELAY: 30}), "properties": {Prop.SESSION_EXPIRY: 60}}
    client = Client(endpoint, 5)
    await client.connect(**wish)
    await client.vanish()
    clock.now += 29
    endpoint.sweep()
    again = Client(endpoint, 5)
    await again.connect(clean_start=False, **wish)
    clock.now += 29
    endpoint.sweep()
    assert gone(host) == ["connection lost"]
    await again.vanish()
    clock.now += 30
    endpoint.sweep()
    assert gone(host) == ["connection lost", "connection lost", "will: t: dead"]


async def test_will_of_one_of_two_clients_leaves_the_gateway_present(endpoint: Endpoint, host: FakeHost) -> None:
    one, two = Client(endpoint), Client(endpoint)
    await one.connect(client_id="a", will=Will("t", b"a died"))
    await two.connect(client_id="b")
    await one.vanish()
    assert host.events[-2:] == [("gone", "GW1", "will: t: a died"), ("seen", "GW1", "")]


async def test_keep_alive_refusal_names_the_reason(endpoint: Endpoint, clock: Monotonic) -> None:
    client = Client(endpoint, 5)
    await client.connect(keep_alive_s=2)
    clock.now += 3
    endpoint.sweep()
    assert "keep alive" in only(await client.heard(), Disconnect).properties[Prop.REASON_STRING]
