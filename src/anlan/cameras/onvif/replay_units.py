"""RTP packets of H.264 (RFC 6184) and H.265 (RFC 7798) put together into pictures, with the time that ONVIF adds.

ONVIF puts the time a picture was taken into an extension of its RTP packets (Streaming Specification, 6.3: profile
0xABAC, an NTP time). Nothing here is lost on the way: packets come over TCP.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

START = b"\x00\x00\x00\x01"
UNIT_MAX = 4_194_304
REPLAY_PROFILES = frozenset({0xABAC, 0xABAD})
#: Seconds from 1900 to 1970.
NTP_AHEAD_S = 2_208_988_800


class Unit(NamedTuple):
    """One picture in Annex B. ``taken_ms``: by the device's clock, None when it does not say; ``stamp``: 90 kHz."""

    data: bytes
    stamp: int
    taken_ms: int | None


class Units:
    """One stream's pictures. ``parameters`` come before the first."""

    def __init__(self, codec: str, payload_type: int, parameters: tuple[bytes, ...] = ()) -> None:
        self._is_h265, self._payload_type = codec == "hevc", payload_type
        self._nals: list[bytes] = list(parameters)
        self._part = bytearray()
        self._stamp: int | None = None
        self._taken_ms: int | None = None

    def put(self, raw: bytes) -> Iterator[Unit]:
        """Pictures that are complete now; what is no RTP of this stream is left out."""
        if len(raw) < 12 or raw[0] >> 6 != 2 or raw[1] & 0x7F != self._payload_type:
            return
        (stamp,) = struct.unpack_from("!I", raw, 4)
        begin = 12 + 4 * (raw[0] & 0x0F)
        taken_ms = None
        if raw[0] & 0x10 and len(raw) >= begin + 4:
            profile, words = struct.unpack_from("!HH", raw, begin)
            if profile in REPLAY_PROFILES and words >= 2 and len(raw) >= begin + 12:
                taken_ms = _ntp_ms(raw, begin + 4)
            begin += 4 + 4 * words
        end = len(raw) - (raw[-1] if raw[0] & 0x20 else 0)
        if self._stamp is not None and stamp != self._stamp:
            yield from self._end()
        self._stamp = stamp
        self._taken_ms = taken_ms if taken_ms is not None else self._taken_ms
        if begin < end:
            self._take(raw[begin:end])
        if raw[1] & 0x80:
            yield from self._end()

    def _end(self) -> Iterator[Unit]:
        data = b"".join(START + nal for nal in self._nals)
        stamp, taken_ms = self._stamp or 0, self._taken_ms
        self._nals, self._part, self._stamp, self._taken_ms = [], bytearray(), None, None
        if data and len(data) <= UNIT_MAX:
            yield Unit(data, stamp, taken_ms)

    def _take(self, payload: bytes) -> None:
        kind = payload[0] >> 1 & 0x3F if self._is_h265 else payload[0] & 0x1F
        if kind == (48 if self._is_h265 else 24):
            self._take_several(payload[2 if self._is_h265 else 1 :])
        elif kind == (49 if self._is_h265 else 28):
            self._take_part(payload)
        elif self._is_h265 or 0 < kind < 24:
            self._nals.append(payload)

    def _take_several(self, rest: bytes) -> None:
        while len(rest) > 2:
            (length,) = struct.unpack_from("!H", rest)
            if not length:
                return
            self._nals.append(rest[2 : 2 + length])
            rest = rest[2 + length :]

    def _take_part(self, payload: bytes) -> None:
        size = 3 if self._is_h265 else 2
        if len(payload) <= size:
            return
        about = payload[size - 1]
        if about & 0x80:
            kind = about & (0x3F if self._is_h265 else 0x1F)
            head = (payload[0] & 0x81) | kind << 1 if self._is_h265 else (payload[0] & 0xE0) | kind
            self._part = bytearray([head, payload[1]] if self._is_h265 else [head])
        if self._part and len(self._part) < UNIT_MAX:
            self._part += payload[size:]
            if about & 0x40:
                self._nals.append(bytes(self._part))
                self._part = bytearray()


def _ntp_ms(raw: bytes, at: int) -> int:
    seconds: int
    fraction: int
    seconds, fraction = struct.unpack_from("!II", raw, at)
    return (seconds - NTP_AHEAD_S) * 1000 + round(fraction * 1000 / 2**32)
