"""Frames of HJ 212: ``##`` + length + data segment + CRC, cut out of a byte stream. No I/O.

What a frame is depends only on the bytes, never on how the network split them: any split of a
stream gives the same frames and the same refusals.
"""

import re
from dataclasses import dataclass

MAX_SEGMENT = 1024  # the standard's limit of the data segment, bytes
OVERHEAD = 10  # "##", four length digits, four CRC digits
GARBAGE_SHOWN = 64  # bytes of a run of garbage that are kept to explain it
GARBAGE_RUN = 4096  # a run longer than this is reported in pieces

_BLANK = b"\r\n \t\x00"
# A new frame begins here although the one being read is not complete: its declared length was wrong.
_INNER_HEADER = re.compile(rb"##[0-9]{4}(?:QN|ST|CN|PW|MN)=")
_LINE_END = re.compile(rb"[\r\n]")
_HEX4 = re.compile(rb"[0-9A-Fa-f]{4}")


def _table() -> tuple[int, ...]:
    entries = []
    for index in range(256):
        register = index
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
        entries.append(register)
    return tuple(entries)


_TABLE = _table()
_HIGH = bytes(entry >> 8 for entry in _TABLE)


def crc16(segment: bytes) -> int:
    """The checksum of annex A (not CRC-16/MODBUS) of a data segment.

    One step of the standard is ``register = TABLE[(register >> 8) ^ byte]``: only eight bits of state.
    That step is linear over xor, and applied eight times it gives back what it was given. So a byte and
    the byte eight places later act alike, and the segment may first be folded to its last eight
    positions by xor, which Python does on whole integers: about ten times faster than byte by byte.
    """
    size = len(segment)
    if not size:
        return 0xFFFF
    folded = int.from_bytes(segment, "big") ^ (0xFF << (8 * (size - 1)))  # 0xFF: the register's start
    half = 64 << max(0, ((size - 1) // 8).bit_length() - 1)
    while half >= 64:
        folded = (folded >> half) ^ (folded & ((1 << half) - 1))
        half >>= 1
    state = 0
    for byte in folded.to_bytes(8, "big"):
        index = state ^ byte
        state = _HIGH[index]
    return _TABLE[index]


def build_frame(segment: str | bytes) -> bytes:
    """Wrap a data segment: ``build_frame("QN=…;CP=&&…&&")`` gives the bytes to send, CR LF included.

    Raises:
        ValueError: the segment is longer than 1024 bytes; split it (PNUM, PNO).
    """
    body = segment.encode() if isinstance(segment, str) else segment
    if len(body) > MAX_SEGMENT:
        raise ValueError(f"data segment has {len(body)} bytes, the standard allows {MAX_SEGMENT}: split it (PNUM, PNO)")
    return b"##%04d%b%04X\r\n" % (len(body), body, crc16(body))


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are not a frame: ``reason`` is a short word for counters, ``detail`` a sentence for people."""

    reason: str  # "crc", "length", "too_long", "garbage"; message.py adds more
    detail: str
    raw: bytes


class StreamParser:
    """Cuts a byte stream into data segments.

    Keeps at most one incomplete frame (1033 bytes) between calls. ``garbage_bytes`` counts what
    belonged to no frame.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._shown = b""  # first bytes of the present run of garbage
        self._run = 0  # length of that run
        self._is_quiet = False  # the run is the remainder of a frame already rejected
        self.garbage_bytes = 0

    @property
    def held_bytes(self) -> int:
        """Size of the incomplete frame."""
        return len(self._rest)

    def feed(self, data: bytes) -> list[bytes | Rejected]:
        """Segments whose length and CRC are right, and what was rejected, in order of arrival."""
        data = self._rest + data if self._rest else data
        found: list[bytes | Rejected] = []
        at = 0
        while True:
            start = data.find(b"##", at)
            if start < 0:
                start = len(data) - data.endswith(b"#", at)
                self._skip(data[at:start], found)
                break
            if start > at:
                self._skip(data[at:start], found)
            at = self._candidate(data, start, found)
            if at == start:
                break
        self._rest = data[start:]
        return found

    def _candidate(self, data: bytes, start: int, found: list[bytes | Rejected]) -> int:
        """Judge what begins at ``start``; returns where to go on, ``start`` itself when more bytes are needed."""
        digits = data[start + 2 : start + 6]
        if not (digits.isdigit() or not digits):
            self._skip(data[start : start + 1], found)
            return start + 1
        if len(digits) < 4:
            return start
        size = int(digits)
        if size > MAX_SEGMENT:
            detail = f"declared length {size} is over {MAX_SEGMENT}; the device must split the message (PNUM, PNO)"
            return self._reject(found, "too_long", detail, data[start : start + 6], start + 6)
        end = start + OVERHEAD + size
        if end > len(data):
            return self._incomplete(data, start, found)
        segment = data[start + 6 : end - 4]
        declared = data[end - 4 : end]
        if b"%04X" % crc16(segment) != declared.upper():
            stop = _broken_at(data, start + 6, end)
            return self._reject_frame(data, start, stop or end, size, found, is_cut=stop > 0)
        if stop := _broken_at(data, start + 6, end):
            return self._reject_frame(data, start, stop, size, found, is_cut=True)
        self._end_run(found)
        found.append(segment)
        return end

    def _incomplete(self, data: bytes, start: int, found: list[bytes | Rejected]) -> int:
        stop = _broken_at(data, start + 6, len(data))
        if not stop:
            return start
        return self._reject_frame(data, start, stop, int(data[start + 2 : start + 6]), found, is_cut=True)

    def _reject_frame(
        self, data: bytes, start: int, stop: int, size: int, found: list[bytes | Rejected], *, is_cut: bool
    ) -> int:
        raw = data[start:stop]
        if is_cut:
            detail = f"declared length {size} but the frame ends after {max(0, len(raw) - OVERHEAD)} bytes of segment"
            return self._reject(found, "length", detail, raw, stop)
        segment, declared = raw[6:-4], raw[-4:]
        # A search after "##" only: a valid frame that began inside these bytes is still found.
        if not _HEX4.fullmatch(declared) or not segment.rstrip().endswith(b"&&"):
            detail = f"declared length {size}, but after {size} bytes the segment does not end (no && and CRC there)"
            return self._reject(found, "length", detail, raw, start + 2)
        detail = f"CRC is {declared.decode()}, should be {crc16(segment):04X}; send the frame again"
        return self._reject(found, "crc", detail, raw, start + 2)

    def _reject(self, found: list[bytes | Rejected], reason: str, detail: str, raw: bytes, go_on: int) -> int:
        self._end_run(found)
        found.append(Rejected(reason, detail, raw))
        self._is_quiet = True
        return go_on

    def _skip(self, garbage: bytes, found: list[bytes | Rejected]) -> None:
        """Pass over bytes outside any frame; blanks and line ends are allowed there."""
        if not self._run:
            garbage = garbage.lstrip(_BLANK)
        if not garbage:
            return
        self._run += len(garbage)
        self.garbage_bytes += len(garbage)
        self._shown += garbage[: GARBAGE_SHOWN - len(self._shown)]
        while self._run > GARBAGE_RUN:
            self._report_run(found, GARBAGE_RUN)
            self._run -= GARBAGE_RUN

    def _end_run(self, found: list[bytes | Rejected]) -> None:
        if self._run:
            self._report_run(found, self._run)
        self._run = 0
        self._shown = b""
        self._is_quiet = False

    def _report_run(self, found: list[bytes | Rejected], size: int) -> None:
        if not self._is_quiet:
            found.append(Rejected("garbage", f"{size} bytes between frames are not HJ 212", self._shown))


def _broken_at(data: bytes, begin: int, end: int) -> int:
    """Where a frame's body is interrupted by a line end or by the header of another frame; 0 = nowhere."""
    stop = 0
    if data.find(b"\n", begin, end) >= 0 or data.find(b"\r", begin, end) >= 0:
        match = _LINE_END.search(data, begin, end)
        stop = match.start() if match else 0
    if data.find(b"##", begin, stop or end) >= 0:
        match = _INNER_HEADER.search(data, begin, stop or end)
        stop = match.start() if match else stop
    return stop
