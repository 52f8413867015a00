"""Interoperability with Eclipse paho, the most used MQTT client in Python."""

import asyncio
import threading
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from anlan.gateway.drivers.mqtt.driver import Driver
from tests.unit.gateway_mqtt.fake_host import NOW_MS, FakeHost

VERSIONS = [MQTTProtocolVersion.MQTTv31, MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5]


def connected(port: int, version: MQTTProtocolVersion, code: str = "GW1", client_id: str = "c1") -> paho.Client:
    """A paho client that is connected and runs its own thread."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=version)
    client.username_pw_set(code, "s3cret")
    ready = threading.Event()
    outcome: list[Any] = []

    def on_connect(_c: Any, _u: Any, _f: Any, reason: Any, _p: Any) -> None:
        outcome.append(reason)
        ready.set()

    client.on_connect = on_connect
    client.connect("127.0.0.1", port)
    client.loop_start()
    assert ready.wait(5)
    assert not outcome[0].is_failure
    return client


def _publish(port: int, version: MQTTProtocolVersion, qos: int) -> list[bool]:
    client = connected(port, version)
    try:
        sent = [
            client.publish("anlan/v1/GW1/telemetry", f'{{"ts":{NOW_MS + n},"d":{{"NH3-01":{n}}}}}', qos=qos)
            for n in range(50)
        ]
        for one in sent:
            one.wait_for_publish(5)
        return [one.is_published() for one in sent]
    finally:
        client.disconnect()
        client.loop_stop()


@pytest.mark.parametrize("qos", [0, 1, 2])
@pytest.mark.parametrize("version", VERSIONS)
async def test_paho_publishes_and_every_message_is_stored(
    driver: Driver, host: FakeHost, version: MQTTProtocolVersion, qos: int
) -> None:
    published = await asyncio.to_thread(_publish, host.settings.mqtt_port, version, qos)
    for _ in range(100):
        if len(host.rows) == 50:
            break
        await asyncio.sleep(0.02)
    assert all(published)
    assert host.rows == [(1, NOW_MS + n, float(n), 0) for n in range(50)]


@pytest.mark.parametrize("version", VERSIONS)
async def test_paho_receives_only_its_own_downlink(
    driver: Driver, host: FakeHost, version: MQTTProtocolVersion
) -> None:
    port = host.settings.mqtt_port
    got: list[tuple[str, bytes]] = []
    one = await asyncio.to_thread(connected, port, version, "GW1", "a")
    other = await asyncio.to_thread(connected, port, version, "GW2", "a")
    for client, code in ((one, "GW1"), (other, "GW2")):
        client.on_message = lambda _c, _u, message: got.append((message.topic, message.payload))
        client.subscribe(f"anlan/v1/{code}/down/#", 1)
    await asyncio.sleep(0.2)
    assert await driver.downlink(1, b"hello")
    one.publish("anlan/v1/GW1/time/get", b"7", 1)
    for _ in range(100):
        if len(got) == 2:
            break
        await asyncio.sleep(0.02)
    assert sorted(got) == [
        ("anlan/v1/GW1/down/message", b"hello"),
        ("anlan/v1/GW1/down/time", b'{"ts":%d,"echo":"7"}' % NOW_MS),
    ]
    for client in (one, other):
        client.disconnect()
        client.loop_stop()
