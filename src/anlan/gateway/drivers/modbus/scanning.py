"""Which registers to look at while a device is being set up. Pure."""

from anlan.gateway.drivers.modbus.address import Place, Table, place_of

#: Most registers of one scan: a page of them, not a device's whole memory.
MOST = 250

_DIGITS = {Table.COIL: "0", Table.DISCRETE: "1", Table.INPUT: "3", Table.HOLDING: "4"}


def places(text: str, unit: int) -> list[Place]:
    """``40001-40020, 2/30101-30110`` as places.

    Raises:
        ValueError: a part cannot be understood, or there are too many.
    """
    found: list[Place] = []
    for part in filter(None, (part.strip() for part in text.replace("，", ",").split(","))):
        begin, _, end = part.partition("-")
        first = place_of(begin.strip(), unit)
        last = place_of(end.strip(), first.unit) if end else first
        if last[:2] != first[:2] or last.offset < first.offset:
            raise ValueError(f"scan {part!r}: from a register to a later one of the same table")
        if len(found) + last.offset - first.offset >= MOST:
            raise ValueError(f"scan covers more than {MOST} registers: look at fewer at a time")
        found += [first._replace(offset=offset) for offset in range(first.offset, last.offset + 1)]
    return found


def shown(place: Place, unit: int) -> str:
    """The address under which a place would be registered."""
    number = place.offset + 1
    digits = f"{_DIGITS[place.table]}{number:0{5 if number > 9999 else 4}d}"
    return digits if place.unit == unit else f"{place.unit}/{digits}"
