"""No answer before the readings are durable, and answers in order."""

import pytest

from anlan.gateway.drivers.mqtt.codec import Ack, Disconnect, Kind, Reason
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from tests.unit.gateway_mqtt.fake_host import NOW_MS, FakeHost
from tests.unit.gateway_mqtt.harness import Client, Monotonic, only, puback

ONE = b'{"d":{"a":1}}'


@pytest.mark.parametrize("version", [3, 4, 5])
async def test_puback_waits_until_batch_is_durable(endpoint: Endpoint, host: FakeHost, version: int) -> None:
    client = Client(endpoint, version)
    await client.connect()
    assert await client.publish(ONE, packet_id=7) == []
    host.settle()
    assert await client.heard() == [puback(7)]
    assert host.rows == [(1, NOW_MS, 1.0, 0)]


@pytest.mark.parametrize("version", [4, 5])
async def test_answers_leave_in_the_order_of_the_messages(endpoint: Endpoint, host: FakeHost, version: int) -> None:
    client = Client(endpoint, version)
    await client.connect()
    for packet_id in (5, 3, 9):
        await client.publish(ONE, packet_id=packet_id)
    host.settle(2)
    host.settle(1)
    assert await client.heard() == []
    host.settle(0)
    assert await client.heard() == [puback(5), puback(3), puback(9)]


async def test_message_without_readings_waits_for_its_place_in_line(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.publish(ONE, packet_id=1)
    assert await client.publish(b'{"d":{"nobody":1}}', packet_id=2) == []
    host.settle()
    assert await client.heard() == [puback(1), puback(2)]


async def test_qos_0_is_stored_without_an_answer(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.publish(ONE, qos=0)
    await client.publish(ONE, qos=0)
    host.settle()
    host.settle(error="full")
    assert await client.heard() == []
    endpoint.sweep()
    assert host.counters["qos0_lost"] == 1
    assert not client.transport.closed


async def test_full_store_is_quota_exceeded_in_mqtt5(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint, 5)
    await client.connect()
    await client.publish(ONE, packet_id=7)
    host.settle(error="full")
    answer = only(await client.heard(), Ack)
    assert (answer.kind, answer.packet_id, answer.reason) == (Kind.PUBACK, 7, 0x97)
    assert "full" in answer.properties[31]
    assert not client.transport.closed


@pytest.mark.parametrize(("version", "error"), [(4, "full"), (4, "lost"), (5, "lost")])
async def test_client_is_made_to_repeat_after_a_pause(
    endpoint: Endpoint, host: FakeHost, clock: Monotonic, version: int, error: str
) -> None:
    client = Client(endpoint, version)
    await client.connect()
    await client.publish(ONE, packet_id=7)
    await client.publish(ONE, packet_id=8)
    host.settle(error=error)
    assert await client.heard() == []
    assert not client.transport.reading
    host.settle()
    assert await client.heard() == [puback(8)], "what became durable in the pause is still acknowledged"
    endpoint.sweep()
    assert not client.transport.closed
    clock.now += 2
    endpoint.sweep()
    said = await client.heard()
    assert client.transport.closed
    assert [p.reason for p in said if isinstance(p, Disconnect)] == ([Reason.SERVER_BUSY] if version == 5 else [])
    assert ("GW1", error) in host.refusals


@pytest.mark.parametrize("version", [4, 5])
async def test_pubrec_waits_until_durable_and_pubcomp_follows_at_once(
    endpoint: Endpoint, host: FakeHost, version: int
) -> None:
    client = Client(endpoint, version)
    await client.connect()
    assert await client.publish(ONE, qos=2, packet_id=4) == []
    host.settle()
    assert await client.heard() == [Ack(Kind.PUBREC, 4)]
    assert await client.say(Ack(Kind.PUBREL, 4)) == [Ack(Kind.PUBCOMP, 4)]
    assert len(host.stored) == 1


async def test_repeated_qos_2_message_is_stored_once(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.publish(ONE, qos=2, packet_id=4)
    await client.publish(ONE, qos=2, packet_id=4, dup=True)
    host.settle()
    assert host.waiting == []
    await client.heard()
    assert await client.publish(ONE, qos=2, packet_id=4, dup=True) == [Ack(Kind.PUBREC, 4)]
    await client.say(Ack(Kind.PUBREL, 4))
    await client.publish(ONE, qos=2, packet_id=4)
    assert len(host.waiting) == 1, "after PUBREL the id means a new message"


async def test_qos_2_message_that_was_not_stored_is_tried_again(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint, 5)
    await client.connect()
    await client.publish(ONE, qos=2, packet_id=4)
    host.settle(error="full")
    answer = only(await client.heard(), Ack)
    assert (answer.kind, answer.reason) == (Kind.PUBREC, Reason.QUOTA_EXCEEDED)
    await client.publish(ONE, qos=2, packet_id=4, dup=True)
    host.settle()
    assert await client.heard() == [Ack(Kind.PUBREC, 4)]


@pytest.mark.parametrize(("version", "reason"), [(4, 0), (5, Reason.PACKET_ID_NOT_FOUND)])
async def test_pubrel_of_an_unknown_id_is_completed(endpoint: Endpoint, version: int, reason: int) -> None:
    client = Client(endpoint, version)
    await client.connect()
    assert await client.say(Ack(Kind.PUBREL, 4)) == [Ack(Kind.PUBCOMP, 4, reason)]


async def test_unacknowledged_qos_2_is_answered_on_the_next_connection(endpoint: Endpoint, host: FakeHost) -> None:
    first = Client(endpoint)
    await first.connect(clean_start=False)
    await first.publish(ONE, qos=2, packet_id=4)
    await first.vanish()
    second = Client(endpoint)
    assert (await second.connect(clean_start=False)).session_present
    assert await second.publish(ONE, qos=2, packet_id=4, dup=True) == []
    host.settle()
    assert await second.heard() == [Ack(Kind.PUBREC, 4)]
    assert len(host.stored) == 1
    assert host.waiting == []


async def test_qos_2_id_survives_between_pubrec_and_pubrel(endpoint: Endpoint, host: FakeHost) -> None:
    first = Client(endpoint)
    await first.connect(clean_start=False)
    await first.publish(ONE, qos=2, packet_id=4)
    host.settle()
    await first.vanish()
    second = Client(endpoint)
    await second.connect(clean_start=False)
    assert await second.publish(ONE, qos=2, packet_id=4, dup=True) == [Ack(Kind.PUBREC, 4)]
    assert host.waiting == []
    assert await second.say(Ack(Kind.PUBREL, 4)) == [Ack(Kind.PUBCOMP, 4)]


async def test_verdict_after_the_client_left_harms_nobody(endpoint: Endpoint, host: FakeHost) -> None:
    client = Client(endpoint)
    await client.connect()
    await client.publish(ONE, packet_id=1)
    await client.publish(ONE, packet_id=2)
    await client.vanish()
    host.settle()
    host.settle(error="lost")
    assert await client.heard() == []
    assert len(endpoint.sessions) == 0
