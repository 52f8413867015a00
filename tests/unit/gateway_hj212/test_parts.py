"""Headers, values and split messages."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.clock import from_ms
from anlan.domain.quality import Quality
from anlan.gateway.drivers.hj212.codec import StreamParser, build_frame
from anlan.gateway.drivers.hj212.factors import unit_hint
from anlan.gateway.drivers.hj212.message import MalformedError, Message, parse_segment
from anlan.gateway.drivers.hj212.reassembly import MAX_GROUPS, MAX_HELD, MAX_PARTS, Reassembler
from anlan.gateway.drivers.hj212.values import judge, parse_samples, parse_stamp

CHINA_MS = 8 * 3600_000
HEAD = "QN=20261123180000001;ST=22;CN=2011;PW=k9P2x7;MN=330381000000000000000001;Flag=5;"


def sample(cp: str) -> list[tuple[str, int, float, int]]:
    return [tuple(row) for row in parse_samples(cp, 5, CHINA_MS).rows]  # type: ignore[misc]


# --- headers -----------------------------------------------------------------------------------------


def test_header_of_a_2005_device_without_qn_and_flag() -> None:
    message = parse_segment(b"ST=32;CN=2011;PW=123456;MN=LD130133000015;CP=&&B01-Rtd=1&&")
    assert (message.qn, message.flag, message.version, message.wants_answer) == ("", 0, 0, False)


def test_full_width_punctuation_and_blanks_are_read() -> None:
    text = "QN=1；ST=22； CN=2011 ;MN=330381000000000000000001;CP=&&a-Rtd=1，a-Flag=N；b-Rtd=2&&"
    message = parse_segment(text.encode())
    assert message.cn == "2011"
    assert [row[0] for row in sample(message.cp)] == ["a", "b"]


def test_chinese_of_an_old_logger_in_gbk_is_no_obstacle() -> None:
    message = parse_segment((HEAD + "CP=&&i12001-Info=正常;a-Rtd=1&&").encode("gb18030"))
    assert "正常" in message.cp


def test_cp_without_closing_marks_is_taken_to_the_end() -> None:
    assert parse_segment(f"{HEAD}CP=&&a-Rtd=1".encode()).cp == "a-Rtd=1"


@pytest.mark.parametrize(
    ("segment", "reason"),
    [
        ("", "cp"),
        (HEAD, "cp"),
        ("CN=2011;MN=123456789;CP=&&&&", "mn"),
        ("CN=2011;MN=1234567890123456789012345;CP=&&&&", "mn"),
        ("CN=2011;MN=33038100000000000000000/;CP=&&&&", "mn"),
        ("CN=201;MN=330381000000000000000001;CP=&&&&", "cn"),
        ("CN=２０１１;MN=330381000000000000000001;CP=&&&&", "cn"),
        ("CN=2011;MN=330381000000000000000001;Flag=x;CP=&&&&", "flag"),
        ("CN=2011;MN=330381000000000000000001;Flag=256;CP=&&&&", "flag"),
        ("CN=2011;MN=330381000000000000000001;PNUM=2;PNO=3;CP=&&&&", "pno"),
        ("CN=2011;MN=330381000000000000000001;PNUM=2;PNO=0;CP=&&&&", "pno"),
        ("CN=2011;MN=330381000000000000000001;PNUM=99999;PNO=1;CP=&&&&", "pnum"),
    ],
)
def test_unusable_header_is_refused_with_its_reason(segment: str, reason: str) -> None:
    with pytest.raises(MalformedError) as refused:
        parse_segment(segment.encode())
    assert refused.value.reason == reason


def test_odd_qn_is_never_echoed() -> None:
    assert parse_segment(f"QN=a b;{HEAD[21:]}CP=&&&&".encode()).qn == ""


def test_split_bit_without_part_numbers_is_a_whole_message() -> None:
    assert not parse_segment((HEAD.replace("Flag=5", "Flag=7") + "CP=&&&&").encode()).is_split


@given(st.binary(max_size=300))
def test_any_segment_is_read_or_refused(segment: bytes) -> None:
    try:
        message = parse_segment(segment)
    except MalformedError:
        return
    parse_samples(message.cp, 0, 0)


names = st.from_regex(r"[a-z][0-9]{5}", fullmatch=True)
numbers = st.floats(-1e6, 1e6).map(lambda v: float(f"{v:.3f}"))


@given(st.dictionaries(names, st.tuples(numbers, st.sampled_from("NFMSDCTB")), min_size=1, max_size=12))
def test_values_built_into_a_frame_come_back(values: dict[str, tuple[float, str]]) -> None:
    cp = ";".join(f"{name}-Rtd={value:.3f},{name}-Flag={flag}" for name, (value, flag) in values.items())
    (segment,) = StreamParser().feed(build_frame(f"{HEAD}CP=&&DataTime=20261123180000;{cp}&&"))
    assert isinstance(segment, bytes)
    read = parse_samples(parse_segment(segment).cp, 0, CHINA_MS)
    assert {row.address: row.value for row in read.rows} == {name: value for name, (value, _) in values.items()}
    assert from_ms(read.rows[0].ts_ms).isoformat() == "2026-11-23T10:00:00+00:00"


# --- values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20261123180000", "2026-11-23T10:00:00+00:00"),
        ("20210305003817250", "2021-03-04T16:38:17.250000+00:00"),
        ("20240229000000", "2024-02-28T16:00:00+00:00"),
    ],
)
def test_stamps_are_local_time(text: str, expected: str) -> None:
    ms = parse_stamp(text, CHINA_MS)
    assert ms is not None
    assert from_ms(ms).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2024112320423050", "20261323180000", "20230229000000", "20261123250000", "20261123186000",
     "20261123180060", "2026112318000x", "００００００００００００００", "00000101000000"],
)  # fmt: skip
def test_no_time_is_no_stamp(text: str) -> None:
    assert parse_stamp(text, 0) is None


@pytest.mark.parametrize(
    ("text", "flag", "value", "quality"),
    [
        ("12.6", None, 12.6, Quality.GOOD),
        (" 12.6 ", " n ", 12.6, Quality.GOOD),
        ("-3", "N", -3.0, Quality.GOOD),
        ("1", "S", 1.0, Quality.MANUAL),
        ("1", "T", 1.0, Quality.OVER_RANGE),
        ("1", "F", 1.0, Quality.STOPPED),
        ("1", "M", 1.0, Quality.MAINTENANCE),
        ("1", "D", 1.0, Quality.FAULT),
        ("1", "C", 1.0, Quality.CALIBRATING),
        ("1", "B", 1.0, Quality.LINK_FAULT),
        ("1", "P", 1.0, Quality.UNCERTAIN),
        ("", "N", math.nan, Quality.NOT_A_NUMBER),
        ("nan", "N", math.nan, Quality.NOT_A_NUMBER),
        ("1e999", "N", math.nan, Quality.NOT_A_NUMBER),
        ("1_0", "S", math.nan, Quality.NOT_A_NUMBER),
        ("--", "T", math.nan, Quality.OVER_RANGE),
        ("--", "B", math.nan, Quality.LINK_FAULT),
    ],
)
def test_value_and_flag_decide_the_quality(text: str, flag: str | None, value: float, quality: int) -> None:
    got = judge(text, flag)
    assert got[1] == quality
    assert got[0] == value or (math.isnan(got[0]) and math.isnan(value))


def test_flag_in_a_later_item_or_for_the_whole_frame_counts() -> None:
    assert [row[3] for row in sample("DataTime=20261123180000;a-Rtd=1;a-Flag=D")] == [Quality.FAULT]
    assert [row[3] for row in sample("DataTime=20261123180000;a-Rtd=1;b-Rtd=2;Flag=M")] == [Quality.MAINTENANCE] * 2


def test_sample_time_of_one_factor_wins_over_data_time() -> None:
    rows = sample("DataTime=20261123180000;a-SampleTime=20261123170000,a-Rtd=1;b-Rtd=2;c-SampleTime=x,c-Rtd=3")
    assert [row[1] for row in rows] == [rows[1][1] - 3600_000, rows[1][1], rows[1][1]]


def test_sample_time_with_the_misspelt_name_of_the_standard_is_left_alone() -> None:
    rows = sample("DataTime=20160801085857;w01018-SampleTime=20160801070000,01018-Rtd=2.2,w01018-Flag=N")
    assert [row[0] for row in rows] == ["01018"]


def test_data_time_may_stand_anywhere() -> None:
    assert sample("a-Rtd=1;DataTime=19700101080001")[0][1] == 1000


def test_equipment_flag_is_not_a_value_and_nonsense_is_counted() -> None:
    read = parse_samples(f"DataTime=20261123180000;a-Rtd=1,a-EFlag=A;nonsense; ;=5;{'x' * 65}=1", 0, 0)
    assert [row.address for row in read.rows] == ["a"]
    assert read.unreadable == 3


def test_over_range_stays_over_range_without_a_stamp() -> None:
    assert sample("a-Rtd=1,a-Flag=T") == [("a", 5, 1.0, Quality.OVER_RANGE)]


def test_unit_hint_is_the_standards_default() -> None:
    assert unit_hint("a21001") == "ng/m3"
    assert unit_hint("a34013-Avg") == "mg/m3"
    assert unit_hint("w99999") == ""


# --- split messages ----------------------------------------------------------------------------------


def part(pno: int, cp: str, pnum: int = 2, mn: str = "330381000000000000000001") -> Message:
    return Message(qn=f"q{pno}", st="22", cn="2051", pw="", mn=mn, flag=7, cp=cp, pnum=pnum, pno=pno)


STAMP = "DataTime=20261123180000;"


def texts(parts: Reassembler, *messages: Message, now_ms: int = 0) -> list[tuple[str, list[str]]]:
    return [(u.message.cp, u.qns) for m in messages for u in parts.add(m, now_ms)]


def test_whole_messages_pass_at_once() -> None:
    assert texts(Reassembler(), part(1, "a-Rtd=1", pnum=1)) == [("a-Rtd=1", ["q1"])]


def test_parts_that_stand_alone_pass_at_once_in_any_order() -> None:
    parts = Reassembler()
    first, second = part(1, STAMP + "a-Avg=1,a-Flag=N"), part(2, STAMP + "b-Avg=2")
    assert texts(parts, second, first) == [(second.cp, ["q2"]), (first.cp, ["q1"])]
    assert parts.next_due_ms is None
    assert parts.incomplete == 0


def test_cp_cut_in_the_middle_of_a_number_is_joined() -> None:
    assert texts(Reassembler(), part(1, STAMP + "a-Avg=12"), part(2, ".6,a-Flag=N")) == [
        (STAMP + "a-Avg=12.6,a-Flag=N", ["q1", "q2"])
    ]


def test_cut_parts_in_wrong_order_are_joined_in_right_order() -> None:
    assert texts(Reassembler(), part(1, STAMP + "a-Avg=1", 3), part(3, "=3", 3), part(2, "2;b-Avg", 3)) == [
        (STAMP + "a-Avg=12;b-Avg=3", ["q1", "q2", "q3"])
    ]


def test_part_without_flag_is_released_by_a_successor_with_its_own_stamp() -> None:
    parts = Reassembler()
    assert texts(parts, part(1, STAMP + "a-Avg=1", 3)) == []
    released = texts(parts, part(2, STAMP + "b-Avg=2", 3))
    assert released == [(STAMP + "a-Avg=1", ["q1"])]
    assert texts(parts, part(3, STAMP + "c-Avg=3", 3)) == [(STAMP + "c-Avg=3", ["q3"]), (STAMP + "b-Avg=2", ["q2"])]


def test_part_that_waits_in_vain_is_read_as_it_is() -> None:
    parts = Reassembler()
    assert texts(parts, part(1, STAMP + "a-Avg=1")) == []
    assert parts.next_due_ms == 2000
    assert parts.expire(1999) == []
    assert [(u.message.cp, u.qns) for u in parts.expire(2000)] == [(STAMP + "a-Avg=1", ["q1"])]
    assert parts.incomplete == 1


def test_later_part_whose_neighbour_is_missing_still_gets_the_stamp_of_its_group() -> None:
    parts = Reassembler()
    texts(parts, part(1, STAMP + "a-Avg=1", 3), part(3, "c-Avg=3", 3))
    assert [u.message.cp for u in parts.expire(9999)] == [STAMP + "a-Avg=1", STAMP + "c-Avg=3"]


def test_parts_without_any_stamp_are_not_lost() -> None:
    parts = Reassembler()
    texts(parts, part(2, "b-Avg=2", 3))
    assert [u.message.cp for u in parts.expire(9999)] == ["b-Avg=2"]


def test_held_parts_and_groups_are_bounded_and_nothing_is_dropped() -> None:
    parts = Reassembler()
    out = [text for n in range(100) for text in texts(parts, part(1, f"DataTime=2026112318{n:04d};a-Avg=1"))]
    assert len(parts._groups) <= MAX_GROUPS
    assert sum(len(g.held) for g in parts._groups.values()) <= MAX_HELD
    out += [(u.message.cp, u.qns) for u in parts.expire(10**9)]
    assert len({cp for cp, _ in out}) == 100


def test_open_groups_without_held_parts_are_bounded() -> None:
    parts = Reassembler()
    for n in range(100):
        texts(parts, part(1, f"DataTime=2026112318{n:04d};a-Avg=1,a-Flag=N"))
    assert len(parts._groups) <= MAX_GROUPS


def test_group_of_very_many_parts_is_not_remembered_for_ever() -> None:
    parts = Reassembler()
    for n in range(1, 9000):
        texts(parts, part(n, STAMP + "a-Avg=1,a-Flag=N", 9999))
        assert all(len(g.seen) <= MAX_PARTS for g in parts._groups.values())
