"""`anlan export`: stored readings into a CSV or Parquet file, in pages, so that size is no matter."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.bus import config_store, history_client
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import PointConfig
from anlan.bus.readings import Readings
from anlan.bus.selection import BadSelection, select_points
from anlan.domain.clock import from_ms
from anlan.domain.period import BadPeriod, window

SCHEMA = pa.schema(
    [
        ("ts_ms", pa.int64()),
        ("point", pa.int32()),
        ("address", pa.string()),
        ("value", pa.float64()),
        ("quality", pa.uint8()),
    ]
)


class Sheet(Protocol):
    """Takes pages, then is closed."""

    def write(self, page: Readings) -> None:
        """Append a page."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


async def export_answer(
    bus: Bus, target: Path, *, points: Sequence[str], enterprises: Sequence[int], begin: str, end: str, now: datetime
) -> tuple[int, str]:
    """Export what people asked for; exit code 0 when the file is written, 2 when the question is at fault."""
    try:
        asked = window(begin, end, now)
        config = await config_store.current(bus)
        chosen = select_points(config, points, enterprises)
        known = {p.id: p for p in config.points}
        count = await _write(bus, target, known, chosen, asked.from_ms, asked.to_ms)
    except (BadPeriod, BadSelection, ValueError, BusError, OSError) as error:
        return 2, str(error)
    span = f"{from_ms(asked.from_ms):%Y-%m-%d %H:%M:%S} to {from_ms(asked.to_ms):%Y-%m-%d %H:%M:%S} UTC"
    return 0, f"{count} readings of {len(chosen) or 'all'} points, {span}: {target}"


async def export_command(bus: Bus, target: Path, points: list[int], from_ms: int, to_ms: int) -> int:
    """Write all readings with from_ms ≤ stamp < to_ms (no points = all points); returns how many.

    The suffix of ``target`` decides: .csv or .parquet. The file appears under its name only when complete. What
    is written can be replayed.

    Raises:
        ValueError: another suffix.
        HistoryUnavailable: no history process answers.
    """
    _sheet(target)
    known = {p.id: p for p in (await config_store.current(bus)).points}
    return await _write(bus, target, known, points, from_ms, to_ms)


async def _write(
    bus: Bus, target: Path, known: dict[int, PointConfig], points: list[int], from_ms: int, to_ms: int
) -> int:
    partial = target.with_name(target.name + ".part")
    sheet, count = _sheet(target)(partial, known), 0
    try:
        async for page in history_client.read(bus, points, from_ms, to_ms):
            sheet.write(page)
            count += len(page)
    except BaseException:
        sheet.close()
        partial.unlink(missing_ok=True)
        raise
    sheet.close()
    partial.replace(target)
    return count


def _sheet(target: Path) -> Callable[[Path, dict[int, PointConfig]], Sheet]:
    make = _SHEETS.get(target.suffix.lower())
    if make is None:
        raise ValueError(f"name the file .csv or .parquet, not {target.name}")
    if not target.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {target.absolute().parent}")
    return make


class _Csv:
    def __init__(self, path: Path, known: dict[int, PointConfig]) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8-sig", newline="")
        self._known = known
        self._file.write("time,ts_ms,point,address,value,quality\r\n")

    def write(self, page: Readings) -> None:
        """One line per reading; no value where it is missing."""
        columns = (page.ts_ms.tolist(), page.point.tolist(), page.value.tolist(), page.quality.tolist())
        for ts_ms, point, value, quality in zip(*columns, strict=True):
            shown = "" if value != value else repr(value)
            address = _cell(_address(self._known, point))
            self._file.write(f"{_time(ts_ms)},{ts_ms},{point},{address},{shown},{quality}\r\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class _Parquet:
    def __init__(self, path: Path, known: dict[int, PointConfig]) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")
        self._known = known

    def write(self, page: Readings) -> None:
        """One row group per page."""
        points, where = np.unique(page.point, return_inverse=True)
        names = pa.array([_address(self._known, p) for p in points.tolist()])
        columns = [page.ts_ms, page.point, names.take(pa.array(where)), page.value, page.quality]
        self._writer.write_table(pa.Table.from_arrays([pa.array(c) for c in columns], schema=SCHEMA))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


_SHEETS: dict[str, Callable[[Path, dict[int, PointConfig]], Sheet]] = {".csv": _Csv, ".parquet": _Parquet}


def _address(known: dict[int, PointConfig], point: int) -> str:
    return known[point].address if point in known else str(point)


def _time(ts_ms: int) -> str:
    """ISO 8601 in UTC; empty for a stamp outside the calendar, whose number stands beside it."""
    try:
        return from_ms(ts_ms).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _cell(text: str) -> str:
    """A quoted cell that no spreadsheet runs as a formula."""
    if text.lstrip()[:1] in tuple("=+-@＝＋－＠\t\r"):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",\r\n') else text
