"""Broken and hostile packets: the right reason in MQTT 5, a closed socket before, a counter always."""

import pytest

from anlan.gateway.drivers.mqtt.codec import (
    Ack,
    Auth,
    ConnAck,
    Connect,
    Disconnect,
    Kind,
    Packet,
    PingReq,
    PingResp,
    Prop,
    Publish,
    SubAck,
    Subscribe,
    Subscription,
    encode,
)
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from tests.unit.gateway_mqtt.fake_host import FakeHost
from tests.unit.gateway_mqtt.harness import TOPIC, Client

#: name → (bytes after a good CONNECT, MQTT 5 reason, counter)
AFTER_CONNECT: dict[str, tuple[bytes, int, str]] = {
    "length of five bytes": (b"\x30\xff\xff\xff\xff\x01", 0x81, "length_too_long"),
    "length not shortest": (b"\x30\x81\x00", 0x81, "length_not_shortest"),
    "oversize": (b"\x30\xff\xff\xff\x7f", 0x95, "packet_too_large"),
    "type 0": (b"\x00\x00", 0x82, "unexpected_packet"),
    "second connect": (encode(5, Connect(5, "c1", username="GW1", password=b"s3cret")), 0x82, "unexpected_packet"),
    "server packet": (encode(5, ConnAck()), 0x82, "unexpected_packet"),
    "server ping": (encode(5, PingResp()), 0x82, "unexpected_packet"),
    "server suback": (encode(5, SubAck(1, [0])), 0x82, "unexpected_packet"),
    "auth": (encode(5, Auth(0x18)), 0x82, "unexpected_packet"),
    "ping with flags": (b"\xc1\x00", 0x81, "reserved_flags"),
    "ping with body": (b"\xc0\x01\x00", 0x81, "extra_bytes"),
    "pubrel with wrong flags": (b"\x60\x02\x00\x01", 0x81, "reserved_flags"),
    "subscribe with wrong flags": (b"\x80\x06\x00\x01\x00\x00\x01a\x00", 0x81, "reserved_flags"),
    "qos 3": (b"\x36\x07\x00\x01a\x00\x01\x00x", 0x81, "publish_flags"),
    "dup at qos 0": (b"\x38\x05\x00\x01a\x00x", 0x81, "publish_flags"),
    "empty publish": (b"\x30\x00", 0x81, "truncated"),
    "topic longer than packet": (b"\x30\x03\x00\x09a", 0x81, "truncated"),
    "no packet id": (b"\x32\x03\x00\x01a", 0x81, "truncated"),
    "packet id 0": (b"\x32\x06\x00\x01a\x00\x00\x00", 0x82, "packet_id_zero"),
    "bad utf-8": (b"\x30\x05\x00\x02\xc3\x28\x00", 0x81, "bad_utf8"),
    "surrogate": (b"\x30\x06\x00\x03\xed\xa0\x80\x00", 0x81, "bad_utf8"),
    "nul in topic": (b"\x30\x05\x00\x02a\x00\x00", 0x81, "nul_in_text"),
    "wildcard in topic": (b"\x30\x06\x00\x03a/#\x00", 0x90, "wildcard_in_topic"),
    "empty topic without alias": (b"\x30\x03\x00\x00\x00", 0x82, "empty_topic"),
    "alias never set": (encode(5, Publish("", b"", properties={Prop.TOPIC_ALIAS: 2})), 0x82, "topic_alias"),
    "alias 0": (b"\x30\x07\x00\x01a\x03\x23\x00\x00", 0x94, "topic_alias"),
    "alias too high": (encode(5, Publish("a", b"", properties={Prop.TOPIC_ALIAS: 5})), 0x94, "topic_alias"),
    "unknown property": (b"\x30\x06\x00\x01a\x02\x7f\x00", 0x81, "unknown_property"),
    "misplaced property": (b"\x30\x07\x00\x01a\x03\x21\x00\x01", 0x82, "misplaced_property"),
    "repeated property": (b"\x30\x08\x00\x01a\x04\x01\x00\x01\x00", 0x82, "repeated_property"),
    "property out of range": (b"\x30\x06\x00\x01a\x02\x01\x02", 0x82, "property_out_of_range"),
    "subscription id 0": (b"\x82\x09\x00\x01\x02\x0b\x00\x00\x01a\x00", 0x82, "property_out_of_range"),
    "properties longer than packet": (b"\x30\x04\x00\x01a\x09", 0x81, "truncated"),
    "property past its block": (b"\x30\x08\x00\x01a\x01\x02\x00\x00\x00", 0x81, "truncated"),
    "property ends late": (b"\x30\x09\x00\x01a\x01\x02\x00\x00\x00\x01", 0x81, "property_length"),
    "subscription id from client": (
        encode(5, Publish("a", b"", properties={Prop.SUBSCRIPTION_ID: 1})),
        0x82,
        "subscription_id",
    ),
    "subscription id": (
        encode(5, Subscribe(1, [Subscription("a", 0)], {Prop.SUBSCRIPTION_ID: 1})),
        0xA1,
        "subscription_id",
    ),
    "subscribe without filter": (b"\x82\x03\x00\x01\x00", 0x82, "no_filter"),
    "unsubscribe without filter": (b"\xa2\x03\x00\x01\x00", 0x82, "no_filter"),
    "subscription qos 3": (b"\x82\x07\x00\x01\x00\x00\x01a\x03", 0x81, "subscription_options"),
    "subscription reserved bits": (b"\x82\x07\x00\x01\x00\x00\x01a\x40", 0x81, "subscription_options"),
    "filter a/#/b": (encode(5, Subscribe(1, [Subscription("a/#/b", 0)])), 0x8F, "bad_filter"),
    "filter a+": (encode(5, Subscribe(1, [Subscription("a+", 0)])), 0x8F, "bad_filter"),
    "empty filter": (encode(5, Subscribe(1, [Subscription("", 0)])), 0x8F, "bad_filter"),
    "puback too long": (b"\x40\x05\x00\x01\x00\x00\x00", 0x81, "extra_bytes"),
    "puback id 0": (b"\x40\x02\x00\x00", 0x82, "packet_id_zero"),
    "pubrel before pubrec": (
        encode(5, Publish(TOPIC, b'{"d":{"a":1}}', 2, 3)) + encode(5, Ack(Kind.PUBREL, 3)),
        0x82,
        "early_pubrel",
    ),
}


