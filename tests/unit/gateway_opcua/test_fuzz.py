"""Whatever a server answers: values, or an error before much is read. Whatever is typed: a node, or what to write."""

import asyncio
import contextlib
import math
import struct
from typing import Any

import pytest
from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua import ua_binary
from asyncua.ua.status_codes import StatusCodes
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.domain.quality import Quality
from anlan.gateway.drivers.opcua import careful
from anlan.gateway.drivers.opcua.config import read_options
from anlan.gateway.drivers.opcua.decode import node_of, number_of, value_of

careful.apply()

SCALARS = st.one_of(
    st.tuples(st.floats(), st.just(ua.VariantType.Double)),
    st.tuples(st.floats(width=32), st.just(ua.VariantType.Float)),
    st.tuples(st.integers(-(2**63), 2**63 - 1), st.just(ua.VariantType.Int64)),
    st.tuples(st.integers(0, 2**64 - 1), st.just(ua.VariantType.UInt64)),
    st.tuples(st.booleans(), st.just(ua.VariantType.Boolean)),
    st.tuples(st.text(max_size=300), st.just(ua.VariantType.String)),
    st.tuples(st.binary(max_size=30), st.just(ua.VariantType.ByteString)),
    st.tuples(st.uuids(), st.just(ua.VariantType.Guid)),
    st.tuples(st.none(), st.just(ua.VariantType.Null)),
)
VARIANTS = st.one_of(
    SCALARS.map(lambda pair: ua.Variant(*pair)),
    st.lists(st.floats(), max_size=9).map(lambda many: ua.Variant(many, ua.VariantType.Double)),
    st.lists(st.text(max_size=9), max_size=9).map(lambda many: ua.Variant(many, ua.VariantType.String)),
)
STATUSES = st.one_of(
    st.sampled_from([0, StatusCodes.BadSensorFailure, StatusCodes.GoodLocalOverride]), st.integers(0, 2**32 - 1)
)


def answer(values: list[ua.DataValue]) -> bytes:
    """The body of an answer to Read."""
    said = ua.ReadResponse()
    said.Results = values
    return ua_binary.struct_to_binary(said)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.none(), VARIANTS), st.one_of(st.none(), STATUSES))
def test_any_value_comes_out_as_it_was_or_as_none(variant: ua.Variant | None, status: int | None) -> None:
    sent = ua.DataValue(variant, StatusCode=None if status is None else ua.StatusCode(ua.UInt32(status)))
    (came,) = ua_binary.struct_from_binary(ua.ReadResponse, Buffer(answer([sent]))).Results
    found = value_of(came)
    if found is None:
        return
    number: Any = variant.Value if variant is not None else None
    is_number = isinstance(number, bool | int | float) and math.isfinite(number)
    assert math.isnan(found[0]) != is_number
    if is_number:
        assert found[0] == float(number)
    assert found[1] != Quality.GOOD or (is_number and (status or 0) >> 30 == 0)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_bytes_are_an_answer_or_an_error(data: st.DataObject) -> None:
    right = answer([ua.DataValue(data.draw(VARIANTS)) for _ in range(data.draw(st.integers(0, 3)))])
    at = data.draw(st.integers(0, len(right)))
    put = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(HARMFUL)))
    raw = right[:at] + put + right[at + data.draw(st.integers(0, 8)) :]
    with contextlib.suppress(Exception):  # a session makes Silent of it
        for one in ua_binary.struct_from_binary(ua.ReadResponse, Buffer(raw)).Results:
            value_of(one)
            number_of(one)


MANY = struct.pack("<i", 2**31 - 1)
HARMFUL = [
    b"\x8c" + MANY + struct.pack("<i", -4),  # texts that move the reading place back
    b"\x80" + MANY,  # nothings
    b"\xc6" + struct.pack("<ii", 1, 7) + struct.pack("<iiii", 3, 1000, 1000, 1),  # a matrix of edges
    b"\x98" + MANY + b"\x00" * 8,
    struct.pack("<i", -(2**31)),
    b"\x18" * 2000,  # a value in a value in a value
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("raw", [HARMFUL[0], HARMFUL[1], HARMFUL[3], HARMFUL[5], b"\x0c" + struct.pack("<i", -4)])
def test_lists_without_end_are_refused_before_they_are_made(raw: bytes) -> None:
    with pytest.raises(Exception, match=r"length|list|data|recursion"):
        ua_binary.variant_from_binary(Buffer(raw))


def test_a_matrix_is_its_numbers_in_a_row() -> None:
    sent = ua.Variant([[1, 2], [3, 4]], ua.VariantType.Int32)
    came = ua_binary.variant_from_binary(Buffer(ua_binary.variant_to_binary(sent)))
    assert list(came.Value) == [1, 2, 3, 4]
    assert ua_binary.variant_from_binary(Buffer(HARMFUL[2])).Value == [7]


class Wire(asyncio.Transport):
    """Remembers that it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(
    "piece",
    [
        b"MSGF" + struct.pack("<II", 2**32 - 1, 1),  # one of 4 GB begins
        b"MSGC" + struct.pack("<IIIIIIi", 65_535, 0, 0, 1, 1, 0, 0) + bytes(65_535 - 32),  # parts without a last one
    ],
)
async def test_a_message_without_end_is_cut_off(piece: bytes) -> None:
    protocol, wire = careful.CarefulProtocol(), Wire()
    protocol.connection_made(wire)
    taken = 0
    while not wire.is_closed:
        protocol.data_received(piece)
        piece = piece if piece.startswith(b"MSGC") else bytes(65_536)
        taken += len(piece)
        assert taken <= careful.ANSWER_MAX + 65_536
    assert not protocol.receive_buffer


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"ACKF\x1c\0\0\0", b"ERRF\x20\0\0\0", b"OPNF\x40\0\0\0", b"MSGF"])
)
def test_any_bytes_on_the_wire_end_at_most_their_own_connection(raw: bytes, head: bytes) -> None:
    async def one() -> None:
        protocol = careful.CarefulProtocol()
        protocol.connection_made(Wire())
        protocol.data_received(head + raw)

    asyncio.run(one())


PARTS = st.sampled_from(
    ["ns=2", "ns=70000", "ns=-1", "s=a", "i=5", "i=-1", "i=99999999999", "g=x", "nsu=u", "srv=1", "s=\ud800"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PARTS, max_size=4).map(";".join), st.text(max_size=20)))
def test_any_text_is_a_node_that_can_be_asked_for_or_says_what_to_write(text: str) -> None:
    with contextlib.suppress(ValueError):
        node = node_of(text)
        assert ua_binary.nodeid_from_binary(Buffer(ua_binary.nodeid_to_binary(node))) == node


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["url", "period_s", "scan"]), st.text(max_size=20), max_size=3))
def test_any_options_are_understood_or_refused(options: dict[str, str]) -> None:
    with contextlib.suppress(ValueError):
        read_options(options)
