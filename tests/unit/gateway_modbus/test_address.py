"""Addresses as manuals write them, and what is said of those that mean nothing."""

import pytest

from anlan.gateway.drivers.modbus.address import Check, Place, Table, parse
from anlan.gateway.drivers.modbus.scanning import places, shown

REGISTERS = [
    ("40001", Table.HOLDING, 0),
    ("400001", Table.HOLDING, 0),
    ("465536", Table.HOLDING, 65_535),
    ("30101", Table.INPUT, 100),
    ("10007", Table.DISCRETE, 6),
    ("00003", Table.COIL, 2),
    ("h0", Table.HOLDING, 0),
    ("i100", Table.INPUT, 100),
    ("d6", Table.DISCRETE, 6),
    ("c2", Table.COIL, 2),
]


@pytest.mark.parametrize(("text", "table", "offset"), REGISTERS)
def test_registers_are_counted_from_one_in_manuals_and_from_nought_by_the_protocol(
    text: str, table: Table, offset: int
) -> None:
    assert parse(text, unit=7).place == Place(7, table, offset)


def test_unit_type_order_and_bit_are_part_of_an_address() -> None:
    full = parse("2/30101:f32cdab")
    assert (full.place.unit, full.kind, full.order, full.width) == (2, "f32", "cdab", 2)
    assert parse("h5", order="dcba").order == "dcba"
    assert parse("40002.11").bit == 11


def test_what_stands_beside_the_value_is_asked_for_as_well() -> None:
    address = parse("3/30101:s16 fault=30102&0x03 over=30102&0x10 decimals=30103")
    assert address.fault == Check(Place(3, Table.INPUT, 101), 3)
    assert address.over == Check(Place(3, Table.INPUT, 101), 16)
    assert address.needs == [
        (Place(3, Table.INPUT, 100), 1), (Place(3, Table.INPUT, 101), 1), (Place(3, Table.INPUT, 101), 1),
        (Place(3, Table.INPUT, 102), 1),
    ]  # fmt: skip


WRONG = [
    ("", "no register"),
    ("nh3-1", "no register"),
    ("40000", "counted from 1"),
    ("465537", "counted from 1"),
    ("20001", "begin with 0, 1, 3 or 4"),
    ("4001", "five or six digits"),
    ("h65536", "counted from 1"),
    ("h", "no register"),
    ("300/40001", "unit 300"),
    ("40001:f64", "no register"),
    ("40001:f32acbd", "orders are"),
    ("40001:u16cdab", "orders are"),
    ("40001.16", "bits are"),
    ("40001:s16.3", "bits are"),
    ("00001:u16", "one bit"),
    ("10001.1", "one bit"),
    ("h65535:f32", "second register"),
    ("40001 scale=10", "fault=, over= and decimals="),
    ("40001 fault=40002&many", "mask is a number"),
    ("40001 fault=40002&0x10000", "16 bits"),
    ("40001 fault=40002&0", "16 bits"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_an_address_that_means_nothing_says_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse(text or " x")


def test_a_scan_is_a_list_of_stretches() -> None:
    found = places("40001-40003，2/30101, h9", unit=1)
    assert [shown(place, 1) for place in found] == ["40001", "40002", "40003", "2/30101", "40010"]


@pytest.mark.parametrize(
    "place", [Place(1, Table.HOLDING, 0), Place(9, Table.INPUT, 9_999), Place(1, Table.COIL, 65_535)]
)
def test_a_scanned_place_is_shown_by_an_address_that_leads_to_it(place: Place) -> None:
    assert parse(shown(place, 1), unit=1).place == place


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("40009-40001", "later one"),
        ("40001-30009", "later one"),
        ("40001-40251", "more than 250"),
        ("all", "no register"),
    ],
)
def test_a_scan_that_cannot_be_made_says_why(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        places(text, unit=1)
