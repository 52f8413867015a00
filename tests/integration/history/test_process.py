"""The history process on a real bus: nothing lost, nothing doubled, one owner, fresh answers."""

import asyncio
import json
import random
import signal
import time

import numpy as np
import pytest
from nats.aio.msg import Msg

from anlan.bus import history_client, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import CountQuery, LatestQuery, RawQuery, SeriesQuery
from anlan.bus.readings import Readings, concat
from tests.integration.history.support import ask, publish, running, start, until_count, until_it_answers

pytestmark = pytest.mark.nats


def readings(start_ms: int, points: int, rounds: int, seed: int = 1) -> Readings:
    """One reading per point and second, 0.1 steps."""
    rng = np.random.default_rng(seed)
    n = points * rounds
    ts_ms = start_ms + np.repeat(np.arange(rounds, dtype=np.int64) * 1000, points)
    return Readings(
        np.tile(np.arange(1, points + 1, dtype=np.int32), rounds),
        ts_ms,
        np.round(rng.integers(0, 500, n) * 0.1, 1),
        np.zeros(n, np.uint8),
    )


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def test_readings_of_the_log_can_be_asked_for(bus: Bus) -> None:
    begin = now_ms() - 60_000
    batch = concat([readings(begin, 3, 50), Readings.of([(4, begin, float("nan"), 40), (4, begin + 1, 1 / 3, 0)])])
    async with running(bus):
        await publish(bus, batch, "one")
        await publish(bus, Readings.empty(), "tick")
        assert await until_count(bus, 152) == 152
        reply = await ask(bus, RawQuery(points=[1, 4], from_ms=begin, to_ms=begin + 50_000))
        first = batch.take(batch.point == 1)
        wanted = [(1, t, v, 0) for t, v in zip(first.ts_ms.tolist(), first.value.tolist(), strict=True)]
        assert [r for r in reply.rows if r[0] == 1] == wanted
        assert [r for r in reply.rows if r[0] == 4] == [(4, begin, None, 40), (4, begin + 1, 1 / 3, 0)]
        latest = await ask(bus, LatestQuery(points=[4, 3, 99]))
        assert latest.rows == [(4, begin + 1, 1 / 3, 0), (3, begin + 49_000, float(batch.value[149]), 0)]
        series = await ask(bus, SeriesQuery(points=[2], from_ms=begin, to_ms=begin + 50_000, width_px=10))
        assert series.bucket_ms == 5_000
        assert max(x or 0 for x in series.series[0].max) == max(batch.value[batch.point == 2])


async def test_what_is_not_yet_inserted_is_already_visible(bus: Bus) -> None:
    begin = now_ms()
    async with running(bus, ANLAN_HISTORY_INSERT_EVERY_S="8"):
        await publish(bus, Readings.of([(1, begin, 5.5, 0)]), "one")
        async with asyncio.timeout(5):
            while not (latest := await ask(bus, LatestQuery(points=[1]))).rows:
                await asyncio.sleep(0.05)
        assert latest.rows == [(1, begin, 5.5, 0)]
        series = (await ask(bus, SeriesQuery(points=[1], from_ms=begin - 5000, to_ms=begin + 5000))).series[0]
        assert (series.ts_ms, series.last) == ([begin], [5.5])
        assert (await ask(bus, CountQuery())).count == 0, "the test proves nothing once the reading is stored"


