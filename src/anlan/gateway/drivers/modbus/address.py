"""What a point's address says: which registers to ask for, and how a value and a quality come of them.

``[unit/]register[:type][.bit] [fault=register[&mask]] [over=register[&mask]] [decimals=register]``

A register is written as manuals do, from one (``40001``, ``400001``, ``30101``, ``10007``, ``00003``), or as the
protocol does, from nought (``h0`` holding, ``i100`` input, ``d6`` discrete input, ``c2`` coil). Types: ``u16`` (when
nothing is said), ``s16``, ``u32``, ``s32``, ``f32``; the order of a value's bytes may follow: ``f32cdab``. The other
parts are registers that an instrument shows beside its value: ``fault`` and ``over`` hold when a bit of the mask is
set, ``decimals`` is the number of digits after the point.

Worked example: ``2/30101:s16 fault=30102&0x03 decimals=30103`` of unit 2. Registers 127, 0, 1 give 12.7, good;
127, 2, 1 give 12.7 with quality FAULT.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Table(IntEnum):
    """The four tables; the number is that of the function which reads it."""

    COIL = 1
    DISCRETE = 2
    HOLDING = 3
    INPUT = 4

    @property
    def holds_bits(self) -> bool:
        """True where a place is one bit."""
        return self in (Table.COIL, Table.DISCRETE)


class Place(NamedTuple):
    """One register or bit of one unit."""

    unit: int
    table: Table
    offset: int


class Check(NamedTuple):
    """Holds when any bit of ``mask`` is set at ``place``."""

    place: Place
    mask: int


@dataclass(frozen=True, slots=True)
class Address:
    """One point's address, understood."""

    place: Place
    kind: str = "u16"
    order: str = "abcd"
    bit: int | None = None
    fault: Check | None = None
    over: Check | None = None
    decimals: Place | None = None

    @property
    def width(self) -> int:
        """Registers of the value."""
        return 2 if self.kind.endswith("32") else 1

    @property
    def needs(self) -> list[tuple[Place, int]]:
        """Everything to ask for, as first place and number of places."""
        beside = [check.place for check in (self.fault, self.over) if check]
        beside += [self.decimals] if self.decimals else []
        return [(self.place, self.width), *((place, 1) for place in beside)]


_LETTERS = {"c": Table.COIL, "d": Table.DISCRETE, "h": Table.HOLDING, "i": Table.INPUT}
_LEADING = {"0": Table.COIL, "1": Table.DISCRETE, "3": Table.INPUT, "4": Table.HOLDING}
_VALUE = re.compile(
    r"(?:(?P<unit>\d{1,3})/)?(?P<register>[cdhi]?\d{1,6})(?::(?P<kind>[us]16|[us]32|f32)(?P<order>[abcd]{4})?)?"
    r"(?:\.(?P<bit>\d{1,2}))?"
)
_REGISTER = re.compile(r"[cdhi]?\d{1,6}")
_ORDERS = {"abcd", "cdab", "badc", "dcba"}


def parse(text: str, unit: int = 1, order: str = "abcd") -> Address:
    """Understand an address; ``unit`` and ``order`` count where it names none.

    Raises:
        ValueError: it cannot be understood; the text says what is wrong and what is expected.
    """
    first, *others = text.split() or [""]
    found = _VALUE.fullmatch(first)
    if found is None:
        raise ValueError(f"{first!r} is no register: write 40001, 2/30101:f32, h100:s16 or 40002.3")
    unit = int(found["unit"] or unit)
    place = _place(found["register"], unit)
    kind, bit = found["kind"] or "u16", int(found["bit"]) if found["bit"] else None
    _check(first, place, found["kind"], found["order"], bit)
    beside = dict(_beside(part, unit) for part in others)
    faulty, over, decimals = (beside.get(name) for name in ("fault", "over", "decimals"))
    return Address(place, kind, found["order"] or order, bit, faulty, over, decimals.place if decimals else None)


def place_of(text: str, unit: int) -> Place:
    """A register by itself, with or without its unit.

    Raises:
        ValueError: it is none.
    """
    address = parse(text, unit)
    return address.place


def _place(register: str, unit: int) -> Place:
    if unit > 255:
        raise ValueError(f"unit {unit} does not exist: 0 to 255")
    if register[0] in _LETTERS:
        table, offset = _LETTERS[register[0]], int(register[1:] or -1)
    elif len(register) in (5, 6) and register[0] in _LEADING:
        table, offset = _LEADING[register[0]], int(register[1:]) - 1
    else:
        raise ValueError(f"{register!r}: five or six digits that begin with 0, 1, 3 or 4, or a letter (h0, i100)")
    if not 0 <= offset <= 65_535:
        raise ValueError(f"{register!r} does not exist: registers are counted from 1 (40001) or from 0 (h0), to 65536")
    return Place(unit, table, offset)


def _check(text: str, place: Place, kind: str | None, order: str | None, bit: int | None) -> None:
    if place.table.holds_bits and (kind or bit is not None):
        raise ValueError(f"{text!r}: a coil or discrete input is one bit and has no type")
    if bit is not None and (bit > 15 or kind not in (None, "u16")):
        raise ValueError(f"{text!r}: bits are .0 to .15 of one register without a type")
    if order is not None and (order not in _ORDERS or not str(kind).endswith("32")):
        raise ValueError(f"{text!r}: orders are abcd, cdab, badc and dcba, of types with 32 bits")
    if str(kind).endswith("32") and place.offset == 65_535:
        raise ValueError(f"{text!r}: the second register of the value does not exist")


def _beside(part: str, unit: int) -> tuple[str, Check]:
    name, is_given, rest = part.partition("=")
    if not is_given or name not in ("fault", "over", "decimals"):
        raise ValueError(f"{part!r}: after the register may stand fault=, over= and decimals=")
    register, _, mask = rest.partition("&")
    if not _REGISTER.fullmatch(register):
        raise ValueError(f"{part!r}: {register!r} is no register: write {name}=40002 or {name}=h1")
    try:
        bits = int(mask or "0xFFFF", 0)
    except ValueError:
        raise ValueError(f"{part!r}: the mask is a number such as 0x03") from None
    if not 0 < bits <= 0xFFFF:
        raise ValueError(f"{part!r}: a mask has 16 bits, one of them set")
    return name, Check(_place(register, unit), bits)
