"""The bus with a real nats-server."""

import asyncio

import pytest

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus, BusError, StoreFull
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import Readings, decode, encode
from anlan.kit.settings import Settings

pytestmark = pytest.mark.nats


async def test_bus_that_does_not_answer_is_given_up_with_the_last_error(test_settings: Settings) -> None:
    with pytest.raises(BusError, match="ConnectionRefused"):
        async with asyncio.timeout(10):
            await Bus.connect("test", test_settings, wait_s=0.5)


async def test_server_of_another_folder_is_given_up_with_its_refusal(nats_server: Settings) -> None:
    stranger = nats_server.model_copy(update={"data": nats_server.data / "other"})
    with pytest.raises(BusError, match="Authorization Violation"):
        async with asyncio.timeout(10):
            await Bus.connect("test", stranger, wait_s=1.5)


async def test_batch_survives_the_wire(bus: Bus) -> None:
    batch = Readings.of([(1, 1000, 20.5, 0), (2, 1001, float("nan"), 40)])
    ack = await bus.publish_durable(subjects.readings(0), encode(batch), msg_id="a-1")
    stored = await bus.js.get_msg(subjects.READINGS, ack.seq)
    back = decode(stored.data or b"")
    assert back.point.tolist() == [1, 2]
    assert back.value[0] == 20.5
    assert back.quality.tolist() == [0, 40]


async def test_repeated_id_is_stored_once(bus: Bus) -> None:
    first = await bus.publish_durable(subjects.readings(0), b"x", msg_id="same")
    second = await bus.publish_durable(subjects.readings(0), b"x", msg_id="same")
    assert second.duplicate
    assert second.seq == first.seq


async def test_full_stream_refuses_and_recovers(bus: Bus) -> None:
    config = next(c for c in subjects.streams(bus.settings) if c.name == subjects.READINGS)
    config.max_bytes = 20_000
    await bus.js.update_stream(config)

    async def fill() -> None:
        for i in range(100):
            await bus.publish_durable(subjects.readings(0), b"x" * 1000, msg_id=f"m{i}")

    with pytest.raises(StoreFull):
        await fill()
    await bus.js.purge_stream(subjects.READINGS)
    await bus.publish_durable(subjects.readings(0), b"x" * 1000, msg_id="again")


async def test_watch_sees_first_and_next_configuration(bus: Bus) -> None:
    watching = config_store.watch(bus, poll_s=0.5)
    first = await asyncio.wait_for(anext(watching), 5)
    assert first.version == 0
    snapshot = ConfigSnapshot(
        version=7,
        published_at_ms=1,
        gateways=[GatewayConfig(id=1, code="GW-1", driver="mqtt")],
        points=[PointConfig(id=5, gateway_id=1, address="nh3", kind="nh3_concentration", unit="ppm")],
    )
    await config_store.publish(bus, snapshot)
    assert (await asyncio.wait_for(anext(watching), 5)) == snapshot
    await watching.aclose()
