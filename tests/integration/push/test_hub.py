"""The hub on a real bus: state and stream cannot race, and nobody is told what is not theirs."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
import pytest_asyncio

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, PointConfig, ScreenEvent, to_json
from anlan.bus.readings import Readings, encode
from anlan.web.push import hub as module
from anlan.web.push.hub import Hub, Listener
from anlan.web.push.viewer import Viewer

pytestmark = pytest.mark.nats

COUNTY = Viewer(1, "s", None)
PLANT_5 = Viewer(2, "t", frozenset({5}))
CONFIG = ConfigSnapshot(
    version=1,
    published_at_ms=0,
    points=[
        PointConfig(id=n, gateway_id=1, address=f"a{n}", kind="k", unit="ppm", enterprise_id=owner)
        for n, owner in ((1, 5), (2, 5), (3, 6))
    ],
)


@pytest_asyncio.fixture
async def hub(bus: Bus) -> AsyncIterator[Hub]:
    await config_store.publish(bus, CONFIG)
    made = Hub(bus)
    await made.start()
    async with asyncio.timeout(5):
        while not made.config.points:
            await asyncio.sleep(0.01)
        while not made.is_following:
            await asyncio.sleep(0.01)
    yield made
    await made.stop()


async def publish(bus: Bus, number: int, enterprise_id: int = 5, topic: str = "alarm") -> None:
    event = ScreenEvent(
        topic=topic, kind="raised", id=str(number), at_ms=number, enterprise_id=enterprise_id, data={"n": number}
    )
    await bus.publish_durable(subjects.event(topic), to_json(event), msg_id=f"e{topic}{number}")


async def frames(listener: Listener, count: int) -> list[tuple[str, object]]:
    got = []
    async with asyncio.timeout(5):
        while len(got) < count:
            lines = (await listener.queue.get()).decode().split("\n")
            fields = dict(line.split(": ", 1) for line in lines if line)
            if fields["event"] not in ("health",):
                got.append((fields["event"], orjson.loads(fields["data"])))
    return got


async def test_event_reaches_only_those_in_scope(hub: Hub, bus: Bus) -> None:
    county, plant = hub.join(COUNTY, [], None, None), hub.join(PLANT_5, [], None, None)
    await publish(bus, 1, enterprise_id=6)
    await publish(bus, 2, enterprise_id=5)
    assert [d["n"] for e, d in (await frames(county, 3))[1:]] == [1, 2]  # type: ignore[index]
    assert [d["n"] for e, d in (await frames(plant, 2))[1:]] == [2]  # type: ignore[index]


async def test_returning_browser_gets_exactly_what_it_missed(hub: Hub, bus: Bus) -> None:
    for number in range(1, 6):
        await publish(bus, number)
    async with asyncio.timeout(5):
        while hub.last_id < 5:
            await asyncio.sleep(0.01)
    back = hub.join(COUNTY, [], None, last_id=3)
    assert [d.get("n") for _, d in await frames(back, 3)] == [None, 4, 5]  # type: ignore[attr-defined]


async def test_gap_that_cannot_be_filled_asks_for_everything(hub: Hub, bus: Bus) -> None:
    await publish(bus, 1)
    async with asyncio.timeout(5):
        while hub.last_id < 1:
            await asyncio.sleep(0.01)
    stranger = hub.join(COUNTY, [], None, last_id=999)
    assert [e for e, _ in await frames(stranger, 2)] == ["hello", "resync"]


async def test_slow_browser_is_told_to_fetch_everything(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = hub.join(COUNTY, [], None, None)
    for _ in range(module.QUEUE + 10):
        listener.put(module.sse("alarm", {}))
    assert listener.queue.qsize() <= module.QUEUE
    events = [f.decode().split("\n")[0] for f in [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]]
    assert "event: resync" in events


async def test_values_arrive_once_a_second_for_own_points_only(hub: Hub, bus: Bus) -> None:
    plant = hub.join(PLANT_5, [1, 3], None, None)
    batch = Readings.of([(1, 1000, 7.5, 0), (3, 1000, 9.0, 0)])
    await bus.publish_durable(subjects.readings(0), encode(batch), msg_id="r1")
    got = (await frames(plant, 2))[1]
    assert got == ("values", [{"point": 1, "ts_ms": 1000, "value": 7.5, "quality": 0}])


async def test_enterprise_parameter_follows_all_its_points(hub: Hub, bus: Bus) -> None:
    county = hub.join(COUNTY, [], 5, None)
    assert county.points.tolist() == [1, 2]


async def test_an_interruption_loses_no_event(hub: Hub, bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to fetch everything at once, browsers fetched before the red alarm and were never told of it: what was
    published until the hub listened again fell between."""
    county = hub.join(COUNTY, [], None, None)
    await frames(county, 1)
    await publish(bus, 1)
    await frames(county, 1)
    honest, is_broken = hub.bus.js.stream_info, True

    async def stream_info(name: str) -> object:
        if is_broken:
            raise TimeoutError("nats is starting")
        return await honest(name)

    monkeypatch.setattr(hub.bus.js, "stream_info", stream_info)
    async with asyncio.timeout(10):
        while hub.is_following:
            await asyncio.sleep(0.05)
    await publish(bus, 2)
    is_broken = False
    async with asyncio.timeout(10):
        while not hub.is_following:
            await asyncio.sleep(0.05)
    await publish(bus, 3)
    assert [data["n"] for _, data in await frames(county, 2)] == [2, 3]  # type: ignore[index]


async def test_a_stream_that_was_made_again_is_followed_from_its_beginning(hub: Hub, bus: Bus) -> None:
    county = hub.join(COUNTY, [], None, None)
    for n in range(3):
        await publish(bus, n)
    await frames(county, 4)
    await bus.js.delete_stream(subjects.EVENTS)
    await bus.ensure_streams()
    async with asyncio.timeout(15):
        assert (await frames(county, 1))[0][0] == "resync"
    await publish(bus, 11)
    assert (await frames(county, 1))[0][1]["n"] == 11  # type: ignore[index]


async def test_numbers_that_no_point_has_stop_nobodys_values(hub: Hub, bus: Bus) -> None:
    odd = hub.join(COUNTY, [-5_000, 0, 2**63, 10**30, 1], None, None)
    await publish_reading(bus, 1)
    assert (await frames(odd, 2))[1][0] == "values"
    await publish_reading(bus, 2)
    assert (await frames(odd, 1))[0][0] == "values"


async def publish_reading(bus: Bus, number: int) -> None:
    batch = Readings.of([(1, 1000 * number, 7.5, 0)])
    await bus.publish_durable(subjects.readings(0), encode(batch), msg_id=f"odd{number}")
