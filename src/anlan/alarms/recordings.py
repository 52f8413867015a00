"""Recorded readings from CSV and Parquet files, as pages in the order of time.

Columns: ``ts_ms``, ``value``, ``point`` (an id) or ``address`` (as the device calls it), and ``quality`` when there
is one (else everything is good). ``anlan export`` writes such files.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from anlan.bus.messages import ConfigSnapshot
from anlan.bus.readings import Readings, concat

Scalar = TypeVar("Scalar", bound=np.generic)

PAGE_ROWS = 1_000_000


class BadRecording(ValueError):
    """The file cannot be used; the text says what to change."""


def read_files(paths: Sequence[Path], config: ConfigSnapshot) -> Iterator[Readings]:
    """Pages of all files, oldest first. Files that are in order are streamed; others are sorted in memory.

    Raises:
        BadRecording: a column is missing, or an address belongs to several points.
    """
    spans = sorted((_span(path), path) for path in paths)
    is_each_ordered = all(span.is_ordered for span, _ in spans)
    if is_each_ordered and all(a.last_ms <= b.first_ms for (a, _), (b, _) in pairwise(spans)):
        for _, path in spans:
            yield from _pages(path, config)
        return
    whole = concat([page for path in paths for page in _pages(path, config)])
    order = np.argsort(whole.ts_ms, kind="stable")
    for start in range(0, len(order), PAGE_ROWS):
        yield whole.take(order[start : start + PAGE_ROWS])


class Span(NamedTuple):
    """First and last stamp of a file, and whether all between are in order."""

    first_ms: int
    last_ms: int
    is_ordered: bool


def _span(path: Path) -> Span:
    first = newest = None
    is_ordered = True
    for table in _tables(path, ["ts_ms"]):
        ts = _numbers(table, "ts_ms", np.int64)
        if not len(ts):
            continue
        is_ordered &= not ((newest is not None and int(ts[0]) < newest) or bool((ts[1:] < ts[:-1]).any()))
        first = int(ts[0]) if first is None else first
        newest = int(ts[-1])
    return Span(first or 0, newest or 0, is_ordered)


def _pages(path: Path, config: ConfigSnapshot) -> Iterator[Readings]:
    for table in _tables(path, None):
        count = table.num_rows
        quality = _numbers(table, "quality", np.uint8) if "quality" in table.column_names else np.zeros(count, np.uint8)
        value = _numbers(table, "value", np.float64)
        yield Readings(_points(table, config, path), _numbers(table, "ts_ms", np.int64), value, quality)


def _tables(path: Path, columns: list[str] | None) -> Iterator[pa.Table]:
    try:
        yield from _read(path, columns)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise BadRecording(f"{path.name} is not readable: {error}") from error


def _read(path: Path, columns: list[str] | None) -> Iterator[pa.Table]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        file = pq.ParquetFile(path)
        _require(path, file.schema_arrow.names)
        for batch in file.iter_batches(PAGE_ROWS, columns=columns):
            yield pa.Table.from_batches([batch])
    elif suffix == ".csv":
        table = pyarrow.csv.read_csv(path)
        _require(path, table.column_names)
        yield table.select(columns) if columns else table
    else:
        raise BadRecording(f"{path.name}: name the file .csv or .parquet")


def _require(path: Path, names: list[str]) -> None:
    missing = [name for name in ("ts_ms", "value") if name not in names]
    if not {"point", "address"} & set(names):
        missing.append("point (or address)")
    if missing:
        raise BadRecording(f"{path.name}: column {', '.join(missing)} is missing; it has {', '.join(names)}")


def _numbers(table: pa.Table, name: str, kind: type[Scalar]) -> npt.NDArray[Scalar]:
    column = table.column(name)
    if name == "value":
        column = column.cast(pa.float64()).fill_null(float("nan"))
    elif column.null_count:
        raise BadRecording(f"column {name} has empty cells")
    numbers: npt.NDArray[Scalar] = column.to_numpy().astype(kind, copy=False)
    return numbers


def _points(table: pa.Table, config: ConfigSnapshot, path: Path) -> npt.NDArray[np.int32]:
    if "point" in table.column_names:
        return _numbers(table, "point", np.int32)
    ids: dict[str, int] = {}
    for point in config.points:
        if ids.setdefault(point.address, point.id) != point.id:
            raise BadRecording(f"{path.name}: address {point.address} belongs to several points; use a point column")
    encoded = table.column("address").combine_chunks().dictionary_encode()
    known = np.array([ids.get(str(name), -1) for name in encoded.dictionary.to_pylist()] or [-1], np.int32)
    found: npt.NDArray[np.int32] = known[encoded.indices.to_numpy(zero_copy_only=False)]
    return found
