"""Films as cameras of GB/T 28181 send them: H.264 or H.265 in a program stream, cut into RTP packets.

Written from the standard (GB/T 28181-2016 annex C, ISO 13818-1), independent of what reads it.
"""

import struct
from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
import numpy as np

STREAM_TYPES = {"h264": 0x1B, "hevc": 0x24}
#: Colours of the four quarters of every picture, BGR.
QUARTERS = ((200, 60, 40), (40, 190, 60), (50, 60, 210), (120, 120, 120))


def picture(number: int, wide: int = 320, high: int = 180) -> np.ndarray:
    """Four coloured quarters and a small block that moves."""
    drawn = np.zeros((high, wide, 3), np.uint8)
    half_w, half_h = wide // 2, high // 2
    for quarter, colour in enumerate(QUARTERS):
        y, x = quarter // 2 * half_h, quarter % 2 * half_w
        drawn[y : y + half_h, x : x + half_w] = colour
    at = 4 * number % (wide - 16)
    drawn[half_h - 8 : half_h + 8, at : at + 16] = 255
    return drawn


def quarters_of(shown: np.ndarray) -> list[tuple[int, int, int]]:
    """Mean colours of the quarters' middles."""
    high, wide = shown.shape[:2]
    found = []
    for y in (high // 4, 3 * high // 4):
        for x in (wide // 4, 3 * wide // 4):
            found.append(tuple(int(c) for c in shown[y - 8 : y + 8, x - 8 : x + 8].reshape(-1, 3).mean(0)))
    return found


def is_the_picture(shown: np.ndarray, tolerance: int = 14) -> bool:
    """Are the quarters as they were drawn?"""
    pairs = zip(quarters_of(shown), QUARTERS, strict=True)
    return all(abs(a - b) <= tolerance for seen, drawn in pairs for a, b in zip(seen, drawn, strict=True))


def coded(count: int, codec: str = "libx264", every: int = 10) -> list[tuple[bytes, bool]]:
    """The film of moving blocks in Annex B, with "decoding can begin here"."""
    return coded_pictures(map(picture, range(count)), codec, every)


def coded_pictures(
    pictures: Iterable[np.ndarray], codec: str = "libx264", every: int = 10, fps: int = 25
) -> list[tuple[bytes, bool]]:
    """Pictures of 320 × 180 in Annex B, with "decoding can begin here"."""
    context = av.CodecContext.create(codec, "w")
    context.width, context.height, context.pix_fmt = 320, 180, "yuv420p"
    context.framerate, context.time_base = Fraction(fps), Fraction(1, fps)
    context.gop_size, context.max_b_frames = every, 0
    quiet = {"x265-params": f"log-level=none:keyint={every}:bframes=0:repeat-headers=1"}
    context.options = {"preset": "ultrafast", "tune": "zerolatency", **(quiet if codec == "libx265" else {})}
    packets = []
    for number, drawn in enumerate(pictures):
        frame = av.VideoFrame.from_ndarray(drawn, format="bgr24")
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    return [(bytes(packet), packet.is_keyframe) for packet in packets]


def in_packs(
    pictures: list[tuple[bytes, bool]], codec: str = "h264", fps: int = 25, first: int = 90_000
) -> list[tuple[int, bytes]]:
    """One pack per picture: (stamp in 90 kHz, bytes), the first one stamped ``first``."""
    packs = []
    for number, (data, is_key) in enumerate(pictures):
        stamp = first + number * 90_000 // fps
        headers = _system_header() + _stream_map(STREAM_TYPES[codec]) if is_key else b""
        packs.append((stamp, _pack_header(stamp) + headers + b"".join(_pes(data, stamp))))
    return packs


def in_rtp(packs: list[tuple[int, bytes]], ssrc: int, first: int = 65_500, size: int = 1_300) -> Iterator[bytes]:
    """RTP packets; the numbers wrap on purpose."""
    number = first
    for stamp, pack in packs:
        pieces = [pack[at : at + size] for at in range(0, len(pack), size)]
        for place, piece in enumerate(pieces):
            marker = 0x80 if place == len(pieces) - 1 else 0
            yield struct.pack("!BBHII", 0x80, marker | 96, number & 0xFFFF, stamp & 0xFFFFFFFF, ssrc) + piece
            number += 1


def _pack_header(stamp: int) -> bytes:
    clock = stamp & 0x1FFFFFFFF
    bits = 0b01 << 46 | (clock >> 30) << 43 | 1 << 42 | (clock >> 15 & 0x7FFF) << 27 | 1 << 26
    bits |= (clock & 0x7FFF) << 11 | 1 << 10 | 0 << 1 | 1
    rate = (6_000 << 2 | 0b11).to_bytes(3, "big")
    return b"\x00\x00\x01\xba" + bits.to_bytes(6, "big") + rate + b"\xf8"


def _system_header() -> bytes:
    body = bytes.fromhex("80 2e e1 04 e1 7f e0 e8 00 c0 c0 20".replace(" ", ""))
    return b"\x00\x00\x01\xbb" + struct.pack("!H", len(body)) + body


def _stream_map(stream_type: int) -> bytes:
    streams = bytes([stream_type, 0xE0, 0, 0])
    body = b"\xe0\xff" + struct.pack("!H", 0) + struct.pack("!H", len(streams)) + streams
    head = b"\x00\x00\x01\xbc" + struct.pack("!H", len(body) + 4) + body
    return head + struct.pack("!I", _crc(head))


def _pes(data: bytes, stamp: int) -> Iterator[bytes]:
    for at in range(0, len(data), 60_000):
        piece = data[at : at + 60_000]
        times = _stamped(stamp) if at == 0 else b""
        yield (
            b"\x00\x00\x01\xe0"
            + struct.pack("!H", 3 + len(times) + len(piece))
            + bytes([0x80, 0x80 if times else 0, len(times)])
            + times
            + piece
        )


def _stamped(stamp: int) -> bytes:
    return bytes(
        [
            0x21 | stamp >> 29 & 0x0E,
            stamp >> 22 & 0xFF,
            1 | stamp >> 14 & 0xFE,
            stamp >> 7 & 0xFF,
            1 | stamp << 1 & 0xFE,
        ]
    )


def _crc(data: bytes) -> int:
    """CRC-32/MPEG-2."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc
