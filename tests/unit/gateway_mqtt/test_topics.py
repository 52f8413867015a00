"""A device reaches its own topics and nobody else's, whatever filters it thinks of."""

import json

import pytest

from anlan.gateway.drivers.mqtt.codec import (
    ConnAck,
    Connect,
    Kind,
    Prop,
    Publish,
    Reason,
    SubAck,
    Subscribe,
    Subscription,
    UnsubAck,
    Unsubscribe,
)
from anlan.gateway.drivers.mqtt.driver import Driver
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from anlan.gateway.drivers.mqtt.topics import Route, covers, may_subscribe, route
from tests.unit.gateway_mqtt.fake_host import NOW_MS, FakeHost, gateway, points
from tests.unit.gateway_mqtt.harness import Ack, Client, Disconnect, only, puback


@pytest.mark.parametrize(
    ("topic", "meaning"),
    [
        ("anlan/v1/GW1/telemetry", Route.ANLAN),
        ("anlan/v1/GW1/time/get", Route.TIME),
        ("anlan/v1/GW1/down/message", Route.UNRECOGNISED),
        ("anlan/v1/GW2/telemetry", Route.FOREIGN),
        ("anlan/v1/GW10/telemetry", Route.FOREIGN),
        ("v1/devices/me/telemetry", Route.DEVICE),
        ("v1/devices/me/rpc/request/4", Route.RPC),
        ("v1/gateway/telemetry", Route.GATEWAY),
        ("v1/devices/other/telemetry", Route.UNRECOGNISED),
        ("$SYS/x", Route.UNRECOGNISED),
    ],
)
def test_routes(topic: str, meaning: Route) -> None:
    assert route(topic, "GW1") == meaning


@pytest.mark.parametrize(
    ("wanted", "code", "allowed"),
    [
        ("anlan/v1/GW1/down/#", "GW1", True),
        ("anlan/v1/GW1/down/+", "GW1", True),
        ("anlan/v1/GW1/down/message", "GW1", True),
        ("anlan/v1/GW1/#", "GW1", False),
        ("anlan/v1/+/down/message", "GW1", False),
        ("anlan/v1/GW2/down/#", "GW1", False),
        ("#", "GW1", False),
        ("+/#", "GW1", False),
        ("v1/devices/me/rpc/request/+", "GW1", True),
        ("v1/devices/me/#", "GW1", False),
        ("v1/devices/me/attributes", "GW1", True),
        ("anlan/v1/+/down/#", "+", False),  # a code that is itself a wildcard opens nothing
        ("anlan/v1/#/down/x", "#", False),
    ],
)
def test_subscriptions(wanted: str, code: str, allowed: bool) -> None:
    assert may_subscribe(wanted, code) is allowed


def test_a_filter_covers_what_it_can_match() -> None:
    assert covers("a/#", "a/b/c")
    assert covers("a/#", "a")
    assert not covers("a/+", "a/#")
    assert not covers("a/b", "a/b/c")


@pytest.mark.parametrize("version", [4, 5])
async def test_subscribe_grants_and_refuses_each_filter(endpoint: Endpoint, version: int) -> None:
    client = Client(endpoint, version)
    await client.connect()
    filters = ["anlan/v1/GW1/down/#", "#", "$share/g/v1/devices/me/attributes"]
    answer = only(await client.say(Subscribe(5, [Subscription(name, 2) for name in filters])), SubAck)
    assert answer.reasons == ([1, 0x80, 0x80] if version == 4 else [1, 0x87, 0x9E])
    gone = only(await client.say(Unsubscribe(6, [filters[0], "never"])), UnsubAck)
    assert gone.reasons == ([] if version == 4 else [0, 0x11])


async def test_subscriptions_are_bounded_in_number_and_length(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint, 5)
    await client.connect()
    wanted = [Subscription(f"anlan/v1/GW1/down/{n}") for n in range(4)]
    assert only(await client.say(Subscribe(1, wanted)), SubAck).reasons == [0, 0, 0, 0x97]
    assert only(await client.say(Subscribe(2, wanted[:1])), SubAck).reasons == [0], "renewing one is no new one"
    long = Subscription("anlan/v1/GW1/down/" + "x" * 2000)
    assert only(await client.say(Subscribe(3, [long])), Disconnect).reason == Reason.TOPIC_FILTER_INVALID


