"""H.264 and H.265 in an MPEG program stream as GB/T 28181 wants it (ISO/IEC 13818-1; GB/T 28181-2016, annex C).

One pack per picture. Before a key picture stand a system header and a program stream map: the map tells which codec
it is, without it many platforms show nothing. FFmpeg's own muxer writes no map, hence this one.
"""

import struct

STREAM_TYPES = {"h264": 0x1B, "hevc": 0x24}
_VIDEO = 0xE0
#: A PES packet's length has 16 bits; a larger picture goes in several.
_PES_MAX = 65_000
#: In units of 50 bytes a second; a bound, so a generous one: 25 Mbit/s.
_MUX_RATE = 62_500
#: Of the 33 bits of a stamp.
STAMP_MASK = 2**33 - 1


def pack(codec: str, data: bytes, stamp: int, *, is_key: bool) -> bytes:
    """One picture. ``data``: Annex B; ``stamp``: 90 kHz.

    Raises:
        KeyError: a codec that has no place in such a stream.
    """
    kind, stamp = STREAM_TYPES[codec], stamp & STAMP_MASK
    parts = [_pack_header(stamp)]
    if is_key:
        parts += [_SYSTEM_HEADER, _stream_map(kind)]
    for begin in range(0, len(data), _PES_MAX):
        parts.append(_pes(data[begin : begin + _PES_MAX], stamp if begin == 0 else None))
    return b"".join(parts)


def _pack_header(stamp: int) -> bytes:
    """Start code, clock reference (with marker bits, extension 0), rate, no stuffing."""
    bits = 0b01 << 46 | (stamp >> 30) << 43 | 1 << 42 | (stamp >> 15 & 0x7FFF) << 27 | 1 << 26
    bits |= (stamp & 0x7FFF) << 11 | 1 << 10 | 1
    return b"\x00\x00\x01\xba" + bits.to_bytes(6, "big") + (_MUX_RATE << 2 | 0b11).to_bytes(3, "big") + b"\xf8"


def _system_header_made() -> bytes:
    """One video stream, whose buffer is bounded by 4 MiB (4,096 × 1,024 bytes)."""
    rate = (1 << 23 | _MUX_RATE << 1 | 1).to_bytes(3, "big")
    bound = struct.pack("!BH", _VIDEO, 0b11 << 14 | 1 << 13 | 4_096)
    inner = rate + bytes([0x00, 0x21, 0x7F]) + bound
    return b"\x00\x00\x01\xbb" + struct.pack("!H", len(inner)) + inner


def _stream_map(kind: int) -> bytes:
    inner = bytes([0xE0, 0xFF]) + struct.pack("!H", 0) + struct.pack("!H", 4) + bytes([kind, _VIDEO, 0, 0])
    head = b"\x00\x00\x01\xbc" + struct.pack("!H", len(inner) + 4) + inner
    return head + struct.pack("!I", _crc(head))


def _pes(data: bytes, stamp: int | None) -> bytes:
    """``stamp`` stands on the first packet of a picture only."""
    times = b"" if stamp is None else _pts(stamp)
    flags = bytes([0x80, 0x80 if times else 0x00, len(times)])
    return b"\x00\x00\x01" + bytes([_VIDEO]) + struct.pack("!H", 3 + len(times) + len(data)) + flags + times + data


def _pts(stamp: int) -> bytes:
    high, middle, low = stamp >> 30 & 0x07, stamp >> 15 & 0x7FFF, stamp & 0x7FFF
    return bytes([0x21 | high << 1]) + struct.pack("!HH", middle << 1 | 1, low << 1 | 1)


def _crc(data: bytes) -> int:
    """CRC-32/MPEG-2, which no library here has."""
    crc = 0xFFFF_FFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C1_1DB7 if crc & 0x8000_0000 else crc << 1) & 0xFFFF_FFFF
    return crc


_SYSTEM_HEADER = _system_header_made()
