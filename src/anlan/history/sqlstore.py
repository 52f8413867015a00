"""The history store in SQL, over any engine that runs ClickHouse's dialect."""

import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from anlan.bus.readings import Readings, concat
from anlan.domain.quality import UNTRUSTED_STAMPS
from anlan.history import sql
from anlan.history.late import LateHours
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Columns, Scaler, unscale
from anlan.history.store import DAY_MS, HOUR_MS, Spans, StoreError

#: Point ids of one roll-up statement: 60 minutes × 20,000 points stay well under a gigabyte.
_BLOCK = 20_000
#: How far ahead a stamp may be before it is kept apart.
_AHEAD_MS = DAY_MS
_STRAY_QUALITIES = np.array(sorted(int(q) for q in UNTRUSTED_STAMPS), np.uint8)


class Engine(Protocol):
    """Runs SQL. ``query`` may be called from several threads at the same time."""

    dialect: sql.Dialect

    def query(self, text: str) -> pa.Table:
        """Rows of a SELECT."""
        ...

    def execute(self, text: str) -> None:
        """Run a statement without rows."""
        ...

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append rows; durable on return. Called from one thread."""
        ...

    def close(self) -> None:
        """Let go of the data."""
        ...


class SqlStore:
    """See ``history.store.Store`` for what each call promises."""

    def __init__(self, engine: Engine, config: HistorySettings, now_ms: int) -> None:
        self.engine, self.config = engine, config
        for statement in sql.schema(engine.dialect):
            engine.execute(statement)
        self._version = 0
        # Held over "note and insert" and over "move the border": a reading is either seen by a roll-up or noted late.
        self._border = threading.Lock()
        self._late = LateHours(sql.ALL_POINTS)
        self._rolled_until_ms = self._closed_until_ms = self._first_rolled_until(now_ms)
        for hour, point in _rows(engine.query(sql.open_late()), "hour", "point"):
            self._late.known(hour, point)

    @property
    def rolled_until_ms(self) -> int:
        """Readings with older stamps have roll-ups."""
        return self._rolled_until_ms

    def warm_up(self) -> None:
        """Insert into a table that is thrown away: the first inserts of a fresh engine are slow."""
        nothing = Scaler().scale(Readings.of([(0, 0, 0.0, 0)]))
        self.engine.execute(sql.warm_up_table())
        for _ in range(3):
            self.engine.insert("warm_up", _arrow(nothing))
        self.engine.execute(sql.forget_warm_up())

    # --- writing ----------------------------------------------------------------------------------

    def insert(self, rows: Columns, now_ms: int) -> None:
        """Keep readings; on return they survive a power cut."""
        is_stray = self._is_stray(rows, now_ms)
        if is_stray.any():
            stray = rows.take(is_stray)
            table = _arrow(stray).append_column("stored_ms", pa.array(np.full(len(stray), now_ms, np.int64)))
            self.engine.insert("stray", table)
            rows = rows.take(~is_stray)
        if not len(rows):
            return
        with self._border:
            # The note comes first: should the process die in between, an hour is rolled up once too often.
            self._note_late(rows)
            self.engine.insert("raw", _arrow(rows))

    def _is_stray(self, rows: Columns, now_ms: int) -> Any:
        return (
            np.isin(rows.quality, _STRAY_QUALITIES)
            | (rows.ts_ms < now_ms - self.config.raw_days * DAY_MS)
            | (rows.ts_ms > now_ms + _AHEAD_MS)
        )

    def _note_late(self, rows: Columns) -> None:
        is_late = rows.ts_ms < self._closed_until_ms
        if is_late.any():
            new = self._late.add(rows.ts_ms[is_late] // HOUR_MS * HOUR_MS, rows.point[is_late])
            if new:
                self.engine.insert("late", _late_notes(new, self._next_version()))

    # --- asking -----------------------------------------------------------------------------------

    def series(self, points: list[int], from_ms: int, to_ms: int, level_ms: int, bucket_ms: int) -> Spans:
        """Buckets of a window."""
        text = sql.series(points, from_ms, to_ms, level_ms, bucket_ms, self._rolled_until_ms)
        table = self.engine.query(text)
        return Spans(
            _column(table, "point", np.int32),
            _column(table, "bucket", np.int64),
            _column(table, "out_low", np.float64),
            _column(table, "out_high", np.float64),
            _column(table, "out_last", np.float64),
            _column(table, "last_ts", np.int64),
            _column(table, "out_readings", np.int64),
            _column(table, "out_good", np.int64),
            _column(table, "out_worst", np.uint8),
        )

    def latest(self, points: list[int]) -> Readings:
        """Newest trusted reading of each point: the two newest days first, the rest only when needed."""
        days = sorted(p for t, p, _, _ in self._partitions() if t == "raw")
        if not days or not points:
            return Readings.empty()
        border = days[-2:][0] * DAY_MS
        found = self._latest(points, border, (days[-1] + 1) * DAY_MS)
        missing = sorted(set(points) - set(found.point.tolist()))
        if not missing or len(days) <= 2:
            return found
        return concat([found, self._latest(missing, days[0] * DAY_MS, border)])

    def _latest(self, points: list[int], from_ms: int, to_ms: int) -> Readings:
        table = self.engine.query(sql.latest(points, from_ms, to_ms))
        return _readings(table, "out_", ts="at")

    def raw(self, points: list[int], from_ms: int, to_ms: int, limit: int) -> tuple[Readings, bool]:
        """A page of readings, in slices of days so that a long window costs no more than its page."""
        parts: list[Readings] = []
        strays = _readings(self.engine.query(sql.raw("stray", points, from_ms, to_ms, limit + 1)))
        more_from = int(strays.ts_ms[-1]) if len(strays) > limit else to_ms
        have = 0
        for day, rows in sorted((p, n) for t, p, n, _ in self._partitions() if t == "raw"):
            start, end = max(from_ms, day * DAY_MS), min(to_ms, (day + 1) * DAY_MS, more_from)
            slice_ms = DAY_MS if points else _slice_ms(rows, limit + 1 - have)
            while start < end and have <= limit:
                until = min(start + slice_ms, end)
                parts.append(_readings(self.engine.query(sql.raw("raw", points, start, until, limit + 1 - have))))
                have += len(parts[-1])
                start, slice_ms = until, 2 * slice_ms
        page, is_truncated = one_page(concat([*parts, strays]), limit)
        if is_truncated and not len(page):  # one stamp is fuller than a page: it is given whole
            stamp = int(min(p.ts_ms[0] for p in (*parts, strays) if len(p)))
            whole = [sql.raw(table, points, stamp, stamp + 1, 2**31) for table in ("raw", "stray")]
            page = concat([_readings(self.engine.query(text)) for text in whole])
            page = page.take(np.argsort(page.point, kind="stable"))
        return page, is_truncated

    def count(self, points: list[int], from_ms: int, to_ms: int) -> int:
        """Distinct readings, strays included."""
        counts = [self.engine.query(sql.count(table, points, from_ms, to_ms)) for table in ("raw", "stray")]
        return sum(int(_column(c, "n", np.int64)[0]) for c in counts)

    def count_each(self, points: list[int], from_ms: int, to_ms: int) -> list[tuple[int, int, int]]:
        """Distinct readings of each point. Strays are left out: their stamps say nothing about when they were due."""
        return list(_rows(self.engine.query(sql.count_each(points, from_ms, to_ms)), "point", "n", "newest"))

    # --- housekeeping -----------------------------------------------------------------------------

    def roll_up(self, now_ms: int) -> int:
        """Closed hours in order, then hours with late readings."""
        due = (now_ms - round(self.config.roll_up_after_s * 1000)) // HOUR_MS * HOUR_MS
        done = 0
        while self._rolled_until_ms < due:
            # After a standstill a day at a time; the days of a store that is new or slept long are mostly empty.
            end = min(due, self._rolled_until_ms // DAY_MS * DAY_MS + DAY_MS)
            done += (end - self._rolled_until_ms) // HOUR_MS
            self._close_until(end)
        return done + self._mend_late()

    def _close_until(self, end_ms: int) -> None:
        with self._border:
            self._closed_until_ms = end_ms
        self._roll(self._rolled_until_ms, end_ms, ())
        self.engine.execute(sql.set_state("rolled_until", end_ms, self._next_version()))
        self._rolled_until_ms = end_ms

    def _mend_late(self) -> int:
        with self._border:
            marks = self._late.take()
            version = self._next_version()
        left = dict(marks)
        try:
            for day in sorted({hour // DAY_MS for hour in marks}):
                hours = [h for h in left if h // DAY_MS == day]
                points = set().union(*(left[h] for h in hours))
                # One statement for the day's late hours: doing an hour between them again changes nothing.
                self._roll(min(hours), max(hours) + HOUR_MS, () if sql.ALL_POINTS in points else sorted(points))
                self.engine.execute(sql.tick_off_late([(h, p) for h in hours for p in left[h]], version))
                for hour in hours:
                    del left[hour]
        except StoreError:
            with self._border:
                self._late.put_back(left)
            raise
        return len(marks)

    def _roll(self, from_ms: int, to_ms: int, points: Sequence[int]) -> None:
        version = self._next_version()
        size = max(1, _BLOCK * HOUR_MS // (to_ms - from_ms))
        blocks: list[tuple[int, int] | None] = [None]
        if not points:
            numbers = _column(self.engine.query(sql.point_blocks(from_ms, to_ms, size)), "n", np.int64)
            blocks = [(int(n) * size, (int(n) + 1) * size) for n in sorted(numbers)]
        for block in blocks:
            self.engine.execute(sql.roll_up_minutes(from_ms, to_ms, version, points, block))
            self.engine.execute(sql.roll_up_hours(from_ms, to_ms, version, points, block))

    def expire(self, now_ms: int) -> list[str]:
        """Whole partitions only: a day goes when its last reading is past its time."""
        days = {
            "raw": self.config.raw_days + 1,
            "minute": self.config.minute_days,
            "hour": self.config.hour_days,
            "stray": self.config.raw_days,
            "late": self.config.raw_days + 1,
        }
        gone = []
        for table, partition, _, _ in self._partitions():
            if table in days and (partition + 1) * sql.PARTITION_MS[table] <= now_ms - days[table] * DAY_MS:
                self.engine.execute(sql.drop_partition(table, partition))
                gone.append(f"{table} {partition}")
        return gone

    def facts(self) -> dict[str, float | int | str]:
        """Sizes per level and what one reading takes on disk."""
        rows = dict.fromkeys(("raw", "minute", "hour", "stray"), 0)
        size = dict.fromkeys(rows, 0)
        for table, _, n, n_bytes in self._partitions():
            if table in rows:
                rows[table] += n
                size[table] += n_bytes
        return {
            "disk_bytes": sum(size.values()),
            "raw_rows": rows["raw"],
            "stray_rows": rows["stray"],
            "bytes_per_reading": round(size["raw"] / rows["raw"], 2) if rows["raw"] else 0.0,
            "roll_up_bytes": size["minute"] + size["hour"],
            "raw_days": sum(t == "raw" for t, _, _, _ in self._partitions()),
            "rolled_until_ms": self._rolled_until_ms,
        }

    def close(self) -> None:
        """Let go of the data."""
        self.engine.close()

    # --- inner works ------------------------------------------------------------------------------

    def _partitions(self) -> list[tuple[str, int, int, int]]:
        table = self.engine.query(sql.partitions())
        found = _rows(table, "of_table", "of_part", "n", "size")
        return [(t, int(name), int(n), int(size)) for t, name, n, size in found if name.lstrip("-").isdigit()]

    def _first_rolled_until(self, now_ms: int) -> int:
        kept = _column(self.engine.query(sql.state("rolled_until")), "number", np.int64)
        if len(kept):
            return int(kept[0])
        first = now_ms // HOUR_MS * HOUR_MS
        self.engine.execute(sql.set_state("rolled_until", first, self._next_version()))
        return first

    def _next_version(self) -> int:
        """Grows from call to call and over restarts, also when the clock steps back within a run."""
        self._version = max(self._version + 1, time.time_ns())
        return self._version


def one_page(found: Readings, limit: int) -> tuple[Readings, bool]:
    """The first readings by stamp, at most ``limit``, and whether there are more.

    No stamp is cut in two; none is returned when the first stamp alone has more than ``limit``.
    """
    if not _is_in_order(found):
        found = found.take(np.lexsort((found.point, found.ts_ms)))
    if len(found) <= limit:
        return found, False
    end = int(np.searchsorted(found.ts_ms, found.ts_ms[limit]))
    return found.take(np.arange(end)), True


def _is_in_order(found: Readings) -> bool:
    step = np.diff(found.ts_ms)
    return not ((step < 0) | ((step == 0) & (np.diff(found.point) < 0))).any()


def _slice_ms(rows_of_day: int, wanted: int) -> int:
    """Span of a day that should hold ``wanted`` readings of all points, and a little more.

    Readings lie by point on disk, so a page out of the whole day costs as much as the day. Where fewer are in the slice
    the next one is twice as long: an uneven day costs some short queries more.
    """
    return max(1_000, round(DAY_MS * 1.1 * wanted / max(rows_of_day, 1)))


def _arrow(rows: Columns) -> pa.Table:
    return pa.table(
        {
            "point": rows.point,
            "ts": rows.ts_ms,
            "mantissa": rows.mantissa,
            "decimals": rows.decimals,
            "value": rows.value,
            "quality": rows.quality,
        }
    )


def _late_notes(marks: Sequence[tuple[int, int]], version: int) -> pa.Table:
    return pa.table(
        {
            "hour": np.array([hour for hour, _ in marks], np.int64),
            "point": np.array([point for _, point in marks], np.int32),
            "version": np.full(len(marks), version, np.int64),
            "is_done": np.zeros(len(marks), np.uint8),
        }
    )


def _readings(table: pa.Table, prefix: str = "", ts: str = "ts") -> Readings:
    value = unscale(
        _column(table, f"{prefix}mantissa", np.int32),
        _column(table, f"{prefix}decimals", np.uint8),
        _column(table, f"{prefix}value", np.float64),
    )
    return Readings(
        _column(table, "point", np.int32),
        _column(table, ts, np.int64),
        value,
        _column(table, f"{prefix}quality", np.uint8),
    )


def _column(table: pa.Table, name: str, kind: type[np.generic]) -> Any:
    if not table.num_columns:  # engines that have no rows to give may leave out the columns as well
        return np.empty(0, kind)
    return table.column(name).to_numpy().astype(kind, copy=False)


def _rows(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    if not table.num_columns:
        return []
    return list(zip(*(table.column(n).to_pylist() for n in names), strict=True))
