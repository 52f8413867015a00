"""Charts against a plain-Python oracle: random data, gaps, repeats, bad quality, part of it not yet inserted."""

import random
from dataclasses import dataclass

import pytest

from anlan.bus.messages import CountQuery, LatestQuery, RawQuery, Series, SeriesQuery
from anlan.bus.readings import Readings
from anlan.domain.quality import Quality
from anlan.history.answers import Answers, BadQuery
from anlan.history.plan import plan
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.sqlstore import SqlStore
from anlan.history.store import HOUR_MS, MINUTE_MS
from tests.unit.history.conftest import DAY, NOON

Row = tuple[int, int, float, int]
QUALITIES = [0, 0, 0, 0, 1, 16, 32, 40, int(Quality.FUTURE)]


@dataclass
class Desk:
    """Answers over a store of which the last batches are still pending."""

    store: SqlStore
    pending: Pending
    newest: Newest
    answers: Answers


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    pending, newest = Pending(), Newest()
    return Desk(store, pending, newest, Answers(store, pending, newest, HistorySettings(), lambda: NOON))


def made(rng: random.Random, points: int, n: int, span_ms: int) -> list[Row]:
    rows: dict[tuple[int, int], Row] = {}
    while len(rows) < n:
        value = rng.choice([rng.randrange(1000) / 10, rng.random(), float(rng.randrange(50))])
        quality = rng.choice(QUALITIES)
        at = NOON - rng.randrange(span_ms) ** 2 // span_ms  # thin towards the past: gaps
        point = rng.randrange(1, points + 1)
        rows[point, at] = (point, at, float("nan") if quality == 40 else value, quality)
    distinct = list(rows.values())
    return distinct + distinct[: n // 10]  # some are delivered twice


def expected(rows: list[Row], point: int, from_ms: int, to_ms: int, bucket_ms: int) -> Series:
    distinct = {(p, t): (v, q) for p, t, v, q in rows if p == point and from_ms <= t < to_ms and q != Quality.FUTURE}
    buckets: dict[int, list[tuple[int, float, int]]] = {}
    for (_, t), (v, q) in sorted(distinct.items()):
        buckets.setdefault(t // bucket_ms * bucket_ms if bucket_ms else t, []).append((t, v, q))
    low, high, last = [], [], []
    for found in buckets.values():
        good = [v for _, v, q in found if q < 32]
        low.append(min(good) if good else None)
        high.append(max(good) if good else None)
        last.append(good[-1] if good else None)
    worst = [max(q for _, _, q in found) for found in buckets.values()]
    return Series(point=point, ts_ms=list(buckets), min=low, max=high, last=last, quality=worst)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("span_ms", [20 * 60_000, 20 * HOUR_MS, 12 * 24 * HOUR_MS])
def test_series_equals_the_oracle(desk: Desk, seed: int, span_ms: int) -> None:
    rng = random.Random(seed * 1000 + span_ms)
    rows = made(rng, 3, 3000, span_ms)
    scaler = Scaler()
    for part in (rows[:1500], rows[1500:2700]):
        desk.store.insert(scaler.scale(Readings.of(part)), NOON)
        desk.store.roll_up(NOON + 1)
    desk.pending.add(Readings.of(rows[2700:3000]))
    desk.pending.add(Readings.of(rows[3000:]))
    stored = {row[:2] for row in rows[:2700]}
    levels = set()
    for _ in range(12):
        from_ms = NOON - rng.randrange(1, span_ms)
        to_ms = from_ms + rng.randrange(1, span_ms)
        width = rng.choice([1, 7, 100, 1000, 4000])
        reply = desk.answers.answer(SeriesQuery(points=[3, 1, 77], from_ms=from_ms, to_ms=to_ms, width_px=width))
        step = reply.bucket_ms
        levels.add(step and (HOUR_MS if step % HOUR_MS == 0 else MINUTE_MS if step % MINUTE_MS == 0 else 1))
        seen = rows
        if step:  # roll-ups answer for whole minutes or hours, and late readings wait for the next mending
            chosen = plan(from_ms, to_ms, width, 0, 0)
            from_ms, to_ms = chosen.from_ms, chosen.to_ms
            assert step == chosen.bucket_ms
            border = desk.store.rolled_until_ms if chosen.level_ms else 0
            seen = [row for row in rows if row[1] >= border or row[:2] in stored]
        for series, point in zip(reply.series, [3, 1, 77], strict=True):
            wanted = expected(seen, point, from_ms, to_ms, step)
            assert series == wanted
            if step == 0:
                assert len(series.ts_ms) <= width
    assert len(levels) > 1, "the windows must have exercised more than one level"


def test_bucket_edges_belong_to_the_bucket_they_open(desk: Desk) -> None:
    rows = [(1, NOON - 20_000 + i * 1_000, float(i), 0) for i in range(20)]
    desk.store.insert(Scaler().scale(Readings.of(rows)), NOON)
    reply = desk.answers.answer(SeriesQuery(points=[1], from_ms=NOON - 20_000, to_ms=NOON, width_px=4))
    series = reply.series[0]
    assert reply.bucket_ms == 5_000
    assert series.ts_ms == [NOON - 20_000, NOON - 15_000, NOON - 10_000, NOON - 5_000]
    assert series.min == [0.0, 5.0, 10.0, 15.0]
    assert series.max == series.last == [4.0, 9.0, 14.0, 19.0]


def test_few_readings_come_one_by_one_even_over_a_month(desk: Desk) -> None:
    rows = [(1, NOON - i * 24 * HOUR_MS + 123, i / 10, 0) for i in range(30)]
    desk.store.insert(Scaler().scale(Readings.of(rows)), NOON)
    desk.store.roll_up(NOON)
    reply = desk.answers.answer(SeriesQuery(points=[1], from_ms=NOON - 31 * 24 * HOUR_MS, to_ms=NOON + 1000))
    assert reply.bucket_ms == 0
    assert reply.series[0].ts_ms == sorted(r[1] for r in rows)


def test_a_bucket_of_bad_readings_shows_no_value(desk: Desk) -> None:
    desk.store.insert(Scaler().scale(Readings.of([(1, NOON - 1, 9999.0, 41), (1, NOON - 2, 5.0, 41)])), NOON)
    series = desk.answers.answer(SeriesQuery(points=[1], from_ms=NOON - 10, to_ms=NOON, width_px=1)).series[0]
    assert (series.min, series.max, series.last, series.quality) == ([None], [None], [None], [41])


def test_latest_knows_pending_and_late_readings(desk: Desk) -> None:
    desk.store.insert(Scaler().scale(Readings.of([(1, NOON, 5.0, 0)])), NOON)
    late, newer = Readings.of([(1, NOON - 10, 1.0, 0), (2, NOON, 7.0, 0)]), Readings.of([(1, NOON + 10, 6.0, 33)])
    ask = LatestQuery(points=[2, 1, 3])
    desk.pending.add(late)
    desk.newest.arrived(late)
    assert desk.answers.answer(ask).rows == [(2, NOON, 7.0, 0), (1, NOON, 5.0, 0)]
    desk.newest.arrived(newer)
    desk.newest.arrived(Readings.of([(1, NOON + 99, 8.0, int(Quality.FUTURE)), (3, NOON, 1.5, 0)]))
    assert desk.answers.answer(ask).rows == [(2, NOON, 7.0, 0), (1, NOON + 10, 6.0, 33), (3, NOON, 1.5, 0)]


def test_latest_of_a_reading_stored_between_question_and_answer(desk: Desk) -> None:
    """What arrives after the store was asked and is inserted before its answer is learnt is not lost."""
    desk.newest.follow([1])
    answer_of_store = desk.store.latest([1])
    desk.newest.arrived(Readings.of([(1, NOON, 5.0, 0)]))
    desk.newest.learn([1], answer_of_store)
    assert desk.answers.answer(LatestQuery(points=[1])).rows == [(1, NOON, 5.0, 0)]


def test_month_of_five_second_data_is_asked_from_minutes() -> None:
    month = 30 * 24 * HOUR_MS
    chosen = plan(DAY, DAY + month, 1000, 0, 0)
    assert (chosen.level_ms, chosen.bucket_ms) == (MINUTE_MS, 44 * MINUTE_MS)
    assert plan(DAY, DAY + 16 * HOUR_MS, 1000, 0, 0).level_ms == 0
    assert plan(DAY, DAY + 60 * month, 1000, 0, 0).level_ms == HOUR_MS
    assert plan(DAY, DAY + HOUR_MS, 1000, DAY + 1, 0).level_ms == MINUTE_MS, "raw readings of that time are gone"
    assert plan(DAY, DAY + HOUR_MS, 1000, DAY + 1, DAY + 1).level_ms == HOUR_MS


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (SeriesQuery(points=[1], from_ms=5, to_ms=5), "from_ms must be before"),
        (SeriesQuery(points=list(range(201)), from_ms=0, to_ms=5), "1 to 200 points"),
        (SeriesQuery(points=[1], from_ms=0, to_ms=5, width_px=0), "width_px"),
        (SeriesQuery(points=list(range(200)), from_ms=0, to_ms=5, width_px=4000), "fewer points"),
        (RawQuery(points=[1], from_ms=0, to_ms=5, limit=0), "limit"),
        (RawQuery(points=[1], from_ms=0, to_ms=5, limit=10**9), "limit"),
        (LatestQuery(points=[-1]), "ids from 0"),
        (CountQuery(from_ms=9, to_ms=1), "from_ms must be before"),
    ],
)
def test_wrong_questions_say_what_to_ask(desk: Desk, query: SeriesQuery, hint: str) -> None:
    with pytest.raises(BadQuery, match=hint):
        desk.answers.answer(query)
