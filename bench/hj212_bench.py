"""HJ 212: from bytes of a socket to columns, on one core; beside a plain parser written from the standard's text.

The frames are the recorded uploads of ``tests/recordings/drivers/hj212`` (real-time and statistics, 1 to 12 factors).
The path is the driver's own: cut, length, check, header, parts, values, flags, stamps, point ids, columns. What is not
in it: the socket, the durable write and the answer, which `make bench ONLY=ingest` measures.
"""

import csv
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from anlan.bus.readings import Readings, concat
from anlan.domain.quality import HJ212_FLAGS
from anlan.gateway.drivers.hj212.codec import Rejected, StreamParser
from anlan.gateway.drivers.hj212.message import parse_segment
from anlan.gateway.drivers.hj212.reassembly import Reassembler
from anlan.gateway.drivers.hj212.values import parse_samples
from bench.results import figure

RECORDED = Path(__file__).parents[1] / "tests" / "recordings" / "drivers" / "hj212" / "frames.csv"
UPLOADS = re.compile(r"CN=20(11|31|51|61);")
#: What one read of the driver's socket gives at most.
CHUNK = 8192
SECONDS = 5.0
CHINA = timezone(timedelta(hours=8))
OFFSET_MS = 8 * 3_600_000
Decode = Callable[[bytes, dict[str, int]], Readings]


def frames() -> list[bytes]:
    """Recorded uploads that are whole."""
    with RECORDED.open(newline="", encoding="utf-8") as file:
        rows = [row["frame"] for row in csv.DictReader(file) if row["valid"] == "true"]
    return [frame.encode() + b"\r\n" for frame in rows if UPLOADS.search(frame) and "PNUM" not in frame]


def ours(stream: bytes, ids: dict[str, int]) -> Readings:
    """The driver's path."""
    parser, parts, found = StreamParser(), Reassembler(), []
    for start in range(0, len(stream), CHUNK):
        for event in parser.feed(stream[start : start + CHUNK]):
            assert not isinstance(event, Rejected), event
            for upload in parts.add(parse_segment(event), 0):
                samples = parse_samples(upload.message.cp, 0, OFFSET_MS)
                found.append(Readings.of([(ids[s.address], s.ts_ms, s.value, s.quality) for s in samples.rows]))
    return concat(found)


def plain(stream: bytes, ids: dict[str, int]) -> Readings:
    """The same by the book: check byte by byte, split at ``;`` ``,`` ``=``, read the stamp with strptime."""
    rest, found = b"", []
    for start in range(0, len(stream), CHUNK):
        rest += stream[start : start + CHUNK]
        while len(rest) >= 6 and len(rest) >= (size := int(rest[2:6])) + 12:
            segment, check = rest[6 : 6 + size], rest[6 + size : 10 + size]
            assert _crc(segment) == int(check, 16)
            found.append(_plain_values(segment.decode(), ids))
            rest = rest[size + 12 :]
    return concat(found)


def _table() -> list[int]:
    entries = []
    for register in range(256):
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
        entries.append(register)
    return entries


TABLE = _table()


def _crc(segment: bytes) -> int:
    """Annex A with its bit loop in a table of 256 entries."""
    register = 0xFFFF
    for byte in segment:
        register = TABLE[(register >> 8) ^ byte]
    return register


def _plain_values(segment: str, ids: dict[str, int]) -> Readings:
    _, cp = segment.split("CP=&&")
    values, flags, ts_ms = {}, {}, 0
    for pair in re.split("[;,]", cp.removesuffix("&&")):
        name, _, text = pair.partition("=")
        factor, _, suffix = name.partition("-")
        if name == "DataTime":
            at = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
            ts_ms = int(at.timestamp() * 1000) + int(text[14:] or 0)
        elif suffix == "Flag":
            flags[factor] = text
        elif suffix:
            values[factor, suffix] = float(text)
    return Readings.of(
        (ids[factor if suffix == "Rtd" else f"{factor}-{suffix}"], ts_ms, value, HJ212_FLAGS[flags.get(factor, "N")])
        for (factor, suffix), value in values.items()
    )


def _addresses(recorded: list[bytes]) -> dict[str, int]:
    segments = [parse_segment(frame[6:-6]) for frame in recorded]
    names = {s.address for segment in segments for s in parse_samples(segment.cp, 0, OFFSET_MS).rows}
    return {name: number for number, name in enumerate(sorted(names), 1)}


def _frames_per_s(decode: Decode, stream: bytes, count: int, ids: dict[str, int]) -> float:
    """Frames per second of CPU: other work on the machine does not count."""
    rounds, began = 0, time.process_time()
    while (used := time.process_time() - began) < SECONDS:
        decode(stream, ids)
        rounds += 1
    return rounds * count / used


def run() -> list[dict[str, Any]]:
    """Frames per second and core, ours and plain, on the same stream with the same outcome."""
    recorded = frames()
    stream, ids = b"".join(recorded * 100), _addresses(recorded)
    count = 100 * len(recorded)
    first, second = ours(stream, ids), plain(stream, ids)
    assert len(first) > count
    for name in ("point", "ts_ms", "value", "quality"):
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    rate, peer = _frames_per_s(ours, stream, count, ids), _frames_per_s(plain, stream, count, ids)
    note = f"{len(recorded)} recorded frames, {len(stream) // count} B and {len(first) / count:.1f} values each"
    name = "plain parser from the standard's text, same columns"
    return [
        figure("HJ 212 decoding, one core", rate, "frames/s", goal=20_000, peer=name, peer_value=peer, note=note),
        figure("HJ 212 decoding, one core, values", rate * len(first) / count, "values/s"),
    ]
