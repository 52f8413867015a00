"""Registers of the instruments in the handbook, and every order of bytes against the standard library."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.quality import Quality
from anlan.gateway.drivers.modbus.address import Place, parse
from anlan.gateway.drivers.modbus.decode import value_of
from anlan.gateway.drivers.modbus.plan import BITS_MAX, WORDS_MAX, Plan, Question, questions


def words(first: str, *values: int) -> dict[Place, int]:
    place = parse(first).place
    return {place._replace(offset=place.offset + k): value for k, value in enumerate(values)}


CASES = [
    ("40001", words("40001", 127), 127.0, Quality.GOOD),
    ("40001:s16", words("40001", 0xFFFE), -2.0, Quality.GOOD),
    ("40001:u32", words("40001", 1, 2), 65_538.0, Quality.GOOD),
    ("40001:s32cdab", words("40001", 0xFFFF, 0xFFFF), -1.0, Quality.GOOD),
    ("40002.8", words("40002", 0x0100), 1.0, Quality.GOOD),
    ("40002.7", words("40002", 0x0100), 0.0, Quality.GOOD),
    ("00003", words("00003", 1), 1.0, Quality.GOOD),
    # a refrigerant detector: concentration, status bits (4 over range), full scale
    ("30101 fault=30102&0x03 over=30102&0x10", words("30101", 35, 0), 35.0, Quality.GOOD),
    ("30101 fault=30102&0x03 over=30102&0x10", words("30101", 35, 0x02), 35.0, Quality.FAULT),
    ("30101 fault=30102&0x03 over=30102&0x10", words("30101", 500, 0x10), 500.0, Quality.OVER_RANGE),
    # a gas head whose next register tells the decimal position
    ("40102:s16 decimals=40103", words("40102", 127, 1), 12.7, Quality.GOOD),
    ("40102:s16 decimals=40103", words("40102", 0xFFFF, 2), -0.01, Quality.GOOD),
]


@pytest.mark.parametrize(("address", "read", "value", "quality"), CASES)
def test_registers_become_a_value_and_a_quality(
    address: str, read: dict[Place, int], value: float, quality: Quality
) -> None:
    assert value_of(parse(address), read) == (value, quality)


@pytest.mark.parametrize("address", ["40001:f32", "40001 fault=40002", "40001 decimals=40002"])
def test_half_of_what_is_needed_makes_no_value(address: str) -> None:
    assert value_of(parse(address), words("40001", 1)) is None


@pytest.mark.parametrize("raw", [struct.pack(">f", math.nan), struct.pack(">f", math.inf)])
def test_what_is_no_number_is_told_as_such(raw: bytes) -> None:
    value, quality = value_of(parse("40001:f32"), words("40001", *struct.unpack(">HH", raw))) or (0.0, 0)
    assert math.isnan(value)
    assert quality == Quality.NOT_A_NUMBER


def test_a_decimal_position_that_cannot_be_makes_no_value() -> None:
    found = value_of(parse("40001 decimals=40002"), words("40001", 1, 12))
    assert found is not None
    assert found[1] == Quality.NOT_A_NUMBER


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.sampled_from(["abcd", "cdab", "badc", "dcba"]))
def test_a_float_survives_every_order(value: float, order: str) -> None:
    big = struct.pack(">f", value)
    sent = bytes(big["abcd".index(letter)] for letter in order)
    read = words("40001", *struct.unpack(">HH", sent))
    assert value_of(parse(f"40001:f32{order}"), read) == (value, Quality.GOOD)


def test_bytes_of_one_register_may_be_swapped() -> None:
    assert value_of(parse("40001", order="badc"), words("40001", 0x0100)) == (1.0, Quality.GOOD)


def asked(*addresses: str) -> list[tuple[str, int]]:
    return [
        (f"{q.first.unit}/{q.first.table.name}+{q.first.offset}", q.count) for q in questions(map(parse, addresses))
    ]


def test_registers_that_touch_are_one_question_and_gaps_are_not_bridged() -> None:
    assert asked("40003:f32", "40001", "40002 fault=40001", "40006", "30001", "2/40001") == [
        ("1/HOLDING+0", 4), ("1/HOLDING+5", 1), ("1/INPUT+0", 1), ("2/HOLDING+0", 1),
    ]  # fmt: skip


def test_a_question_is_no_longer_than_the_protocol_allows_and_tears_no_value() -> None:
    counts = [count for _, count in asked(*(f"h{2 * k}:f32" for k in range(100)))]
    assert sum(counts) == 200
    assert max(counts) <= WORDS_MAX
    assert all(count % 2 == 0 for count in counts)
    assert asked(*(f"c{k}" for k in range(BITS_MAX + 1)))[-1] == (f"1/COIL+{BITS_MAX}", 1)


def test_a_refused_question_is_divided_once() -> None:
    plan = Plan(map(parse, ["40001", "40002:f32", "40009"]))
    whole = next(iter(plan))
    assert plan.divide(whole)
    assert [question.count for question in plan] == [1, 2, 1]
    assert not plan.divide(next(iter(plan)))
    assert isinstance(whole, Question)
