"""What bodies say: four JSON shapes, lines, tables, gzip; good rows survive bad ones."""

import contextlib
import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.quality import Quality
from anlan.gateway.drivers.http import rows as rows_module
from anlan.gateway.drivers.http.bodies import MAX_MEMBERS, MAX_UNPACKED, read_csv, read_json, read_ndjson, unpack
from anlan.gateway.drivers.http.rows import Batch, BodyError, RowError, judge, parse_quality, parse_ts

FOLDER = Path(__file__).parents[2] / "recordings" / "drivers" / "http"
AT = 1795428000000  # 2026-11-23 18:00 in China
NOW = AT + 999


def batch() -> Batch:
    return Batch(NOW, 480)


def read(body: Any, reader: Any = read_json) -> Batch:
    made = batch()
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    reader(raw, made) if reader is read_csv else reader(raw, made, "GW-01")
    return made


def rows(made: Batch) -> list[tuple[str, int, float, int]]:
    return [(r.address, r.ts_ms, r.value, r.quality) for r in made.rows]


# --- recorded ----------------------------------------------------------------------------------------


def test_canonical_form_names_points_by_device() -> None:
    made = read((FOLDER / "canonical.json").read_bytes())
    assert rows(made) == [("DC-01/z02002", AT, 820.0, 0), ("DC-01/z02003", AT, 41.5, 0)]
    assert [r.unit for r in made.rows] == ["Pa", "℃"]


def test_readings_form() -> None:
    assert rows(read((FOLDER / "readings.json").read_bytes())) == [("a21001", AT, 12.6, 0), ("z02002", AT, 820.0, 0)]


def test_array_of_values_with_flags_seconds_and_null() -> None:
    first, second, third = rows(read((FOLDER / "values.json").read_bytes()))
    assert (first, second) == (("a21001", AT, 12.6, 0), ("z02002", AT, 820.0, Quality.MAINTENANCE))
    assert third[1] == AT + 5000
    assert math.isnan(third[2])
    assert third[3] == Quality.NOT_A_NUMBER


def test_damaged_line_costs_only_itself() -> None:
    made = read((FOLDER / "lines.ndjson").read_bytes(), read_ndjson)
    assert rows(made) == [("a21001", AT, 12.6, 0), ("z02002", AT + 2000, 821.0, 0)]
    assert made.rejected_count == 1
    assert "第 3 行" in made.rejected[0][1]


def test_table_saved_by_a_chinese_spreadsheet() -> None:
    made = read((FOLDER / "excel.csv").read_bytes(), read_csv)
    assert [r.ts_ms - AT for r in made.rows] == [0, 5000, 15000]
    assert [r.quality for r in made.rows] == [Quality.GOOD, Quality.FAULT, Quality.GOOD]
    assert made.rejected == [(4, "数值 “八百” 不是数字；没有数值时请填 null 或留空。")]
    assert [r.number for r in made.rows] == [2, 3, 6]


# --- shapes ------------------------------------------------------------------------------------------


def test_missing_stamp_is_the_time_of_receipt() -> None:
    assert rows(read({"d": {"a": 1}})) == [("a", NOW, 1.0, 0)]


def test_one_stamp_for_all_readings_and_long_names() -> None:
    made = read(
        {"ts": AT, "readings": [{"point": "a", "value": 1, "quality": "S"}, {"p": "b", "time": AT + 1, "v": 2}]}
    )
    assert rows(made) == [("a", AT, 1.0, Quality.MANUAL), ("b", AT + 1, 2.0, 0)]


def test_device_without_code_and_point_with_time_of_its_own() -> None:
    made = read({"devices": [{"points": [{"pointCode": "a", "value": 1, "time": AT}]}]})
    assert rows(made) == [("a", AT, 1.0, 0)]


def test_report_of_another_gateway_is_rejected_and_the_rest_kept() -> None:
    made = read([{"gatewayId": "GW-02", "devices": []}, {"d": {"a": 1}}])
    assert len(made.rows) == 1
    assert "GW-02" in made.rejected[0][1]


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b'{"d":{"a":NaN}}', b"\xff", b"[" * 2000])
def test_no_json_is_said_with_its_place(body: bytes) -> None:
    with pytest.raises(BodyError, match="JSON"):
        read(body)


@pytest.mark.parametrize("body", [1, "x", {}, {"d": 1}, {"readings": {}}, {"devices": 5}, None])
def test_unknown_shape_is_refused_with_the_known_ones(body: object) -> None:
    with pytest.raises(BodyError, match="readings") as refused:
        read(body)
    assert refused.value.code == "unknown_shape"


