"""Sockets are not read while too much waits to become durable."""

from anlan.gateway.drivers.mqtt.codec import Disconnect, PingReq, PingResp, Publish, Reason, encode
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from tests.unit.gateway_mqtt.fake_host import FakeHost
from tests.unit.gateway_mqtt.harness import TOPIC, Client, Monotonic, only

ONE = b'{"d":{"a":1}}'


async def test_reading_stops_while_the_host_is_full_and_resumes(endpoint: Endpoint, host: FakeHost) -> None:
    one, two = Client(endpoint), Client(endpoint)
    await one.connect()
    await two.connect(client_id="c2")
    host.is_full = True
    await one.publish(ONE)
    await two.publish(ONE)
    assert not one.transport.reading
    assert not two.transport.reading
    host.make_room()
    await one.heard()
    assert one.transport.reading
    assert two.transport.reading


async def test_reading_stops_at_too_many_undecided_messages(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.raw(b"".join(encode(4, Publish(TOPIC, ONE, 1, n)) for n in range(1, 7)))
    assert not client.transport.reading
    host.settle()
    await client.heard()
    assert client.transport.reading


async def test_reading_stops_at_too_many_undecided_bytes(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.publish(b'{"d":{"a":1},"filler":"' + b"x" * 4000 + b'"}')
    assert not client.transport.reading
    host.settle()
    await client.heard()
    assert client.transport.reading


async def test_silence_while_not_reading_is_not_blamed_on_the_client(
    endpoint: Endpoint, host: FakeHost, clock: Monotonic
) -> None:
    client = Client(endpoint)
    await client.connect(keep_alive_s=10)
    host.is_full = True
    await client.publish(ONE)
    clock.now += 100
    endpoint.sweep()
    assert not client.transport.closed
    host.make_room()
    await client.heard()
    clock.now += 14
    endpoint.sweep()
    assert not client.transport.closed


async def test_slow_reader_is_paused_then_cut(endpoint: Endpoint, host: FakeHost, clock: Monotonic) -> None:
    client = Client(endpoint)
    await client.connect()
    client.connection.pause_writing()
    assert not client.transport.reading
    client.connection.resume_writing()
    assert client.transport.reading
    client.connection.pause_writing()
    clock.now += 31
    endpoint.sweep()
    assert client.transport.aborted
    assert ("GW1", "slow_reader") in host.refusals


async def test_receive_maximum_is_told_and_enforced_in_mqtt5(endpoint: Endpoint, host: FakeHost) -> None:
    gateways = [g for g in host.registry.gateways if g.code != "GW1"]
    from tests.unit.gateway_mqtt.fake_host import gateway, points

    host.publish([gateway(1, "GW1", receive_maximum="3"), *gateways], points(1, "a"))
    client = Client(endpoint, 5)
    assert (await client.connect()).properties[33] == 3
    for packet_id in (1, 2, 3):
        assert await client.publish(ONE, packet_id=packet_id) == []
    assert only(await client.publish(ONE, packet_id=4), Disconnect).reason == Reason.RECEIVE_MAXIMUM_EXCEEDED
    assert len(host.waiting) == 3


async def test_unreleased_qos_2_ids_are_bounded(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    host.auto = True
    for packet_id in range(1, 6):
        await client.publish(ONE, qos=2, packet_id=packet_id)
    assert not client.transport.closed
    await client.publish(ONE, qos=2, packet_id=6)
    assert client.transport.closed
    assert ("GW1", "unreleased") in host.refusals


async def test_ping_is_answered(endpoint: Endpoint) -> None:
    client = Client(endpoint)
    await client.connect()
    assert await client.say(PingReq()) == [PingResp()]