async def test_topics_are_bounded_in_length(endpoint: Endpoint) -> None:
    client = Client(endpoint, 5)
    await client.connect()
    said = await client.publish(b"{}", topic="x" * 1025)
    assert only(said, Disconnect).reason == Reason.TOPIC_NAME_INVALID


async def test_remembered_topics_are_bounded(endpoint: Endpoint) -> None:
    client = Client(endpoint, 5)
    await client.connect()
    for number in range(200):
        await client.publish(b"{}", qos=0, topic=f"some/topic/{number}")
    assert len(client.connection.routes) <= 64


@pytest.mark.parametrize("topic", ["anlan/v1/GW2/telemetry", "some/topic"])
async def test_publishing_elsewhere_is_never_acknowledged_as_kept(
    endpoint: Endpoint, host: FakeHost, topic: str
) -> None:
    five = Client(endpoint, 5)
    await five.connect()
    answer = only(await five.publish(b"{}", topic=topic), Ack)
    assert (answer.kind, answer.reason) == (Kind.PUBACK, Reason.NOT_AUTHORIZED)
    four = Client(endpoint, 4)
    await four.connect(client_id="c4")
    assert await four.publish(b"{}", qos=0, topic=topic) == []
    assert await four.publish(b"{}", topic=topic) == []
    assert not four.transport.reading, "3.1.1 cannot say no: the connection ends"
    assert host.stored == []


async def test_bad_payload_is_refused_in_5_and_set_aside_before(endpoint: Endpoint, host: FakeHost) -> None:
    five = Client(endpoint, 5)
    await five.connect()
    answer = only(await five.publish(b"{"), Ack)
    assert answer.reason == Reason.PAYLOAD_FORMAT_INVALID
    assert "not JSON" in answer.properties[Prop.REASON_STRING]
    four = Client(endpoint, 4)
    await four.connect(client_id="c4")
    assert await four.publish(b"{") == [puback(1)]
    assert len([address for _, address, _ in host.unknowns if address.endswith("telemetry")]) == 2


@pytest.mark.parametrize(
    ("topic", "payload", "listens", "answer"),
    [
        ("anlan/v1/GW1/time/get", b"", "anlan/v1/GW1/down/time", {"ts": NOW_MS}),
        ("anlan/v1/GW1/time/get", b"x1", "anlan/v1/GW1/down/time", {"ts": NOW_MS, "echo": "x1"}),
        ("v1/devices/me/attributes/request/3", b"{}", "v1/devices/me/attributes/response/3", {}),
        (
            "v1/gateway/attributes/request",
            b'{"id":1,"device":"D"}',
            "v1/gateway/attributes/response",
            {"id": 1, "device": "D"},
        ),
        ("v1/gateway/attributes/request", b"nonsense", "v1/gateway/attributes/response", {"id": None, "device": None}),
        (
            "v1/devices/me/rpc/request/1",
            b'{"method":"getCurrentTime"}',
            "v1/devices/me/rpc/response/1",
            {"ts": NOW_MS},
        ),
        (
            "v1/devices/me/rpc/request/1",
            b'{"method":"reboot"}',
            "v1/devices/me/rpc/response/1",
            {"error": "unsupported method"},
        ),
        (
            "v1/devices/me/rpc/request/2",
            b'{"method":"getSessionLimits"}',
            "v1/devices/me/rpc/response/2",
            {"maxPayloadSize": 130_048, "maxInflightMessages": 1000, "rateLimits": {}, "gatewayRateLimits": {}},
        ),
    ],
)
async def test_requests_are_answered_where_the_client_listens(
    endpoint: Endpoint, topic: str, payload: bytes, listens: str, answer: object
) -> None:
    client = Client(endpoint)
    await client.connect()
    assert await client.publish(payload, topic=topic) == [puback(1)], "not subscribed: nothing is sent"
    await client.say(Subscribe(2, [Subscription(listens, 0)]))
    said = await client.publish(payload, packet_id=3, topic=topic)
    (reply,) = [packet for packet in said if isinstance(packet, Publish)]
    assert (reply.topic, json.loads(reply.payload)) == (listens, answer)


async def test_noted_topics_are_acknowledged_and_counted(endpoint: Endpoint) -> None:
    client = Client(endpoint)
    await client.connect()
    assert await client.publish(b"{}", topic="v1/gateway/connect") == [puback(1)]
    assert endpoint.tally["messages_noted"] == 1