async def test_kill_9_at_random_moments_loses_and_doubles_nothing(bus: Bus) -> None:
    begin, rng, sent = now_ms() - 3_600_000, random.Random(7), 0
    process = start(bus)
    await until_it_answers(bus)
    for kill in range(4):
        for number in range(15):
            batch = readings(begin + sent * 10, 200, 2, seed=sent)
            await publish(bus, batch, f"{kill}-{number}")
            if number % 5 == 0:  # a device repeats what it was not answered for
                await publish(bus, batch, f"{kill}-{number}-again")
            sent += 1
        await asyncio.sleep(rng.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        process = start(bus)
    wanted = len({(p, t) for n in range(sent) for p in range(200) for t in (begin + n * 10, begin + n * 10 + 1000)})
    try:
        await until_it_answers(bus)
        assert await until_count(bus, wanted) == wanted
        info = await bus.js.consumer_info(subjects.READINGS, "history")
        assert info.num_pending == 0
    finally:
        process.kill()
        process.communicate()


async def test_second_process_stands_by_and_goes_on_when_the_first_dies(bus: Bus) -> None:
    begin = now_ms()
    async with running(bus) as first:
        await publish(bus, Readings.of([(1, begin, 1.0, 0)]), "m1")
        assert await until_count(bus, 1) == 1
        async with running(bus) as second:
            assert second.poll() is None
            first.kill()
            await publish(bus, Readings.of([(1, begin + 1, 2.0, 0)]), "m2")
            assert await until_count(bus, 2) == 2


async def test_unreadable_batch_is_counted_and_skipped(bus: Bus) -> None:
    beats: list[dict[str, object]] = []

    async def keep(message: Msg) -> None:
        beats.append(json.loads(message.data)["facts"])

    await bus.nc.subscribe(f"{subjects.HEALTH}.history.*", cb=keep)
    async with running(bus):
        await bus.publish_durable(subjects.readings(0), b"not arrow", msg_id="bad")
        await publish(bus, Readings.of([(1, now_ms(), 1.0, 0)]), "good")
        assert await until_count(bus, 1) == 1
        async with asyncio.timeout(10):
            while not beats or beats[-1].get("undecodable") != 1:
                await asyncio.sleep(0.1)


async def test_bulk_read_pages_without_gap_or_double(bus: Bus) -> None:
    begin = now_ms() - 1_000_000
    batch = readings(begin, 7, 300)
    async with running(bus):
        await publish(bus, batch, "one")
        assert await until_count(bus, 2100) == 2100
        pages = [p async for p in history_client.read(bus, [], begin, begin + 300_000, page_rows=100)]
        assert len(pages) > 20
        whole = concat(pages)
        assert whole.ts_ms.tolist() == batch.ts_ms.tolist()
        assert whole.value.tolist() == batch.value.tolist()


async def test_wrong_questions_are_answered_with_what_to_ask_instead(bus: Bus) -> None:
    async with running(bus):
        reply = await history_client.ask(bus, SeriesQuery(points=[], from_ms=0, to_ms=1))
        assert "1 to 200 points" in reply.error
        reply = await history_client.ask(bus, RawQuery(points=[2**40], from_ms=0, to_ms=1))
        assert "2147483647" in reply.error
        message = await bus.nc.request(subjects.HISTORY_QUERY, b"{]", timeout=5)
        assert json.loads(message.data)["error"]
        with pytest.raises(history_client.HistoryRefused, match="limit"):
            await anext(history_client.read(bus, [], 0, 1, page_rows=0))


async def test_no_history_process_is_said_plainly(bus: Bus) -> None:
    with pytest.raises(history_client.HistoryUnavailable, match="no history process is running"):
        await history_client.ask(bus, CountQuery(), 2)


async def test_stop_stores_what_was_fetched(bus: Bus) -> None:
    async with running(bus, ANLAN_HISTORY_INSERT_EVERY_S="8") as process:
        await publish(bus, readings(now_ms() - 5000, 10, 4), "one")
        async with asyncio.timeout(5):
            while not (await ask(bus, LatestQuery(points=[1]))).rows:
                await asyncio.sleep(0.05)
        process.terminate()
        await asyncio.to_thread(process.wait, 15)
        assert process.returncode == 0
    async with running(bus):
        assert (await ask(bus, CountQuery())).count == 40
        info = await bus.js.consumer_info(subjects.READINGS, "history")
        assert info.ack_floor.stream_seq == 1, "acknowledged after the insert, not delivered again"
