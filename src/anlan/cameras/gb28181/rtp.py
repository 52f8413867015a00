"""RTP packets (RFC 3550): taken apart, put in order, and losses noticed."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from anlan.kit.sip.refusals import Refused

#: Dynamic payload type of a program stream in this standard.
PS = 96
#: Packets that may be ahead of a missing one before it is given up.
AHEAD_MAX = 48
#: A jump of more than this is another beginning, not a loss.
JUMP_MAX = 3_000


class Packet(NamedTuple):
    """One packet. ``stamp``: 90 kHz, wraps; ``is_last``: of its picture (marker)."""

    number: int
    stamp: int
    ssrc: int
    is_last: bool
    payload: bytes


def parse(raw: bytes) -> Packet | None:
    """One packet; None for RTCP and for other payloads than program streams, which are left out.

    Raises:
        Refused: no RTP.
    """
    if len(raw) < 12 or raw[0] >> 6 != 2:
        raise Refused("rtp")
    if 192 <= raw[1] <= 223:
        return None
    if raw[1] & 0x7F != PS:
        return None
    number, stamp, ssrc = struct.unpack_from("!HII", raw, 2)
    begin = 12 + 4 * (raw[0] & 0x0F)
    if raw[0] & 0x10:
        if len(raw) < begin + 4:
            raise Refused("rtp")
        begin += 4 + 4 * struct.unpack_from("!H", raw, begin + 2)[0]
    end = len(raw) - (raw[-1] if raw[0] & 0x20 else 0)
    if end < begin:
        raise Refused("rtp")
    return Packet(number, stamp, ssrc, bool(raw[1] & 0x80), raw[begin:end])


class InOrder:
    """Packets of one stream in the order they were sent."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._ahead: dict[int, Packet] = {}
        self.lost = self.late = 0

    def put(self, packet: Packet) -> Iterator[tuple[Packet, bool]]:
        """Packets that can go on now, each with "something before it is missing"."""
        if self._next is None:
            self._next = packet.number
        distance = (packet.number - self._next) & 0xFFFF
        if JUMP_MAX < distance < 0x10000 - JUMP_MAX:
            self._ahead.clear()
            self.lost += 1
            yield self._pass(packet, is_after_loss=True)
        elif distance >= 0x8000 or packet.number in self._ahead:
            self.late += 1  # twice, or so late that it was given up
        else:
            self._ahead[packet.number] = packet
            yield from self._ready()

    def _ready(self) -> Iterator[tuple[Packet, bool]]:
        yield from self._run(is_after_loss=False)
        if len(self._ahead) <= AHEAD_MAX:
            return
        assert self._next is not None
        before = self._next
        self._next = min(self._ahead, key=lambda number: (number - before) & 0xFFFF)
        self.lost += (self._next - before) & 0xFFFF
        yield from self._run(is_after_loss=True)

    def _run(self, *, is_after_loss: bool) -> Iterator[tuple[Packet, bool]]:
        while self._next in self._ahead:
            assert self._next is not None
            yield self._pass(self._ahead.pop(self._next), is_after_loss=is_after_loss)
            is_after_loss = False

    def _pass(self, packet: Packet, *, is_after_loss: bool) -> tuple[Packet, bool]:
        self._next = (packet.number + 1) & 0xFFFF
        return packet, is_after_loss
