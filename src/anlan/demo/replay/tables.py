"""CSV and Parquet → MQTT messages in Anlan's JSON."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from anlan.demo.fieldclient import MqttPublisher
from anlan.demo.replay.pace import Pace, ReplayError, ReplayReport, Stamps
from anlan.domain.clock import to_ms

#: Readings of one message at most: about 20 KB of JSON, and one durable write of the platform.
_MESSAGE = 1_000


async def replay_table(path: Path, publisher: MqttPublisher, topic: str, speed: float, stamps: Stamps) -> ReplayReport:
    """Send the rows of a CSV or Parquet file, oldest first within each million rows.

    Raises:
        ReplayError: the file lacks a column, or is not readable.
    """
    report, began = ReplayReport(), time.monotonic()
    before = (publisher.counters.sent, publisher.counters.acknowledged)
    pace = Pace(speed, stamps, _last_stamp(path) if not speed and stamps == "now" else None)
    for table in _tables(path):
        async for entries in _paced(table, pace, report):
            await publisher.publish(topic, json.dumps(entries, separators=(",", ":")).encode())
    await publisher.flush(60)
    report.sent = publisher.counters.sent - before[0]
    report.acknowledged = publisher.counters.acknowledged - before[1]
    report.seconds = round(time.monotonic() - began, 3)
    return report


Entry = dict[str, object]


async def _paced(table: pa.Table, pace: Pace, report: ReplayReport) -> AsyncIterator[list[Entry]]:
    """Messages of one table: what is due together, up to a thousand readings."""
    message: list[Entry] = []
    size = due = 0
    for ts_ms, values in _moments(table, report):
        if message and (size + len(values) > _MESSAGE or (pace.speed and ts_ms > due)):
            yield message
            message, size = [], 0
        await pace.until(ts_ms)
        due = ts_ms
        message.append({"ts": pace.stamp(ts_ms), "d": values})
        size += len(values)
        report.readings += len(values)
    if message:
        yield message


def _moments(table: pa.Table, report: ReplayReport) -> Iterator[tuple[int, dict[str, object]]]:
    """Readings of one stamp; an address that repeats within a stamp begins a new one."""
    columns = _columns(table)
    order = np.argsort(columns[0], kind="stable")
    stamps, names = columns[0][order].tolist(), columns[1]
    values: dict[str, object] = {}
    now: int | None = None
    for row, ts_ms in zip(order.tolist(), stamps, strict=True):
        name = names[row]
        if not name:
            report.skipped += 1
            continue
        if values and (ts_ms != now or name in values):
            yield now or 0, values
            values = {}
        now = ts_ms
        values[name] = _value(columns[2][row], columns[3][row])
    if values:
        yield now or 0, values


def _value(value: float | None, quality: int | str | None) -> object:
    plain = None if value is None or value != value else value
    return [plain, quality] if quality not in (None, 0, "", "N") else plain


def _columns(
    table: pa.Table,
) -> tuple[npt.NDArray[np.int64], list[str | None], list[float | None], list[int | str | None]]:
    names = {n.strip().lower(): n for n in table.column_names}
    address = names.get("address") or names.get("point")
    if address is None or "value" not in names or not {"ts_ms", "time"} & names.keys():
        raise ReplayError(
            f"columns are {', '.join(table.column_names)}; needed: ts_ms (or time), address (or point), value, and "
            "optionally quality"
        )
    addresses = table.column(address).cast(pa.string()).to_pylist()
    values = pc.cast(table.column(names["value"]), pa.float64()).to_pylist()
    quality = table.column(names["quality"]).to_pylist() if "quality" in names else [None] * table.num_rows
    return _stamps(table, names), addresses, values, quality


def _stamps(table: pa.Table, names: dict[str, str]) -> npt.NDArray[np.int64]:
    column = table.column(names.get("ts_ms") or names["time"])
    try:
        if pa.types.is_string(column.type):
            parsed = [to_ms(datetime.fromisoformat(text)) for text in column.to_pylist()]
            return np.array(parsed, np.int64)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("ms", column.type.tz), safe=False)
        stamps: npt.NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
        return stamps
    except (ValueError, TypeError, pa.ArrowInvalid) as error:
        raise ReplayError(f"a stamp is not readable: {error}; give ts_ms (ms since 1970) or ISO 8601 time") from error


def _tables(path: Path) -> Iterator[pa.Table]:
    try:
        if path.suffix.lower() == ".parquet":
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=1_000_000):
                    yield pa.Table.from_batches([batch])
        else:
            options = pa_csv.ConvertOptions(column_types={"address": pa.string(), "value": pa.float64()})
            with pa_csv.open_csv(path, convert_options=options) as reader:
                for batch in reader:
                    yield pa.Table.from_batches([batch])
    except (pa.ArrowInvalid, OSError) as error:
        raise ReplayError(f"{path} is not readable: {error}") from error


def _last_stamp(path: Path) -> int:
    """The newest stamp of the file, read through once."""
    newest = [int(stamps.max()) for table in _tables(path) if len(stamps := _columns(table)[0])]
    return max(newest, default=0)
