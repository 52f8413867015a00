"""What every store of readings promises: exact, deduplicated, bounded. Run over each folder under history/stores."""

import pytest

from anlan.bus.readings import Readings
from anlan.domain.quality import Quality
from anlan.history.scaling import Scaler
from anlan.history.store import HOUR_MS, MINUTE_MS, Store, StoreError
from tests.contract.history_stores.conftest import Place
from tests.unit.history.conftest import DAY, NOON, Insert

pytestmark = pytest.mark.xdist_group("history_stores")

EVER = (-(2**62), 2**62)


def rows(found: Readings) -> list[tuple[int, int, float, int]]:
    columns = (found.point.tolist(), found.ts_ms.tolist(), found.value.tolist(), found.quality.tolist())
    return list(zip(*columns, strict=True))


def test_reading_delivered_twice_counts_once(store: Store, insert: Insert) -> None:
    batch = Readings.of([(1, NOON, 20.3, 0), (2, NOON, 1 / 3, 0), (1, NOON, 20.3, 0)])
    insert(batch)
    insert(batch)
    assert store.count([], *EVER) == 2
    page, is_truncated = store.raw([], *EVER, 2)
    assert rows(page) == [(1, NOON, 20.3, 0), (2, NOON, 1 / 3, 0)]
    assert not is_truncated
    spans = store.series([1], NOON, NOON + 1, 0, HOUR_MS)
    assert spans.readings.tolist() == [1]


def test_later_arrival_of_the_same_stamp_replaces(store: Store, insert: Insert) -> None:
    insert(Readings.of([(1, NOON, 20.3, 0)]))
    insert(Readings.of([(1, NOON, 20.4, 33)]))
    assert rows(store.raw([1], *EVER, 10)[0]) == [(1, NOON, 20.4, 33)]
    assert rows(store.latest([1])) == [(1, NOON, 20.4, 33)]


def test_window_is_half_open(store: Store, insert: Insert) -> None:
    insert(Readings.of([(1, NOON - 1, 1.0, 0), (1, NOON, 2.0, 0), (1, NOON + 1, 3.0, 0)]))
    assert store.count([1], NOON, NOON + 1) == 1
    assert rows(store.raw([1], NOON, NOON + 1, 10)[0]) == [(1, NOON, 2.0, 0)]
    assert store.series([1], NOON, NOON + 1, 0, MINUTE_MS).last.tolist() == [2.0]


def test_untrusted_stamps_are_kept_and_open_no_partitions(store: Store, insert: Insert) -> None:
    strays = [(1, 86_400_000 * day, 1.0, Quality.ANCIENT) for day in range(2_000)]
    strays += [(1, NOON + 86_400_000 * day, 1.0, Quality.FUTURE) for day in range(5, 2_000)]
    strays += [(1, -5, 1.0, Quality.ANCIENT), (1, NOON - 91 * 86_400_000, 2.0, 0), (1, NOON + 2 * 86_400_000, 2.0, 0)]
    insert(Readings.of([(1, NOON, 3.0, 0), *strays]))
    facts = store.facts()
    assert (facts["raw_days"], facts["raw_rows"], facts["stray_rows"]) == (1, 1, len(strays))
    assert store.count([1], *EVER) == len(strays) + 1
    assert rows(store.latest([1])) == [(1, NOON, 3.0, 0)], "a wrong clock does not make a reading the newest"
    page, is_truncated = store.raw([1], -10, 86_400_000 * 3, 100)
    assert page.ts_ms.tolist() == [-5, 0, 86_400_000, 2 * 86_400_000]
    assert not is_truncated


def test_pages_cover_everything_once_across_days_and_strays(store: Store, insert: Insert) -> None:
    sent = [(p, DAY - 86_400_000 * 2 + i * 7_200_000, float(i), 0) for i in range(30) for p in (1, 2, 3)]
    sent += [(2, DAY - 86_400_000 * 2 + i * 7_200_000 + 1, 0.5, Quality.ANCIENT) for i in range(10)]
    insert(Readings.of(sent))
    for limit in (1, 3, 4, 7, 1000):
        start, found = DAY - 86_400_000 * 3, []
        while True:
            page, is_truncated = store.raw([], start, DAY * 2, limit)
            assert len(page) <= max(limit, 3)
            found += rows(page)
            if not is_truncated:
                break
            start = int(page.ts_ms[-1]) + 1
        assert sorted(found) == sorted((p, t, v, int(q)) for p, t, v, q in sent)
        assert [r[1] for r in found] == sorted(r[1] for r in found)


def test_one_stamp_fuller_than_a_page_is_given_whole(store: Store, insert: Insert) -> None:
    insert(Readings.of([(p, NOON, 1.0, 0) for p in range(50)] + [(1, NOON + 1, 2.0, 0)]))
    page, is_truncated = store.raw([], NOON, NOON + 10, 20)
    assert len(page) == 50
    assert is_truncated
    page, is_truncated = store.raw([], NOON + 1, NOON + 10, 20)
    assert rows(page) == [(1, NOON + 1, 2.0, 0)]
    assert not is_truncated


