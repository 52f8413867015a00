"""History queries → replies: the store's rows, and what has not reached the store yet."""

from collections.abc import Callable

import numpy as np

from anlan.bus.history_client import BULK_ROWS
from anlan.bus.messages import (
    CountQuery,
    HistoryQuery,
    HistoryReply,
    LatestQuery,
    RawQuery,
    Series,
    SeriesQuery,
)
from anlan.bus.readings import Readings
from anlan.history.plan import plan
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.store import BAD_FROM, DAY_MS, Spans, Store

MOST_POINTS = 200
MOST_LATEST = 20_000
MOST_WIDTH = 4_000
MOST_ROWS = 100_000
#: Points × pixels of one reply: 60 B each in JSON must stay under the bus's 8 MB.
MOST_BUCKETS = 100_000
_FIRST_MS, _LAST_MS = 0, 2**62


class BadQuery(ValueError):
    """The question is at fault; the text says what to ask instead."""


class Answers:
    """Answers from any thread. ``now_ms`` is the platform's clock."""

    def __init__(
        self, store: Store, pending: Pending, newest: Newest, config: HistorySettings, now_ms: Callable[[], int]
    ) -> None:
        self.store, self.pending, self.newest, self.config, self.now_ms = store, pending, newest, config, now_ms

    def answer(self, query: HistoryQuery) -> HistoryReply:
        """Reply to a query; raises BadQuery and StoreError."""
        if isinstance(query, SeriesQuery):
            return self._series(query)
        if isinstance(query, LatestQuery):
            return self._latest(query)
        if isinstance(query, RawQuery):
            page, is_truncated = self.page(query, MOST_ROWS)
            return HistoryReply(rows=_rows(page), is_truncated=is_truncated)
        return self._count(query)

    def page(self, query: RawQuery, most: int = BULK_ROWS) -> tuple[Readings, bool]:
        """One page of stored readings as columns."""
        _check_window(query.from_ms, query.to_ms)
        if not 1 <= query.limit <= most:
            raise BadQuery(f"limit must be 1 to {most}; page on from the last stamp + 1")
        return self.store.raw(_checked(query.points), query.from_ms, query.to_ms, query.limit)

    def _series(self, query: SeriesQuery) -> HistoryReply:
        points = _checked(query.points)
        _check_window(query.from_ms, query.to_ms)
        if not 1 <= len(points) <= MOST_POINTS:
            raise BadQuery(f"ask for 1 to {MOST_POINTS} points at a time")
        if not 1 <= query.width_px <= MOST_WIDTH:
            raise BadQuery(f"width_px must be 1 to {MOST_WIDTH}")
        if len(points) * query.width_px > MOST_BUCKETS:
            raise BadQuery(f"{len(points)} points at {query.width_px} px are too much at once: ask for fewer points")
        now = self.now_ms()
        chosen = plan(
            max(query.from_ms, _FIRST_MS),
            min(query.to_ms, _LAST_MS),
            query.width_px,
            now - self.config.raw_days * DAY_MS,
            now - self.config.minute_days * DAY_MS,
        )
        # Taken before the store is asked: what is inserted meanwhile is then seen twice, which changes nothing,
        # instead of not at all.
        fresh = self.pending.select(np.array(points, np.int32), chosen.from_ms, chosen.to_ms)
        # Late readings reach rolled-up charts when their hour is mended, stored or not.
        rolled = fresh.ts_ms < self.store.rolled_until_ms if chosen.level_ms else np.zeros(len(fresh), np.bool_)
        spans = self.store.series(points, chosen.from_ms, chosen.to_ms, chosen.level_ms, chosen.bucket_ms)
        if _most_readings(spans, fresh) <= query.width_px and query.from_ms >= now - self.config.raw_days * DAY_MS:
            spans = self.store.series(points, query.from_ms, query.to_ms, 0, 1)
            return _reply(points, merge(spans, _of_readings(_within(fresh, query), 1)), 0)
        return _reply(points, merge(spans, _of_readings(fresh.take(~rolled), chosen.bucket_ms)), chosen.bucket_ms)

    def _latest(self, query: LatestQuery) -> HistoryReply:
        points = _checked(query.points)
        if unknown := self.newest.unknown(points):
            self.newest.follow(unknown)
            self.newest.arrived(self.pending.select(np.array(unknown, np.int32), _FIRST_MS, _LAST_MS))
            self.newest.learn(unknown, self.store.latest(unknown))
        return HistoryReply(rows=[(p, t, _number(v), q) for p, t, v, q in self.newest.get(points)])

    def _count(self, query: CountQuery) -> HistoryReply:
        _check_window(query.from_ms, query.to_ms)
        if query.per_point:
            if not query.points:
                raise BadQuery("name the points that are to be counted one by one")
            counts = self.store.count_each(_checked(query.points), query.from_ms, query.to_ms)
            return HistoryReply(count=sum(n for _, n, _ in counts), counts=counts)
        return HistoryReply(count=self.store.count(_checked(query.points), query.from_ms, query.to_ms))