@pytest.mark.parametrize(
    "bad",
    [
        {"d": {"b": [1]}},
        {"d": {"b": {"x": 1}}},
        {"d": {"": 1}},
        {"d": {"x" * 201: 1}},
        {"ts": "soon", "d": {"b": 1}},
        {"ts": True, "d": {"b": 1}},
        {"readings": [7]},
        {"readings": [{"p": "b"}]},
        {"p": 5, "v": 1},
        {"p": "b", "v": "high"},
        {"p": "b", "v": [1]},
        {"p": "b", "v": "1_000"},
        {"devices": [5]},
        {"devices": [{"points": 5}]},
        {"devices": [{"points": [5]}]},
        {"devices": [{"points": [{"pointCode": "b"}]}]},
        {"devices": [{"points": [{"pointCode": 5, "value": 1}]}]},
        "text",
        [],
    ],
)
def test_bad_row_never_takes_a_good_one_with_it(bad: object) -> None:
    made = read([{"d": {"good": 1}}, bad, {"d": {"also": 2}}])
    assert [r.address for r in made.rows] == ["good", "also"]
    assert made.rejected_count == 1
    assert made.rejected[0][0] == 2
    lines = b"\n".join(json.dumps(x).encode() for x in ({"d": {"good": 1}}, bad, {"d": {"also": 2}}))
    made = read(lines, read_ndjson)
    assert [r.address for r in made.rows] == ["good", "also"]


def test_only_the_first_hundred_rejections_are_named() -> None:
    made = read([{"p": "b", "v": "x"}] * 150)
    assert (len(made.rejected), made.rejected_count) == (100, 150)


def test_too_many_rows_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MAX_ROWS", 3)
    with pytest.raises(BodyError) as refused:
        read({"d": {"a": 1, "b": 2, "c": 3, "d": 4}})
    assert (refused.value.status, refused.value.code) == (413, "too_many_rows")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ts", "d", "readings", "devices", "points", "pointCode", "p", "v", "q", "value", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read_or_refused(document: object) -> None:
    try:
        made = read(document)
    except BodyError:
        return
    assert made.count == len(made.rows) + made.rejected_count
    for row in made.rows:
        assert math.isfinite(row.value) or row.quality >= Quality.OVER_RANGE


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(body: bytes) -> None:
    for head in (b"", b"time,point,value,quality\n"):
        with contextlib.suppress(BodyError):
            made = read(head + body, read_csv)
            assert made.count == len(made.rows) + made.rejected_count


names = st.text(st.characters(min_codepoint=33, max_codepoint=126, blacklist_characters='",;'), min_size=1, max_size=20)


@given(st.dictionaries(names, st.tuples(st.integers(10**12, 2 * 10**12), st.floats(-1e6, 1e6)), max_size=10))
def test_json_and_csv_say_the_same(values: dict[str, tuple[int, float]]) -> None:
    as_json = read({"readings": [{"p": p, "ts": ts, "v": v} for p, (ts, v) in values.items()]})
    lines = ["time,point,value", *(f"{ts},{p},{v!r}" for p, (ts, v) in values.items())]
    assert rows(read("\n".join(lines).encode(), read_csv)) == rows(as_json)


# --- tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "，", "；"])
@pytest.mark.parametrize("head", ["﻿time,point,value", "时间,测点,数值", "Timestamp , Point , Value (ppm)"])
def test_separators_headings_and_byte_order_mark(separator: str, head: str) -> None:
    text = f"{head}\n1795428000000,a,1.5\n".replace(",", separator)
    assert rows(read(text.encode(), read_csv)) == [("a", AT, 1.5, 0)]


def test_table_without_time_and_with_columns_nobody_knows() -> None:
    assert rows(read(b"remark,value,point\nx,1,a\ny,2,b,extra\n", read_csv)) == [("a", NOW, 1.0, 0), ("b", NOW, 2.0, 0)]


def test_short_row_is_rejected_with_its_line() -> None:
    made = read(b'time,point,"value\n(ppm)"\n1795428000000,a,1\r\n1795428000000,c\n1795428000000,d,2', read_csv)
    assert [r.address for r in made.rows] == ["a", "d"]
    assert made.rejected[0][0] == 4


def test_a_quote_too_many_costs_its_own_row_and_not_those_after_it() -> None:
    made = read(b'time,point,value\n1795428000000,"a,1\n1795428000000,b,2\r1795428000000,"c",3\n', read_csv)
    assert [r.address for r in made.rows] == ["b", "c"]
    assert [number for number, _ in made.rejected] == [2]


@pytest.mark.parametrize("body", [b"", b"\n", b"1,2,3\n", b"time,point\n1,a\n", b"time,value\n"])
def test_table_without_its_columns_named_is_refused(body: bytes) -> None:
    with pytest.raises(BodyError, match="首行") as refused:
        read(body, read_csv)
    assert refused.value.code == "no_header"


