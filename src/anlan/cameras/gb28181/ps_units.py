"""Packets of a program stream gathered into pictures, so that a loss costs whole pictures and never smears one.

A smeared picture may look like smoke to a recogniser. So after a loss everything is left out up to the next picture
that stands for itself: it begins with a pack header followed by a system header, a stream map, or parameter sets.
"""

import re

from anlan.cameras.gb28181.rtp import Packet

PACK = b"\x00\x00\x01\xba"
#: System header, program stream map.
_HEADERS = (b"\x00\x00\x01\xbb", b"\x00\x00\x01\xbc")
#: H.264 sequence parameters; H.265 video and sequence parameters.
_PARAMETERS = re.compile(rb"\x00\x00\x01(?:[\x67\x27]|[\x40\x42]\x01)")
#: Largest picture; a larger one is no picture.
UNIT_MAX = 4_194_304
#: Packets of one picture; one of 4 MB comes in some 3,000. A million nearly empty ones cost far more than they hold.
PARTS_MAX = 16_384
#: A stream that never marks where one can begin is believed after so many pictures.
WAIT_MAX = 500


class Units:
    """One stream's pictures."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._stamp: int | None = None
        self._is_whole = False
        self._awaits_key = True
        self._awaited = 0
        self.left_out = 0

    def put(self, packet: Packet, *, is_after_loss: bool) -> list[tuple[bytes, bool]]:
        """Pictures that are complete now, each with "one can begin here"."""
        made: list[tuple[bytes, bool]] = []
        if is_after_loss:
            self._drop()
        if packet.stamp != self._stamp:
            made += self._end()
            self._stamp, self._is_whole = packet.stamp, not is_after_loss or packet.payload.startswith(PACK)
        self._parts.append(packet.payload)
        self._size += len(packet.payload)
        if self._size > UNIT_MAX or len(self._parts) > PARTS_MAX:
            self._drop()
        if packet.is_last:
            made += self._end()
            self._stamp = None
        return made

    def _drop(self) -> None:
        self.left_out += bool(self._parts)
        self._parts, self._size, self._stamp = [], 0, None
        self._is_whole, self._awaits_key = False, True

    def _end(self) -> list[tuple[bytes, bool]]:
        unit, is_whole = b"".join(self._parts), self._is_whole
        self._parts, self._size = [], 0
        if not unit:
            return []
        is_key = is_whole and is_beginning(unit)
        if self._awaits_key and not is_key:
            self._awaited += 1
            if self._awaited < WAIT_MAX or not unit.startswith(PACK):
                self.left_out += 1
                return []
        self._awaits_key, self._awaited = False, 0
        return [(unit, is_key)]


def is_beginning(unit: bytes) -> bool:
    """Can decoding begin with this picture?"""
    if not unit.startswith(PACK) or len(unit) < 18:
        return False
    after = 14 + (unit[13] & 0x07)
    return unit[after : after + 4] in _HEADERS or _PARAMETERS.search(unit, 0, 1024) is not None
