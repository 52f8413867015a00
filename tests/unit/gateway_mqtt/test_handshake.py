"""CONNECT: credentials, sessions, take-over, what the client is told."""

import hashlib

import pytest

from anlan.gateway.drivers.mqtt.codec import Ack, ConnAck, Connect, Disconnect, Kind, Prop, Reason
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from tests.unit.gateway_mqtt.conftest import TOKEN
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway
from tests.unit.gateway_mqtt.harness import Client, Monotonic, only

ONE = b'{"d":{"a":1}}'


@pytest.mark.parametrize("version", [3, 4, 5])
async def test_gateway_code_and_secret_open_the_door(endpoint: Endpoint, host: FakeHost, version: int) -> None:
    client = Client(endpoint, version)
    assert (await client.connect()).reason == 0
    assert ("seen", "GW1", "") in host.events


@pytest.mark.parametrize(("version", "code"), [(3, 4), (4, 4), (5, 0x86)])
@pytest.mark.parametrize(
    ("name", "secret", "word"),
    [
        ("GW1", "wrong", "wrong_secret"),
        ("nobody", "s3cret", "unknown_gateway"),
        ("GW1", None, "unknown_token"),
        ("no-such-token", None, "unknown_token"),
        ("TB", "", "unknown_token"),
    ],
)
async def test_wrong_credentials_are_refused_alike(
    endpoint: Endpoint, host: FakeHost, version: int, code: int, name: str, secret: str | None, word: str
) -> None:
    client = Client(endpoint, version)
    assert (await client.connect(name, secret)).reason == code
    assert client.transport.closed
    assert host.refusals[0][1] == word
    assert (host.refusals[0][0] == "GW1") == (word == "wrong_secret"), "told to those who look after that gateway"


@pytest.mark.parametrize(("version", "code"), [(4, 4), (5, 0x86)])
async def test_anonymous_clients_are_refused(endpoint: Endpoint, version: int, code: int) -> None:
    client = Client(endpoint, version)
    assert only(await client.say(Connect(version, "c1")), ConnAck).reason == code


async def test_unknown_gateway_is_kept_for_registration(endpoint: Endpoint, host: FakeHost) -> None:
    await Client(endpoint).connect("new-logger", "x", client_id="dtu-7")
    assert host.unknowns == [("new-logger", "", "client id dtu-7")]


async def test_unknown_token_is_kept_only_as_its_hash(endpoint: Endpoint, host: FakeHost) -> None:
    await Client(endpoint).connect("my-secret-token", None)
    digest = hashlib.sha256(b"my-secret-token").hexdigest()
    assert host.unknowns == [(f"token-{digest[:12]}", "", f"access_token_hash={digest}")]
    assert "my-secret-token" not in repr(host.unknowns + host.refusals + host.events)


@pytest.mark.parametrize("secret", [None, ""])
async def test_access_token_alone_opens_the_door(endpoint: Endpoint, host: FakeHost, secret: str | None) -> None:
    client = Client(endpoint)
    assert (await client.connect(TOKEN, secret)).reason == 0
    assert client.connection.gateway is not None
    assert client.connection.gateway.code == "TB"


async def test_token_index_follows_the_published_configuration(endpoint: Endpoint, host: FakeHost) -> None:
    assert (await Client(endpoint).connect(TOKEN, None)).reason == 0
    host.publish([gateway(3, "TB")], [], version=2)
    assert (await Client(endpoint).connect(TOKEN, None)).reason == 4


async def test_gateways_of_other_drivers_cannot_connect(endpoint: Endpoint, host: FakeHost) -> None:
    digest = hashlib.sha256(b"t").hexdigest()
    host.publish([gateway(1, "GW1", driver="hj212", access_token_hash=digest)], [])
    assert (await Client(endpoint).connect()).reason == 4
    assert (await Client(endpoint).connect("t", None)).reason == 4


async def test_gateway_without_a_secret_cannot_connect_by_password(endpoint: Endpoint, host: FakeHost) -> None:
    from anlan.bus.messages import GatewayConfig

    host.publish([GatewayConfig(id=1, code="GW1", driver="mqtt")], [])
    assert (await Client(endpoint).connect(secret="")).reason == 4
    assert (await Client(endpoint).connect(secret="x")).reason == 4


async def test_enhanced_authentication_is_not_offered(endpoint: Endpoint) -> None:
    client = Client(endpoint, 5)
    answer = await client.connect(properties={Prop.AUTHENTICATION_METHOD: "SCRAM"})
    assert answer.reason == Reason.BAD_AUTHENTICATION_METHOD


async def test_unknown_version_is_named(endpoint: Endpoint) -> None:
    five, four = Client(endpoint, 5), Client(endpoint, 4)
    six = b"\x10\x0f\x00\x04MQTT\x06\x02\x00\x3c\x00\x00\x02ab"
    two = b"\x10\x0e\x00\x04MQTT\x02\x02\x00\x3c\x00\x02ab"
    assert only(await five.raw(six), ConnAck).reason == Reason.UNSUPPORTED_VERSION
    assert only(await four.raw(two), ConnAck).reason == 1


