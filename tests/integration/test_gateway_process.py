"""The gateway process with its real drivers on a real bus: a device is answered only when its reading is on disk."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from bench.county import SECRET, Size, address, snapshot

from anlan.bus import config_store, downlink_client, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import UnknownSource, from_json
from anlan.bus.readings import decode
from anlan.bus.service import Service
from anlan.demo.fieldclient import MqttPublisher
from anlan.domain.clock import SystemClock
from anlan.gateway.process import main

pytestmark = pytest.mark.nats

SIZE = Size(gateways=2, enterprises_per_gateway=1, points=3)


@pytest_asyncio.fixture
async def gateway(bus: Bus) -> AsyncIterator[Service]:
    await config_store.publish(bus, snapshot(SIZE))
    service = Service("gateway", bus, bus.settings, SystemClock())
    running = asyncio.create_task(main(service))
    await _until_open(bus.settings.mqtt_port, running)
    yield service
    service.stop.set()
    await asyncio.wait_for(running, 10)


async def _until_open(port: int, running: asyncio.Task[None]) -> None:
    for _ in range(200):
        if running.done():
            running.result()
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the gateway did not open its port")


def publisher(service: Service, gateway: int = 0, password: str = SECRET) -> MqttPublisher:
    code = f"BENCH-{gateway:03d}"
    return MqttPublisher(
        "127.0.0.1", service.settings.mqtt_port, client_id=code, username=code, password=password, answer_timeout_s=2
    )


async def stored(bus: Bus) -> list[tuple[int, float]]:
    info = await bus.js.stream_info(subjects.READINGS)
    rows = []
    for seq in range(info.state.first_seq, info.state.last_seq + 1):
        batch = decode((await bus.js.get_msg(subjects.READINGS, seq)).data or b"")
        rows += list(zip(batch.point.tolist(), batch.value.tolist(), strict=True))
    return rows


async def test_acknowledged_message_is_in_the_stream(gateway: Service, bus: Bus) -> None:
    client = publisher(gateway)
    await client.start()
    payload = f'{{"d":{{"{address(0, 0)}":12.5,"{address(0, 2)}":13.5}}}}'.encode()
    await client.publish("anlan/v1/BENCH-000/telemetry", payload)
    assert await client.flush(10)
    assert await stored(bus) == [(1, 12.5), (3, 13.5)]
    await client.close()


async def test_unregistered_point_is_kept_aside_with_its_sample(gateway: Service, bus: Bus) -> None:
    client = publisher(gateway)
    await client.start()
    await client.publish("anlan/v1/BENCH-000/telemetry", b'{"d":{"never-heard-of":7}}')
    assert await client.flush(10)
    async with asyncio.timeout(5):
        while (await bus.js.stream_info(subjects.UNKNOWN)).state.messages == 0:
            await asyncio.sleep(0.05)
    source = from_json((await bus.js.get_msg(subjects.UNKNOWN, 1)).data or b"", UnknownSource)
    assert (source.driver, source.gateway_code, source.address) == ("mqtt", "BENCH-000", "never-heard-of")
    await client.close()


@pytest.mark.skipif(not shutil.which("mosquitto_pub"), reason="mosquitto_pub is not installed (mosquitto-clients)")
async def test_a_client_nobody_here_wrote_works(gateway: Service, bus: Bus) -> None:
    process = await asyncio.create_subprocess_exec(
        "mosquitto_pub", "-h", "127.0.0.1", "-p", str(gateway.settings.mqtt_port), "-u", "BENCH-001", "-P", SECRET,
        "-q", "1", "-t", "anlan/v1/BENCH-001/telemetry", "-m", f'{{"d":{{"{address(0, 1)}":42.0}}}}',
    )  # fmt: skip
    assert await asyncio.wait_for(process.wait(), 15) == 0
    assert await stored(bus) == [(5, 42.0)]


async def test_new_configuration_is_adopted_without_restart(gateway: Service, bus: Bus) -> None:
    client = publisher(gateway)
    await client.start()
    larger = snapshot(Size(gateways=2, enterprises_per_gateway=1, points=4))
    moved = [p for p in larger.points if p.gateway_id == 1]
    await config_store.publish(bus, type(larger)(version=2, published_at_ms=0, gateways=larger.gateways, points=moved))
    async with asyncio.timeout(10):
        while gateway.facts.get("config_version") != 2:
            await asyncio.sleep(0.05)
    await client.publish("anlan/v1/BENCH-000/telemetry", f'{{"d":{{"{address(0, 3)}":9.0}}}}'.encode())
    assert await client.flush(10)
    assert await stored(bus) == [(4, 9.0)]
    await client.close()


async def test_a_message_is_taken_by_its_own_gateway_and_by_nobody_when_it_does_not_listen(
    bus: Bus, gateway: Service
) -> None:
    paho = pytest.importorskip("paho.mqtt.client")
    here, there = snapshot(SIZE).gateways
    code, got = here.code, asyncio.Queue[tuple[str, bytes]]()
    loop = asyncio.get_running_loop()
    device = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="device")
    device.username_pw_set(code, SECRET)
    device.on_message = lambda _c, _u, m: loop.call_soon_threadsafe(got.put_nowait, (m.topic, m.payload))
    await asyncio.to_thread(device.connect, "127.0.0.1", gateway.settings.mqtt_port)
    device.loop_start()
    number = here.id
    assert not await downlink_client.send(bus, number, b"hello", 0.5), "connected, but not subscribed"
    device.subscribe(f"anlan/v1/{code}/down/#", 1)
    async with asyncio.timeout(10):
        while not await downlink_client.send(bus, number, b"hello", 0.5):
            await asyncio.sleep(0.05)
        assert await got.get() == (f"anlan/v1/{code}/down/message", b"hello")
    assert not await downlink_client.send(bus, there.id, b"hello", 0.5)
    device.disconnect()
    device.loop_stop()