def test_an_unreadable_row_of_a_table_costs_only_itself() -> None:
    endless = b"1795428000000,b," + b"9" * 200_000
    made = read(b"time,point,value\n1795428000000,a,1\n" + endless + b"\n1795428000000,c,3", read_csv)
    assert [r.address for r in made.rows] == ["a", "c"]
    assert made.rejected == [(3, "第 3 行无法读取，请检查引号。")]


def test_an_endless_time_is_no_time_and_is_not_remembered() -> None:
    held = rows_module._text_ms.cache_info().currsize
    made = read([{"p": "a", "ts": "0" * 1_000_000, "v": 1}, {"p": "b", "ts": "0" * 14, "v": 1}, {"p": "c", "v": 1}])
    assert [r.address for r in made.rows] == ["c"]
    assert rows_module._text_ms.cache_info().currsize == held


def test_encoding_nobody_knows_is_refused() -> None:
    with pytest.raises(BodyError, match="GBK"):
        read(b"\xff\xff\xff", read_csv)


# --- gzip --------------------------------------------------------------------------------------------


def test_gzip_of_one_or_more_parts() -> None:
    assert unpack(gzip.compress(b"ab", mtime=0) + gzip.compress(b"cd", mtime=0), "gzip") == b"abcd"
    assert unpack(b"ab", "") == unpack(b"ab", "identity") == b"ab"


@pytest.mark.parametrize(
    "body", [b"not gzip", gzip.compress(b"hello", mtime=0)[:-4], gzip.compress(b"x", mtime=0) + b"\x00\x00"]
)
def test_damaged_gzip_is_said(body: bytes) -> None:
    with pytest.raises(BodyError, match="gzip"):
        unpack(body, "gzip")


def test_decompression_bomb_is_refused() -> None:
    with pytest.raises(BodyError, match="解压") as refused:
        unpack(gzip.compress(b"0" * (MAX_UNPACKED + 1)), "gzip")
    assert refused.value.status == 413
    with pytest.raises(BodyError, match="分段"):
        unpack(gzip.compress(b"", mtime=0) * (MAX_MEMBERS + 1), "x-gzip")
    with pytest.raises(BodyError) as refused:
        unpack(b"", "br")
    assert refused.value.status == 415


def test_exactly_the_limit_is_unpacked() -> None:
    assert len(unpack(gzip.compress(b"0" * MAX_UNPACKED, mtime=0), "gzip")) == MAX_UNPACKED


# --- rows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ts", "expected"),
    [
        (AT, AT),
        (AT / 1000, AT),
        (str(AT), AT),
        (str(AT // 1000), AT),
        ("20261123180000", AT),
        ("20261123180000250", AT + 250),
        ("2026-11-23T18:00:00+08:00", AT),
        ("2026-11-23T10:00:00Z", AT),
        (" 2026/11/23 18:00:00 ", AT),
        ("2026-11-23 18:00", AT),
        (0, 0),
    ],
)
def test_stamps(ts: object, expected: int) -> None:
    assert parse_ts(ts, 480) == expected


@pytest.mark.parametrize(
    "ts",
    ["", "soon", "20261323180000", "9" * 30, -1, 10**15, math.inf, math.nan, True, [], "0001-01-01T00:00+14:00"],
)
def test_no_time_is_refused(ts: object) -> None:
    with pytest.raises(RowError, match="时间"):
        parse_ts(ts, 480)


@pytest.mark.parametrize(
    ("quality", "code"),
    [
        (None, 0),
        ("", 0),
        ("N", 0),
        (" d ", Quality.FAULT),
        ("good", 0),
        ("over_range", Quality.OVER_RANGE),
        ("维护", Quality.MAINTENANCE),
        (34, 34),
        (99, Quality.UNCERTAIN),
        (True, Quality.UNCERTAIN),
        (1.5, Quality.UNCERTAIN),
        ("?", Quality.UNCERTAIN),
    ],
)
def test_qualities(quality: object, code: int) -> None:
    assert parse_quality(quality) == code


@pytest.mark.parametrize(
    ("value", "quality", "expected"),
    [
        (True, 0, (1.0, 0)),
        (" 12.6", 0, (12.6, 0)),
        (None, 0, (math.nan, 40)),
        ("", 0, (math.nan, 40)),
        ("nan", 0, (math.nan, 40)),
        (1e400, 0, (math.nan, 40)),
        ("--", 16, (math.nan, 16)),
        (10**400, 33, (math.nan, 33)),
        (5, 16, (5.0, 16)),
    ],
)
def test_over_range_is_never_turned_into_missing(value: object, quality: int, expected: tuple[float, int]) -> None:
    number, code = judge(value, quality)
    assert code == expected[1]
    assert number == expected[0] or (math.isnan(number) and math.isnan(expected[0]))


@pytest.mark.parametrize("value", ["high", [], {}, "1_0", 10**400])
def test_value_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(RowError, match="不是数字"):
        judge(value, 0)