async def test_mqtt5_client_is_told_the_bounds(endpoint: Endpoint) -> None:
    client = Client(endpoint, 5)
    told = (await client.connect(client_id="", properties={Prop.SESSION_EXPIRY: 10**6})).properties
    assert told[Prop.RECEIVE_MAXIMUM] == 1000
    assert told[Prop.MAXIMUM_PACKET_SIZE] == 131_072
    assert told[Prop.TOPIC_ALIAS_MAXIMUM] == 4
    assert told[Prop.SESSION_EXPIRY] == 3600
    assert told[Prop.ASSIGNED_CLIENT_ID].startswith("anlan-")


async def test_reason_strings_can_be_switched_off(endpoint: Endpoint) -> None:
    chatty, quiet = Client(endpoint, 5), Client(endpoint, 5)
    assert Prop.REASON_STRING in (await chatty.connect(secret="x")).properties
    assert (await quiet.connect(secret="x", properties={Prop.REQUEST_PROBLEM_INFO: 0})).properties == {}


@pytest.mark.parametrize("version", [4, 5])
async def test_client_id_too_long_is_refused(endpoint: Endpoint, version: int) -> None:
    answer = await Client(endpoint, version).connect(client_id="x" * 300)
    assert answer.reason == (Reason.CLIENT_ID_INVALID if version == 5 else 2)


async def test_kept_session_needs_a_client_id_in_mqtt_311(endpoint: Endpoint) -> None:
    assert (await Client(endpoint).connect(client_id="", clean_start=False)).reason == 2
    assert (await Client(endpoint).connect(client_id="", clean_start=True)).reason == 0


async def test_newer_connection_takes_over(endpoint: Endpoint, host: FakeHost) -> None:
    older = Client(endpoint, 5)
    await older.connect(properties={Prop.SESSION_EXPIRY: 60})
    newer = Client(endpoint, 5)
    assert (await newer.connect(clean_start=False)).session_present
    assert only(await older.heard(), Disconnect).reason == Reason.SESSION_TAKEN_OVER
    assert older.transport.closed
    assert not [event for event in host.events if event[0] == "gone"]
    host.auto = True
    assert await newer.publish(ONE) == [Ack(Kind.PUBACK, 1)]


async def test_same_client_id_of_another_gateway_disconnects_nobody(endpoint: Endpoint) -> None:
    one, two = Client(endpoint), Client(endpoint)
    await one.connect("GW1", client_id="shared")
    await two.connect("GW2", client_id="shared")
    assert not one.transport.closed
    assert not two.transport.closed


async def test_clean_start_forgets_the_session(endpoint: Endpoint, host: FakeHost) -> None:
    first = Client(endpoint)
    await first.connect(clean_start=False)
    await first.publish(ONE, qos=2, packet_id=4)
    await first.vanish()
    second = Client(endpoint)
    assert not (await second.connect(clean_start=True)).session_present
    await second.publish(ONE, qos=2, packet_id=4)
    assert len(host.waiting) == 2


async def test_session_expires(endpoint: Endpoint, clock: Monotonic) -> None:
    first = Client(endpoint, 5)
    await first.connect(properties={Prop.SESSION_EXPIRY: 60})
    await first.vanish()
    clock.now += 59
    endpoint.sweep()
    assert len(endpoint.sessions) == 1
    clock.now += 1
    endpoint.sweep()
    assert len(endpoint.sessions) == 0
    assert not (await Client(endpoint, 5).connect(clean_start=False)).session_present


async def test_session_expiry_can_be_changed_when_leaving(endpoint: Endpoint) -> None:
    client = Client(endpoint, 5)
    await client.connect(properties={Prop.SESSION_EXPIRY: 60})
    await client.say(Disconnect(0, {Prop.SESSION_EXPIRY: 0}))
    assert len(endpoint.sessions) == 0


async def test_session_that_ends_with_its_connection_cannot_be_prolonged(endpoint: Endpoint) -> None:
    client = Client(endpoint, 5)
    await client.connect()
    answer = only(await client.say(Disconnect(0, {Prop.SESSION_EXPIRY: 9})), Disconnect)
    assert answer.reason == Reason.PROTOCOL_ERROR


async def test_sessions_of_one_gateway_are_bounded(endpoint: Endpoint) -> None:
    clients = [Client(endpoint) for _ in range(3)]
    for n, client in enumerate(clients):
        await client.connect(client_id=f"c{n}", clean_start=False)
    assert (await Client(endpoint).connect(client_id="one-more")).reason == 3
    await clients[0].vanish()
    assert (await Client(endpoint).connect(client_id="one-more")).reason == 0, "an idle session makes room"
    assert len(endpoint.sessions) == 3


async def test_connections_are_bounded(endpoint: Endpoint, host: FakeHost) -> None:
    clients = [Client(endpoint) for _ in range(6)]
    await clients[0].heard()
    assert clients[5].transport.aborted
    assert not clients[4].transport.closed
    assert host.refusals == [("", "too_many_connections")]
    assert endpoint.unauthenticated == 5


async def test_two_clients_of_one_gateway_go_one_after_the_other(endpoint: Endpoint, host: FakeHost) -> None:
    one, two = Client(endpoint), Client(endpoint)
    await one.connect(client_id="a")
    await two.connect(client_id="b")
    await one.say(Disconnect())
    assert not [event for event in host.events if event[0] == "gone"]
    await two.vanish()
    assert host.events[-1] == ("gone", "GW1", "connection lost")
