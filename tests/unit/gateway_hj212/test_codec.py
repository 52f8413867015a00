"""Frames out of bytes: recorded ones, broken ones, any split, any garbage."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.gateway.drivers.hj212.codec import MAX_SEGMENT, Rejected, StreamParser, build_frame, crc16
from anlan.gateway.drivers.hj212.message import parse_segment

TABLE = Path(__file__).parents[2] / "recordings" / "drivers" / "hj212" / "frames.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))
GOOD = build_frame("QN=20261123180000001;ST=22;CN=2011;PW=a1B2c3;MN=330381000000000000000001;Flag=5;CP=&&a=1&&")


def reference_crc(data: bytes) -> int:
    """Annex A, step by step."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


def split_up(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(places)]


def read(chunks: list[bytes]) -> list[bytes | Rejected]:
    parser = StreamParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def segments(data: bytes) -> list[bytes]:
    return [event for event in read([data]) if isinstance(event, bytes)]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b""], ids=["crlf", "lf", "none"])
def test_recorded_frame_is_judged_as_recorded(row: dict[str, str], end: bytes) -> None:
    frame = row["frame"].encode()
    events = read([frame + end + GOOD])
    assert events[-1] == GOOD[6:-6], "the frame behind it must survive"
    if row["valid"] == "true":
        assert events[0] == frame[6:-4]
        assert parse_segment(frame[6:-4]).mn in row["frame"]
    else:
        assert [e.reason for e in events[:-1] if isinstance(e, Rejected)] == [row["reason"]]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_crc_of_recorded_frame(row: dict[str, str]) -> None:
    segment = row["frame"].encode()[6:-4]
    assert f"{crc16(segment):04X}" == row["computed_crc"]


@given(st.binary(max_size=3000))
def test_crc_equals_the_standards_own_steps(data: bytes) -> None:
    assert crc16(data) == reference_crc(data)


def test_crc_of_nothing_is_the_start_value() -> None:
    assert crc16(b"") == 0xFFFF


body = st.text(st.characters(blacklist_characters="\r\n#", blacklist_categories=("Cs",)), max_size=200)


@given(body)
def test_built_frame_is_read_back(text: str) -> None:
    assert segments(build_frame(text)) == [text.encode()]


def test_frame_over_the_limit_is_not_built() -> None:
    with pytest.raises(ValueError, match="split it"):
        build_frame(b"x" * (MAX_SEGMENT + 1))


pieces = st.one_of(
    st.binary(max_size=40),
    body.map(build_frame),
    st.sampled_from(
        [GOOD, GOOD[:-2], GOOD[:40], b"##", b"#", b"##01", b"##9999", b"##0020QN=1", b"\r\n", b"  ", GOOD.lower()]
    ),
    st.sampled_from([row["frame"].encode() for row in ROWS]),
)


@settings(max_examples=300)
@given(st.lists(pieces, max_size=8), st.lists(st.integers(0, 3000), max_size=20))
def test_any_split_gives_the_same_frames_and_refusals(parts: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(parts)
    assert read(split_up(stream, cuts)) == read([stream])


@given(st.lists(pieces, max_size=6))
def test_one_byte_at_a_time_gives_the_same(parts: list[bytes]) -> None:
    stream = b"".join(parts)
    assert read([stream[i : i + 1] for i in range(len(stream))]) == read([stream])


@given(st.binary(max_size=300).filter(lambda b: not b.endswith(b"#")))
def test_frame_behind_any_garbage_is_found_once_the_garbage_is_outlived(garbage: bytes) -> None:
    # garbage may look like the head of a long frame: then the next frame's own head ends it
    assert GOOD[6:-6] in segments(garbage + GOOD)


def test_lower_case_crc_and_trailing_blanks_are_fine() -> None:
    frame = GOOD[:-6] + GOOD[-6:-2].lower() + b"  \r\n \r\n"
    assert segments(frame + frame) == [GOOD[6:-6]] * 2


def test_sticky_frames_without_line_ends() -> None:
    assert segments(GOOD.rstrip() * 5) == [GOOD[6:-6]] * 5


def test_over_long_length_is_refused_without_waiting_for_its_bytes() -> None:
    events = read([b"##1025" + GOOD])
    assert [e.reason if isinstance(e, Rejected) else "frame" for e in events] == ["too_long", "frame"]


def test_truncated_frame_does_not_hold_up_the_next_one() -> None:
    events = read([b"##0900QN=20261123180000001;ST=22;CN=2011;" + GOOD])
    assert [e.reason if isinstance(e, Rejected) else "frame" for e in events] == ["length", "frame"]
    assert "declared length 900" in events[0].detail  # type: ignore[union-attr]


def test_right_crc_does_not_excuse_a_line_end_inside() -> None:
    inside = build_frame(b"QN=1;CP=&&a\r\nb&&")
    events = read([inside])
    assert isinstance(events[0], Rejected)
    assert events[0].reason == "length"


def test_wrong_crc_says_what_it_should_be() -> None:
    event = read([GOOD[:-6] + b"0000\r\n"])[0]
    assert isinstance(event, Rejected)
    assert event.detail == f"CRC is 0000, should be {crc16(GOOD[6:-6]):04X}; send the frame again"
    assert event.raw == GOOD[:-6] + b"0000"


def test_garbage_between_frames_is_told_once_and_counted() -> None:
    parser = StreamParser()
    events = parser.feed(GOOD + b"hello, is anybody there?" + GOOD)
    reports = [e for e in events if isinstance(e, Rejected)]
    assert [(e.reason, e.raw) for e in reports] == [("garbage", b"hello, is anybody there?")]
    assert parser.garbage_bytes == 24


def test_endless_garbage_is_reported_in_pieces_and_not_kept() -> None:
    parser = StreamParser()
    events = [e for _ in range(100) for e in parser.feed(b"x" * 1000)]
    assert len(events) == 100_000 // 4096
    assert all(isinstance(e, Rejected) and len(e.raw) == 64 for e in events)
    assert len(parser._rest) == 0


@given(st.lists(st.binary(max_size=2000), max_size=20))
def test_parser_never_keeps_more_than_one_incomplete_frame(chunks: list[bytes]) -> None:
    parser = StreamParser()
    for chunk in chunks:
        parser.feed(chunk)
        assert len(parser._rest) <= MAX_SEGMENT + 9
