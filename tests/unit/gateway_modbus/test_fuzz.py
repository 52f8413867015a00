"""Whatever a device answers, and whatever somebody types as an address: a right value, or a word that says why not."""

import asyncio
import contextlib
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU

from anlan.domain.quality import Quality
from anlan.gateway.asking import Silent
from anlan.gateway.drivers.modbus.address import Address, Place, Table, parse
from anlan.gateway.drivers.modbus.config import read_options
from anlan.gateway.drivers.modbus.decode import value_of
from anlan.gateway.drivers.modbus.plan import Question, questions
from anlan.gateway.drivers.modbus.scanning import places
from anlan.gateway.drivers.modbus.wire import ModbusConnection, Refused

PIECES = st.sampled_from(
    ["40001", "2/30101", "h0", "i5", "d6", "c2", ":", "u16", "u32", "f32", "cdab", ".3", "fault=", "over=", "decimals="]
) | st.sampled_from(["&", "0x03", "-", ",", "h", "_", "\u0663", "\u00b2", "99999999", " ", ""])
TYPED = st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=30))


@settings(max_examples=400, deadline=None)
@given(TYPED)
def test_any_text_is_an_address_or_says_what_to_write(text: str) -> None:
    address, why = None, ""
    try:
        address = parse(text)
    except ValueError as error:
        why = str(error)
    assert not why.startswith(("invalid literal", "not enough values"))
    if not why:
        assert isinstance(address, Address)
        assert all(0 <= place.offset + width - 1 <= 65_535 for place, width in address.needs)


@pytest.mark.parametrize("text", ["", "40001 fault=", "40001 fault=&1", "40001 over=h1_0", "40001 decimals=h"])
def test_half_an_address_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="is no register: write"):
        parse(text)


@settings(max_examples=200, deadline=None)
@given(TYPED, st.dictionaries(st.sampled_from(["host", "port", "unit", "order", "x"]), TYPED, max_size=4))
def test_any_scan_and_any_options_are_understood_or_refused(text: str, options: dict[str, str]) -> None:
    with contextlib.suppress(ValueError):
        assert len(places(text, 1)) <= 250
    with contextlib.suppress(ValueError):
        read_options(options)


@st.composite
def read(draw: st.DrawFn) -> tuple[Address, dict[Place, int]]:
    """An address, and words of which some may be missing."""
    first = draw(st.sampled_from(["h1", "h1:s16", "h1:u32", "h1:f32", "h1:f32dcba", "h1:s32badc", "h1.15", "c1"]))
    beside = draw(st.lists(st.sampled_from(["fault=h9&3", "over=h9&4", "decimals=h10"]), unique=True))
    address = parse(" ".join([first, *beside]))
    word = st.integers(0, 1) if address.place.table.holds_bits else st.integers(0, 0xFFFF)
    words = {place._replace(offset=place.offset + k): draw(word) for place, n in address.needs for k in range(n)}
    for place in draw(st.lists(st.sampled_from(sorted(words)), max_size=1)):
        del words[place]
    return address, words


@settings(max_examples=300, deadline=None)
@given(read())
def test_any_words_make_a_number_or_say_that_they_are_none(given_words: tuple[Address, dict[Place, int]]) -> None:
    found = value_of(*given_words)
    if found is not None:
        value, quality = found
        assert isinstance(value, float)
        assert (value != value) == (quality == Quality.NOT_A_NUMBER)


# --- on the wire -----------------------------------------------------------------------------------

ASKED = Question(Place(1, Table.HOLDING, 0), 2, ((Place(1, Table.HOLDING, 0), 2),))
BITS = Question(Place(1, Table.COIL, 0), 3, ((Place(1, Table.COIL, 0), 3),))