def test_roll_ups_say_what_raw_readings_say(store: Store, insert: Insert) -> None:
    start = NOON - 5 * HOUR_MS
    insert(
        Readings.of(
            [(p, start + i * 7_000, i % 17 / 10, 40 if i % 11 == 0 else 0) for i in range(3_000) for p in (1, 2)]
        )
    )
    insert(Readings.of([(3, start + i * 60_000, 1 / 3 + i, 0) for i in range(60)]))
    raw = store.series([1, 2, 3], start, NOON, 0, HOUR_MS)
    assert store.roll_up(NOON + 200_000) > 0
    assert store.rolled_until_ms == NOON
    for level in (MINUTE_MS, HOUR_MS):
        rolled = store.series([1, 2, 3], start, NOON, level, HOUR_MS)
        for name in ("point", "ts_ms", "low", "high", "last", "readings", "good", "worst"):
            assert getattr(rolled, name).tolist() == getattr(raw, name).tolist(), (level, name)


def test_late_reading_reaches_roll_ups(store: Store, insert: Insert) -> None:
    insert(Readings.of([(1, NOON - HOUR_MS + 1, 1.0, 0), (2, NOON - HOUR_MS + 1, 5.0, 0)]))
    store.roll_up(NOON + 200_000)
    insert(Readings.of([(1, NOON - HOUR_MS + 2, 9.0, 0)]))
    assert store.roll_up(NOON + 201_000) == 1
    for level in (MINUTE_MS, HOUR_MS):
        spans = store.series([1, 2], NOON - HOUR_MS, NOON, level, HOUR_MS)
        assert spans.high.tolist() == [9.0, 5.0]
        assert spans.readings.tolist() == [2, 1]
    assert store.roll_up(NOON + 202_000) == 0, "mended hours are not done again"


def test_late_hours_are_remembered_over_a_restart(place: Place) -> None:
    store = place(NOON)
    store.insert(Scaler().scale(Readings.of([(1, NOON - 5, 7.0, 0), (1, NOON - 3 * HOUR_MS, 8.0, 0)])), NOON)
    store.close()
    again = place(NOON + 10)
    assert again.rolled_until_ms == NOON
    assert again.roll_up(NOON + 10) == 2
    assert again.series([1], NOON - 4 * HOUR_MS, NOON, HOUR_MS, HOUR_MS).last.tolist() == [8.0, 7.0]
    again.close()


def test_retention_drops_whole_days_past_their_time(store: Store, insert: Insert) -> None:
    day_ms = 86_400_000
    insert(Readings.of([(1, NOON - 80 * day_ms, 1.0, 0), (1, NOON - 5 * day_ms, 2.0, 0), (1, 5, 3.0, Quality.ANCIENT)]))
    store.roll_up(NOON + 200_000)
    assert store.expire(NOON) == []
    later = NOON + 30 * day_ms  # 110 and 35 days old now; the default is 90
    assert store.expire(later) == [f"raw {(NOON - 80 * day_ms) // day_ms}"]
    assert store.count([1], *EVER) == 2
    kept = store.series([1], NOON - 90 * day_ms, NOON, HOUR_MS, day_ms)
    assert kept.last.tolist() == [1.0, 2.0], "roll-ups outlive raw readings"
    assert any(g.startswith("stray") for g in store.expire(NOON + 120 * day_ms))
    assert any(g.startswith("minute") for g in store.expire(NOON + 900 * day_ms))


def test_latest_finds_a_point_that_fell_silent_long_ago(store: Store, insert: Insert) -> None:
    old = NOON - 40 * 86_400_000
    insert(Readings.of([(1, old, 1.0, 0), (2, NOON - 86_400_000, 2.0, 0), (2, NOON, 2.5, 32), (3, NOON, 3.0, 0)]))
    assert sorted(rows(store.latest([1, 2, 3, 4]))) == [(1, old, 1.0, 0), (2, NOON, 2.5, 32), (3, NOON, 3.0, 0)]
    assert rows(store.latest([])) == []


def test_closed_store_refuses_in_words(place: Place) -> None:
    store = place(NOON)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.count([], *EVER)


def test_each_point_is_counted_once_per_reading_and_its_newest_stamp_told(store: Store, insert: Insert) -> None:
    insert(Readings.of([(1, NOON, 1.0, 0), (1, NOON + 5, 2.0, 0), (2, NOON + 9, 3.0, 0)]))
    insert(Readings.of([(1, NOON, 1.0, 0), (1, NOON + 100, 4.0, 0), (3, 0, 1.0, Quality.ANCIENT)]))
    assert store.count_each([1, 2, 3, 4], NOON, NOON + 100) == [(1, 2, NOON + 5), (2, 1, NOON + 9)]