@pytest.mark.parametrize("name", AFTER_CONNECT)
async def test_hostile_packet_is_refused_with_its_reason(endpoint: Endpoint, host: FakeHost, name: str) -> None:
    raw, reason, word = AFTER_CONNECT[name]
    client = Client(endpoint, 5)
    await client.connect()
    said = await client.raw(raw)
    assert isinstance(said[-1], Disconnect)
    assert (said[-1].reason, client.transport.closed) == (reason, True)
    assert host.refusals == [("GW1", word)]


@pytest.mark.parametrize("name", ["qos 3", "bad utf-8", "second connect", "oversize", "ping with flags"])
async def test_before_mqtt5_the_socket_is_closed(endpoint: Endpoint, host: FakeHost, name: str) -> None:
    raw, _, word = AFTER_CONNECT[name]
    client = Client(endpoint, 4)
    await client.connect()
    assert await client.raw(raw) == []
    assert client.transport.closed
    assert host.refusals == [("GW1", word)]


#: name → (first bytes, counter, answer reason or None)
FIRST: dict[str, tuple[bytes, str, int | None]] = {
    "publish first": (encode(4, Publish("a", b"x")), "not_connect", None),
    "ping first": (encode(4, PingReq()), "not_connect", None),
    "http": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "not_connect", None),
    "tls hello": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(600), "reserved_flags", None),
    "other protocol": (b"\x10\x0c\x00\x04AMQP\x04\x02\x00\x3c\x00\x00", "not_mqtt", None),
    "reserved connect flag": (b"\x10\x0c\x00\x04MQTT\x04\x03\x00\x3c\x00\x00", "reserved_flags", None),
    "reserved connect flag v5": (b"\x10\x0d\x00\x04MQTT\x05\x03\x00\x3c\x00\x00\x00", "reserved_flags", 0x81),
    "will qos without will": (b"\x10\x0c\x00\x04MQTT\x04\x0a\x00\x3c\x00\x00", "will_flags", None),
    "will qos 3": (b"\x10\x0c\x00\x04MQTT\x04\x1e\x00\x3c\x00\x00", "will_flags", None),
    "password without user": (b"\x10\x0e\x00\x04MQTT\x04\x42\x00\x3c\x00\x00\x00\x00", "password_without_user", None),
    "too large": (b"\x10\xff\x7f", "packet_too_large", None),
    "truncated": (b"\x10\x03\x00\x04M", "truncated", None),
    "nothing": (b"\x10\x00", "truncated", None),
    "extra bytes v5": (b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x00\x00", "extra_bytes", 0x81),
}


@pytest.mark.parametrize("name", FIRST)
async def test_bad_beginning_is_refused(endpoint: Endpoint, host: FakeHost, name: str) -> None:
    raw, word, reason = FIRST[name]
    client = Client(endpoint, 5 if reason else 4)
    said: list[Packet] = await client.raw(raw)
    assert [p.reason for p in said if isinstance(p, ConnAck)] == ([reason] if reason else [])
    assert client.transport.closed
    assert host.refusals == [("", word)]


async def test_good_packets_before_a_bad_one_are_kept(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.raw(encode(4, Publish(TOPIC, b'{"d":{"a":1}}', 1, 9)) + b"\x30\xff\xff\xff\xff\x01")
    assert len(host.waiting) == 1
    assert client.transport.closed


async def test_nothing_is_read_after_a_refusal(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    good = encode(4, Publish(TOPIC, b'{"d":{"a":1}}', 1, 9))
    await client.raw(b"\xc1\x00" + good)
    client.connection.data_received(good)
    assert host.waiting == []


async def test_failure_of_our_own_is_an_answer_not_an_exception(
    endpoint: Endpoint, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(endpoint, 5)
    await client.connect()

    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(host, "submit", broken)
    said = await client.publish(b'{"d":{"a":1}}')
    assert isinstance(said[-1], Disconnect)
    assert said[-1].reason == 0x83
    assert ("GW1", "internal_error") in host.refusals


async def test_mqtt_31_may_set_dup_on_pubrel(endpoint: Endpoint, host: FakeHost) -> None:
    host.auto = True
    client = Client(endpoint, 3)
    await client.connect()
    await client.publish(b'{"d":{"a":1}}', qos=2, packet_id=3)
    assert await client.raw(b"\x6a\x02\x00\x03") == [Ack(Kind.PUBCOMP, 3)]