class Device(asyncio.Transport):
    """Answers every question with the same bytes, as asyncio would bring them."""

    def __init__(self, protocol: Any, pieces: list[bytes]) -> None:
        super().__init__()
        self.protocol, self.pieces = protocol, pieces

    def write(self, data: bytes | bytearray | memoryview) -> None:
        asyncio.get_running_loop().call_soon(self._answer)

    def _answer(self) -> None:
        for piece in self.pieces:
            try:
                self.protocol.data_received(piece)
            except Exception as error:  # asyncio closes the connection then
                self.protocol.connection_lost(error)
            assert len(self.protocol.recv_buffer) < 1024

    def close(self) -> None:
        """Nothing to close."""

    def is_closing(self) -> bool:
        return False


async def told(framing: str, question: Question, *pieces: bytes) -> list[int]:
    connection = ModbusConnection("10.0.0.9", 502, framing=framing, timeout_s=0.005)
    protocol = connection._client.ctx
    protocol.connection_made(Device(protocol, list(pieces)))
    return await connection.ask(question)


def framed(framing: str, body: bytes, unit: int = 1, transaction: int = 1) -> bytes:
    if framing == "tcp":
        return struct.pack(">HHHB", transaction, 0, len(body) + 1, unit) + body
    whole = bytes([unit]) + body
    return whole + FramerRTU.compute_CRC(whole).to_bytes(2, "big")


RIGHT = b"\x03\x04\x00\x2a\x00\x07"


@pytest.mark.parametrize("framing", ["tcp", "rtu"])
async def test_the_right_answer_is_taken_in_pieces_too(framing: str) -> None:
    answer = framed(framing, RIGHT)
    assert await told(framing, ASKED, answer) == [42, 7]
    assert await told(framing, ASKED, answer[:5], answer[5:]) == [42, 7]
    assert await told(framing, BITS, framed(framing, b"\x01\x01\x05")) == [1, 0, 1]


ANOTHERS = [
    b"\x04\x04\x00\x2a\x00\x07",  # input registers
    b"\x17\x04\x00\x2a\x00\x07",  # read and write
    b"\x10\x00\x2a\x00\x07",  # written
    b"\x06\x00\x2a\x00\x07",
    b"\x03\x06\x00\x2a\x00\x07\x00\x08",  # more than was asked
    b"\x03\x02\x00\x2a",  # less
    b"\x84\x02",  # a refusal of another question
]


@pytest.mark.parametrize("framing", ["tcp", "rtu"])
@pytest.mark.parametrize("body", ANOTHERS)
async def test_an_answer_to_another_question_is_no_reading(framing: str, body: bytes) -> None:
    with pytest.raises(Silent):
        await told(framing, ASKED, framed(framing, body))


@pytest.mark.parametrize("body", [b"\x05\x00\x00\xff\x00", b"\x02\x01\x05", b"\x01\x02\x05\x00"])
async def test_bits_of_another_question_are_no_reading(body: bytes) -> None:
    with pytest.raises(Silent):
        await told("tcp", BITS, framed("tcp", body))


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(["tcp", "rtu"]),
    st.one_of(
        st.binary(max_size=400),
        st.tuples(
            st.sampled_from([1, 2, 3, 4, 5, 6, 7, 11, 12, 16, 17, 20, 22, 23, 24, 43, 0x83]), st.binary(max_size=20)
        ),
    ),
    st.integers(0, 300),
)
def test_any_bytes_are_a_right_answer_or_none(framing: str, sent: bytes | tuple[int, bytes], cut: int) -> None:
    raw = sent if isinstance(sent, bytes) else framed(framing, bytes([sent[0]]) + sent[1])

    async def one() -> None:
        with contextlib.suppress(Silent, Refused):
            found = await told(framing, ASKED, raw[:cut], raw[cut:])
            assert len(found) == 2
            assert struct.pack(">BBHH", 3, 4, *found) in raw

    asyncio.run(one())


def test_what_is_asked_fits_into_a_question() -> None:
    assert [q.count for q in questions([parse("h65535"), parse("h65533:u32")])] == [3]
