"""ClickHouse's Native format: columns as they lie in memory, so numpy reads and writes them without a row loop.

A block is: number of columns, number of rows, then per column its name, its type and its values. Every server since
2016 speaks it over HTTP; Arrow, which would spare us this file, came later than the oldest server we run on.
"""

import numpy as np
import pyarrow as pa

_NUMBERS = {
    f"{kind}{bits}": np.dtype(f"<{letter}{bits // 8}")
    for kind, letter, sizes in (("Int", "i", (8, 16, 32, 64)), ("UInt", "u", (8, 16, 32, 64)), ("Float", "f", (32, 64)))
    for bits in sizes
}
_TYPES = {dtype: name for name, dtype in _NUMBERS.items()}


class NotNative(ValueError):
    """The bytes are not in the Native format, or hold a type that no query of ours returns."""


def encode(table: pa.Table) -> bytes:
    """One block of numeric columns."""
    parts = [_varint(table.num_columns), _varint(table.num_rows)]
    for name in table.column_names:
        column = table.column(name).to_numpy()
        column = np.ascontiguousarray(column, column.dtype.newbyteorder("<"))
        parts += [_text(name), _text(_TYPES[column.dtype]), column.tobytes()]
    return b"".join(parts)


def decode(payload: bytes) -> pa.Table:
    """Rows of all blocks; no blocks give a table without columns.

    Raises:
        NotNative: see there.
    """
    reader, blocks = _Reader(payload), []
    while not reader.is_at_end:
        blocks.append(reader.block())
    filled = [block for block in blocks if block.num_rows] or blocks[:1]
    return pa.concat_tables(filled) if filled else pa.table({})


class _Reader:
    def __init__(self, payload: bytes) -> None:
        self._bytes, self._at = memoryview(payload), 0

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._bytes)

    def block(self) -> pa.Table:
        """The next block."""
        columns, rows = self._varint(), self._varint()
        found: dict[str, pa.Array] = {}
        for _ in range(columns):
            name, kind = self._text(), self._text()
            found[name] = self._column(kind, rows)
        return pa.table(found)

    def _column(self, kind: str, rows: int) -> pa.Array:
        if kind == "String":
            return pa.array([self._text() for _ in range(rows)], pa.string())
        dtype = _NUMBERS.get(kind)
        if dtype is None:
            raise NotNative(f"column type {kind} is not one of ours")
        return pa.array(np.frombuffer(self._take(rows * dtype.itemsize), dtype))

    def _text(self) -> str:
        return bytes(self._take(self._varint())).decode(errors="replace")

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._take(1)[0]
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7
            if shift > 63:
                raise NotNative("a length is longer than 64 bits")

    def _take(self, size: int) -> memoryview:
        if self._at + size > len(self._bytes):
            raise NotNative("the answer ends in the middle of a column")
        part = self._bytes[self._at : self._at + size]
        self._at += size
        return part


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number >= 0x80:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _text(text: str) -> bytes:
    raw = text.encode()
    return _varint(len(raw)) + raw