def merge(stored: Spans, fresh: Spans) -> Spans:
    """Buckets of both, one row per (point, bucket); a reading that is in both counts twice in ``readings`` only."""
    if not len(fresh):
        return stored
    columns = [np.concatenate([getattr(stored, name), getattr(fresh, name)]) for name in Spans.__slots__]
    return _group(Spans(*columns))


def _of_readings(batch: Readings, bucket_ms: int) -> Spans:
    good = ((batch.quality < BAD_FROM) & ~np.isnan(batch.value)).astype(np.int64)
    value = batch.value
    bucket = batch.ts_ms // bucket_ms * bucket_ms
    ones = np.ones(len(batch), np.int64)
    return _group(Spans(batch.point, bucket, value, value, value, batch.ts_ms, ones, good, batch.quality))


def _group(rows: Spans) -> Spans:
    """One row per (point, bucket); bad rows lend their quality and nothing else."""
    if not len(rows):
        return rows
    order = np.lexsort((rows.last_ts, rows.good > 0, rows.ts_ms, rows.point))
    point, ts_ms = rows.point[order], rows.ts_ms[order]
    starts = np.flatnonzero(np.append(True, (point[1:] != point[:-1]) | (ts_ms[1:] != ts_ms[:-1])))
    ends = np.append(starts[1:], len(order)) - 1
    is_good = rows.good[order] > 0
    return Spans(
        point[starts],
        ts_ms[starts],
        np.minimum.reduceat(np.where(is_good, rows.low[order], np.inf), starts),
        np.maximum.reduceat(np.where(is_good, rows.high[order], -np.inf), starts),
        rows.last[order][ends],
        rows.last_ts[order][ends],
        np.add.reduceat(rows.readings[order], starts),
        np.add.reduceat(rows.good[order], starts),
        np.maximum.reduceat(rows.worst[order], starts),
    )


def _most_readings(spans: Spans, fresh: Readings) -> int:
    """Readings of the busiest point."""
    totals: dict[int, int] = {}
    for point, n in zip(spans.point.tolist(), spans.readings.tolist(), strict=True):
        totals[point] = totals.get(point, 0) + n
    return max(totals.values(), default=0) + len(fresh)


def _within(batch: Readings, query: SeriesQuery) -> Readings:
    return batch.take((batch.ts_ms >= query.from_ms) & (batch.ts_ms < query.to_ms))


def _reply(points: list[int], spans: Spans, bucket_ms: int) -> HistoryReply:
    starts = np.searchsorted(spans.point, points, "left").tolist()
    ends = np.searchsorted(spans.point, points, "right").tolist()
    is_good = (spans.good > 0).tolist()
    columns = [c.tolist() for c in (spans.ts_ms, spans.low, spans.high, spans.last, spans.worst)]
    series = []
    for point, start, end in zip(points, starts, ends, strict=True):
        ts_ms, low, high, last, worst = (c[start:end] for c in columns)
        good = is_good[start:end]
        series.append(
            Series(
                point=point,
                ts_ms=ts_ms,
                min=_only(low, good),
                max=_only(high, good),
                last=_only(last, good),
                quality=worst,
            )
        )
    return HistoryReply(series=series, bucket_ms=bucket_ms)


def _only(values: list[float], good: list[bool]) -> list[float | None]:
    return [v if g else None for v, g in zip(values, good, strict=True)]


def _rows(batch: Readings) -> list[tuple[int, int, float | None, int]]:
    values = [_number(v) for v in batch.value.tolist()]
    return list(zip(batch.point.tolist(), batch.ts_ms.tolist(), values, batch.quality.tolist(), strict=True))


def _number(value: float) -> float | None:
    return None if value != value else value


def _checked(points: list[int]) -> list[int]:
    """Each point once, in asked order."""
    if len(points) > MOST_LATEST or any(not 0 <= p < 2**31 for p in points):
        raise BadQuery(f"points must be at most {MOST_LATEST} ids from 0 to 2147483647")
    return list(dict.fromkeys(points))


def _check_window(from_ms: int, to_ms: int) -> None:
    if not -(2**62) <= from_ms < to_ms <= 2**62:
        raise BadQuery("from_ms must be before to_ms (from_ms ≤ stamp < to_ms)")
