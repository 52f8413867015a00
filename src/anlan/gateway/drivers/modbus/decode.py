"""Registers → value and quality. Pure."""

import math
import struct
from collections.abc import Mapping

from anlan.domain.quality import Quality
from anlan.gateway.drivers.modbus.address import Address, Check, Place

Words = Mapping[Place, int]

_FORMATS = {"u16": ">H", "s16": ">h", "u32": ">I", "s32": ">i", "f32": ">f"}


def value_of(address: Address, words: Words) -> tuple[float, Quality] | None:
    """Value and quality; None while a register that it needs was not read.

    Args:
        words: 16-bit words (0 or 1 of coils and discrete inputs) by place.
    """
    if any(_after(place, k) not in words for place, width in address.needs for k in range(width)):
        return None
    value = _number(address, words) / _tens(address, words)
    if not math.isfinite(value):
        return math.nan, Quality.NOT_A_NUMBER
    return value, _quality(address, words)


def _after(place: Place, steps: int) -> Place:
    return place._replace(offset=place.offset + steps)


def _number(address: Address, words: Words) -> float:
    taken = [words[_after(address.place, k)] for k in range(address.width)]
    if address.bit is not None:
        return float(taken[0] >> address.bit & 1)
    raw = b"".join(word.to_bytes(2, "big") for word in taken)
    if address.width == 2:
        raw = bytes(raw[address.order.index(letter)] for letter in "abcd")
    elif address.order in ("badc", "dcba"):
        raw = raw[::-1]
    return float(struct.unpack(_FORMATS[address.kind], raw)[0])


def _tens(address: Address, words: Words) -> float:
    """Digits after the point, as the instrument shows them; more than nine are nonsense and make no number."""
    if address.decimals is None:
        return 1.0
    digits = words[address.decimals]
    return 10.0**digits if digits <= 9 else math.nan


def _quality(address: Address, words: Words) -> Quality:
    if _holds(address.fault, words):
        return Quality.FAULT
    return Quality.OVER_RANGE if _holds(address.over, words) else Quality.GOOD


def _holds(check: Check | None, words: Words) -> bool:
    return check is not None and bool(words[check.place] & check.mask)
