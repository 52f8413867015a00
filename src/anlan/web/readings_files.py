"""Readings as a file, piece by piece: whatever the window, memory stays that of one page."""

import csv
import io
import math
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
from asgiref.sync import sync_to_async

from anlan.domain.clock import from_ms
from anlan.records.sites.models import Point
from anlan.records.sites.tables.writing import safe

#: Point, stamp, value, quality.
Row = tuple[int, int, float | None, int]
Pages = Iterable[Sequence[Row]]


async def streamed(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces one after another. Handed over as they are, the server would gather all of them first."""
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece


def csv_pieces(pages: Pages, points: list[Point]) -> Iterator[bytes]:
    """CSV with a byte-order mark, so that Excel reads the Chinese; cells that would run as a formula are disarmed."""
    names = {p.id: p for p in points}
    yield "\ufefftime,point,name,value,unit,quality\r\n".encode()
    for rows in pages:
        text = io.StringIO()
        writer = csv.writer(text)
        for identity, ts_ms, value, quality in rows:
            point = names[identity]
            shown = "" if value is None or not math.isfinite(value) else repr(value)
            writer.writerow([from_ms(ts_ms).isoformat(), identity, safe(point.name), shown, safe(point.unit), quality])
        yield text.getvalue().encode()


def parquet_pieces(pages: Pages, points: list[Point]) -> Iterator[bytes]:
    """Parquet, a row group a page; names and units are in the file's metadata."""
    schema = pa.schema(
        [("point", pa.int32()), ("ts_ms", pa.int64()), ("value", pa.float64()), ("quality", pa.uint8())],
        metadata={f"point.{p.id}": f"{p.name} [{p.unit}]" for p in points},
    )
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for rows in pages:
            columns = list(zip(*rows, strict=True))
            writer.write_table(pa.table(dict(zip(schema.names, columns, strict=True)), schema=schema))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that is written once, forwards, and given on as it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting, self._place = bytearray(), 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def write(self, data: object) -> int:
        more = memoryview(data).cast("B")  # type: ignore[arg-type]
        self._waiting += more
        self._place += len(more)
        return len(more)

    def close(self) -> None:
        """The last bytes are still to be taken."""

    def taken(self) -> bytes:
        """What came since the last time."""
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken
