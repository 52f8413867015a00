"""What one peer, and all of them, can make the process keep."""

from dataclasses import replace

import pytest

from anlan.gateway.drivers.mqtt.codec import (
    Ack,
    Auth,
    ConnAck,
    Connect,
    Disconnect,
    Kind,
    PingResp,
    Prop,
    Publish,
    Reason,
    SubAck,
    UnsubAck,
    decode,
    encode,
)
from anlan.gateway.drivers.mqtt.credentials import options_of
from anlan.gateway.drivers.mqtt.driver import Driver
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway
from tests.unit.gateway_mqtt.harness import TOPIC, Client, Monotonic, only

HALF = encode(5, Publish(TOPIC, b"x" * 60_000))[:40_000]


async def test_unfinished_packets_are_bounded_in_all(endpoint: Endpoint, host: FakeHost) -> None:
    endpoint.limits = replace(endpoint.limits, held_bytes=50_000)
    first, second, small = (Client(endpoint, 5) for _ in range(3))
    for number, client in enumerate((first, second, small)):
        await client.connect(client_id=f"c{number}")
    await first.raw(HALF)
    assert endpoint.held_bytes == 40_000
    assert only(await second.raw(HALF), Disconnect).reason == Reason.SERVER_BUSY
    assert await small.raw(HALF[:1000]) == [], "small ones still fit"
    await second.vanish()
    assert endpoint.held_bytes == 41_000
    await first.vanish()
    await small.vanish()
    assert endpoint.held_bytes == 0


async def test_a_packet_that_does_not_end_is_cut_after_a_minute(endpoint: Endpoint, clock: Monotonic) -> None:
    client = Client(endpoint, 5)
    await client.connect(keep_alive_s=0)
    raw = encode(5, Publish(TOPIC, b"{}"))
    await client.raw(raw + raw[:3])
    for at in range(3, 9):
        clock.now += 9.9
        endpoint.sweep()
        await client.raw(raw[at : at + 1])
    assert not client.transport.closed
    clock.now += 9.9
    endpoint.sweep()
    assert only(await client.heard(), Disconnect).reason == Reason.KEEP_ALIVE_TIMEOUT


async def test_a_stream_whose_reads_never_end_with_a_packet_is_no_slow_one(
    endpoint: Endpoint, host: FakeHost, clock: Monotonic
) -> None:
    host.auto = True
    client = Client(endpoint, 5)
    await client.connect(keep_alive_s=0)
    raw = encode(5, Publish(TOPIC, b'{"d":{"a":1}}'))
    stream = raw * 40
    for at in range(0, len(stream), len(raw) - 1):
        clock.now += 9
        endpoint.sweep()
        await client.raw(stream[at : at + len(raw) - 1])
    assert not client.transport.closed
    assert len(host.rows) >= 39


async def test_time_while_we_do_not_read_is_not_the_peers(endpoint: Endpoint, host: FakeHost, clock: Monotonic) -> None:
    client = Client(endpoint, 5)
    await client.connect(keep_alive_s=0)
    host.is_full = True
    await client.raw(HALF[:100])
    assert not client.transport.reading
    clock.now += 600
    endpoint.sweep()
    host.make_room()
    await client.heard()
    assert client.transport.reading
    clock.now += 59
    endpoint.sweep()
    assert not client.transport.closed


async def test_kept_session_keeps_no_dead_connection(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint, 5)
    await client.connect(properties={Prop.SESSION_EXPIRY: 60})
    await client.publish(b'{"d":{"a":1}}', qos=2, packet_id=9)
    host.settle()
    await client.vanish()
    (session,) = endpoint.sessions.of(1)
    delivery = session.incoming[9]
    assert (delivery.connection, delivery.slot, delivery.is_durable) == (None, None, True)
    delivery.succeed()  # a second verdict changes nothing
    delivery.refuse(b"")
    again = Client(endpoint, 5)
    await again.connect(clean_start=False, properties={Prop.SESSION_EXPIRY: 60})
    repeated = await again.publish(b'{"d":{"a":1}}', qos=2, packet_id=9, dup=True)
    assert only(repeated, Ack).kind == Kind.PUBREC
    assert len(host.rows) == 1


def test_options_that_cannot_be_read_keep_the_token_and_take_the_defaults() -> None:
    broken = gateway(1, "GW1", receive_maximum="many", access_token_hash=" ABC ")
    assert options_of(broken).receive_maximum == 1000
    assert options_of(broken).access_token_hash == "abc"


async def test_facts_tell_what_is_held(host: FakeHost, endpoint: Endpoint) -> None:
    driver = Driver(host)
    driver.endpoint = endpoint
    await Client(endpoint).connect()
    assert driver.facts() == {"connections": 1, "sessions": 1, "held_bytes": 0}


@pytest.mark.parametrize(
    "packet",
    [
        ConnAck(0, True, {Prop.ASSIGNED_CLIENT_ID: "x", Prop.RECEIVE_MAXIMUM: 5}),
        SubAck(3, [0, 1, 0x87]),
        UnsubAck(3, [0, 0x11]),
        PingResp(),
        Disconnect(0x8E, {Prop.REASON_STRING: "why"}),
        Disconnect(4),
        Auth(0x18, {Prop.AUTHENTICATION_METHOD: "m", Prop.AUTHENTICATION_DATA: b"d"}),
        Ack(Kind.PUBREL, 3, 0x92, {Prop.USER_PROPERTY: [("a", "b"), ("a", "c")]}),
        Publish("t", b"p", 1, 7, True, True, {Prop.MESSAGE_EXPIRY: 9, Prop.PAYLOAD_FORMAT: 1}),
        Connect(5, "c", True, 9, "u", b"p", None, {Prop.REQUEST_PROBLEM_INFO: 0}),
    ],
    ids=lambda packet: type(packet).__name__,
)
def test_what_is_written_is_read_back(packet: object) -> None:
    raw = encode(5, packet)  # type: ignore[arg-type]
    assert decode(5, raw[0], raw[2:]) == packet


def test_packets_of_no_kind_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        encode(5, object())  # type: ignore[arg-type]


def test_strings_longer_than_the_wire_allows_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="65535"):
        encode(4, Publish("x" * 70_000, b""))
