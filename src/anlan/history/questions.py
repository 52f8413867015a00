"""Answers to history queries: chooses the level of detail, and turns columns into messages."""

import math

import numpy as np

from anlan.bus.messages import CountQuery, HistoryQuery, HistoryReply, LatestQuery, RawQuery, Series, SeriesQuery
from anlan.bus.readings import Readings
from anlan.domain.quality import is_bad
from anlan.history.store import HOUR_MS, MINUTE_MS, Spans, Store

MOST_POINTS = 2_000
MOST_ROWS = 300_000


def answer(store: Store, query: HistoryQuery, pending: Readings) -> HistoryReply:
    """Reply to any query; ``pending`` are readings not yet inserted (up to a second of them)."""
    if not isinstance(query, CountQuery) and not 0 < len(query.points) <= MOST_POINTS:
        return HistoryReply(error=f"请选择 1 至 {MOST_POINTS} 个测点。")
    if isinstance(query, SeriesQuery):
        return _series(store, query)
    if isinstance(query, LatestQuery):
        return HistoryReply(rows=_rows(_newest(store.latest(query.points), pending, query.points)))
    if isinstance(query, RawQuery):
        found, more = store.raw(query.points, query.from_ms, query.to_ms, min(query.limit, MOST_ROWS))
        return HistoryReply(rows=_rows(found), is_truncated=more)
    return HistoryReply(count=store.count(query.points, query.from_ms, query.to_ms))


def _series(store: Store, query: SeriesQuery) -> HistoryReply:
    width = min(max(query.width_px, 10), 4000)
    bucket_ms = max(1, math.ceil((query.to_ms - query.from_ms) / width))
    level_ms = HOUR_MS if bucket_ms >= HOUR_MS else MINUTE_MS if bucket_ms >= MINUTE_MS else 0
    if level_ms == 0:
        # Few readings are drawn as they are: no bucket can be truer than the reading.
        raw, more = store.raw(query.points, query.from_ms, query.to_ms, width * len(query.points))
        if not more:
            return HistoryReply(series=_drawn(raw))
    else:
        bucket_ms = math.ceil(bucket_ms / level_ms) * level_ms
    spans = store.series(query.points, query.from_ms, query.to_ms, level_ms, bucket_ms)
    return HistoryReply(series=_bucketed(spans), bucket_ms=bucket_ms)


def _drawn(raw: Readings) -> list[Series]:
    found = []
    for point in np.unique(raw.point).tolist():
        rows = raw.take(raw.point == point)
        values = [None if is_bad(q) else _number(v) for v, q in zip(rows.value, rows.quality, strict=True)]
        found.append(
            Series(
                point=point, ts_ms=rows.ts_ms.tolist(), min=values, max=values, last=values,
                quality=rows.quality.tolist(),
            )
        )  # fmt: skip
    return found


def _bucketed(spans: Spans) -> list[Series]:
    found = []
    for point in np.unique(spans.point).tolist():
        at = np.flatnonzero(spans.point == point)
        good = spans.good[at] > 0
        low, high, last = (
            [float(v) if g else None for v, g in zip(column[at], good, strict=True)]
            for column in (spans.low, spans.high, spans.last)
        )
        found.append(
            Series(
                point=point, ts_ms=spans.ts_ms[at].tolist(), min=low, max=high, last=last,
                quality=spans.worst[at].tolist(),
            )
        )  # fmt: skip
    return found


def _newest(stored: Readings, pending: Readings, points: list[int]) -> Readings:
    """The newer of what is stored and what waits, per point."""
    best = {row[0]: row for row in _tuples(stored)}
    for row in _tuples(pending.take(np.isin(pending.point, points))):
        if row[0] not in best or row[1] >= best[row[0]][1]:
            best[row[0]] = row
    return Readings.of(best.values())


def _tuples(rows: Readings) -> list[tuple[int, int, float, int]]:
    columns = (rows.point.tolist(), rows.ts_ms.tolist(), rows.value.tolist(), rows.quality.tolist())
    return list(zip(*columns, strict=True))


def _rows(found: Readings) -> list[tuple[int, int, float | None, int]]:
    return [(p, t, _number(v), q) for p, t, v, q in _tuples(found)]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