async def test_topic_alias_stands_for_its_topic(endpoint: Endpoint, host: FakeHost) -> None:
    host.auto = True
    client = Client(endpoint, 5)
    await client.connect()
    body = b'{"d":{"a":1}}'
    await client.publish(body, properties={Prop.TOPIC_ALIAS: 1})
    await client.publish(body, packet_id=2, topic="", properties={Prop.TOPIC_ALIAS: 1})
    assert len(host.rows) == 2


# --- what the platform sends -------------------------------------------------------------------------


async def listening(driver: Driver, version: int, *, receive_maximum: int = 0) -> Client:
    client = Client(driver.endpoint, version)
    props = {Prop.RECEIVE_MAXIMUM: receive_maximum} if receive_maximum else {}
    await client.connect(properties=props, clean_start=False)
    await client.say(Subscribe(1, [Subscription("anlan/v1/GW1/down/#", 1)]))
    return client


@pytest.fixture
async def driver(host: FakeHost, endpoint: Endpoint) -> Driver:
    made = Driver(host, limits=endpoint.limits)
    made.endpoint = endpoint
    return made


async def test_downlink_is_repeated_until_acknowledged_and_bounded(driver: Driver) -> None:
    client = await listening(driver, 5, receive_maximum=1)
    sent = [await driver.downlink(1, b"m%d" % n) for n in range(4)]
    assert sent == [True, True, True, False], "one under way, two waiting, no room for more"
    first = only(await client.heard(), Publish)
    assert (first.payload, first.qos) == (b"m0", 1)
    second = only(await client.say(Ack(Kind.PUBACK, first.packet_id)), Publish)
    assert second.payload == b"m1"
    assert await client.say(Ack(Kind.PUBACK, 999)) == [], "an answer to nothing is nothing"
    assert only(await client.say(Ack(Kind.PUBACK, second.packet_id)), Publish).payload == b"m2"


async def test_resumed_session_gets_what_was_not_acknowledged(driver: Driver) -> None:
    client = await listening(driver, 4)
    assert await driver.downlink(1, b"m")
    lost = only(await client.heard(), Publish)
    await client.vanish()
    assert not await driver.downlink(1, b"n"), "nobody is there"
    again = Client(driver.endpoint)
    said = await again.say(Connect(4, "c1", False, username="GW1", password=b"s3cret"))
    assert isinstance(said[0], ConnAck)
    assert said[0].session_present
    repeated = only(said[1:], Publish)
    assert (repeated.payload, repeated.packet_id, repeated.dup) == (b"m", lost.packet_id, True)


async def test_downlink_that_the_client_calls_too_large_is_not_sent(driver: Driver) -> None:
    client = Client(driver.endpoint, 5)
    await client.connect(properties={Prop.MAXIMUM_PACKET_SIZE: 60})
    await client.say(Subscribe(1, [Subscription("anlan/v1/GW1/down/#", 0)]))
    assert await driver.downlink(1, b"short")
    assert not await driver.downlink(1, b"x" * 100)


async def test_objects_reach_thingsboard_clients_as_attributes(driver: Driver) -> None:
    client = Client(driver.endpoint)
    await client.connect()
    await client.say(Subscribe(1, [Subscription("v1/devices/me/attributes", 0)]))
    assert not await driver.downlink(1, b"no json")
    assert await driver.downlink(1, b'{"interval":5}')
    assert only(await client.heard(), Publish).topic == "v1/devices/me/attributes"


async def test_withdrawn_credentials_end_connection_and_session(driver: Driver, host: FakeHost) -> None:
    client = Client(driver.endpoint, 5)
    await client.connect(properties={Prop.SESSION_EXPIRY: 60})
    kept = Client(driver.endpoint, 5)
    await kept.connect(client_id="kept", properties={Prop.SESSION_EXPIRY: 60})
    await kept.vanish()
    other = Client(driver.endpoint, 5)
    await other.connect(code="GW2")
    stranger = Client(driver.endpoint, 5)
    host.publish([gateway(1, "GW1", secret="new"), gateway(2, "GW2", receive_maximum="7")], points(1, "a"), version=2)
    await driver.reload()
    assert only(await client.heard(), Disconnect).reason == Reason.NOT_AUTHORIZED
    assert driver.endpoint.sessions.of(1) == []
    assert not other.transport.closed
    assert other.connection.options.receive_maximum == 7
    assert not stranger.transport.closed
