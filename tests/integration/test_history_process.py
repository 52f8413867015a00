"""The history process on a real bus: kept once, whatever is delivered twice; answered truthfully."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from anlan.bus import history_client, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import CountQuery, LatestQuery, RawQuery, SeriesQuery
from anlan.bus.readings import Readings, encode
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.history.process import main

pytestmark = pytest.mark.nats


@pytest_asyncio.fixture
async def history(bus: Bus) -> AsyncIterator[Service]:
    service = Service("history", bus, bus.settings, SystemClock())
    running = asyncio.create_task(main(service))
    for _ in range(200):
        if running.done():
            running.result()
        try:
            await history_client.ask(bus, CountQuery(), timeout_s=1)
            break
        except history_client.HistoryUnavailable:
            await asyncio.sleep(0.1)
    yield service
    service.stop.set()
    await asyncio.wait_for(running, 20)


async def put(bus: Bus, rows: list[tuple[int, int, float, int]], name: str) -> None:
    await bus.publish_durable(subjects.readings(0), encode(Readings.of(rows)), msg_id=name)


async def until_stored(bus: Bus, points: list[int], wanted: int) -> int:
    count = 0
    for _ in range(60):
        count = (await history_client.ask(bus, CountQuery(points=points))).count
        if count >= wanted:
            break
        await asyncio.sleep(0.2)
    return count


async def test_what_is_delivered_twice_counts_once(history: Service, bus: Bus) -> None:
    now = SystemClock().now_ms()
    rows = [(7, now + n, n / 10, 0) for n in range(100)]
    await put(bus, rows, "a")
    await put(bus, rows[50:], "b")
    await put(bus, [(8, now, 1.0, 0)], "c")
    assert await until_stored(bus, [8], 1) == 1
    assert await until_stored(bus, [7], 100) == 100


async def test_curve_raw_and_latest_tell_the_same_story(history: Service, bus: Bus) -> None:
    now = SystemClock().now_ms()
    await put(bus, [(3, now - 5000, 20.3, 0), (3, now - 4000, 1.0 / 3, 0), (3, now - 3000, 99.0, 33)], "a")
    await until_stored(bus, [3], 3)
    raw = await history_client.ask(bus, RawQuery(points=[3], from_ms=now - 10_000, to_ms=now))
    assert [(v, q) for _, _, v, q in raw.rows] == [(20.3, 0), (1.0 / 3, 0), (99.0, 33)]
    curve = (await history_client.ask(bus, SeriesQuery(points=[3], from_ms=now - 10_000, to_ms=now))).series[0]
    assert curve.last == [20.3, 1.0 / 3, None], "a bad value is never drawn as if it were true"
    assert curve.quality == [0, 0, 33]
    latest = await history_client.ask(bus, LatestQuery(points=[3]))
    assert latest.rows == [(3, now - 3000, 99.0, 33)]


async def test_wide_window_gives_extremes_per_bucket(history: Service, bus: Bus) -> None:
    now = SystemClock().now_ms()
    rows = [(4, now - 600_000 + 500 * n, float(n % 50), 0) for n in range(1000)]
    await put(bus, rows, "a")
    await until_stored(bus, [4], 1000)
    reply = await history_client.ask(bus, SeriesQuery(points=[4], from_ms=now - 600_000, to_ms=now, width_px=20))
    assert reply.bucket_ms == 30_000
    inner = list(zip(reply.series[0].min, reply.series[0].max, strict=True))[1:-1]  # edges may hold half a bucket
    assert len(inner) >= 14
    assert set(inner) == {(0.0, 49.0)}
