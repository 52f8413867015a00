"""What devices write, and what it becomes: Anlan's JSON, ThingsBoard's, and everything nearly right."""

import math
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from anlan.domain.quality import Quality
from anlan.gateway.drivers.mqtt import templates
from anlan.gateway.drivers.mqtt.config import Options
from anlan.gateway.drivers.mqtt.payload import Parsed, Parser, PayloadError
from anlan.gateway.drivers.mqtt.topics import Route
from anlan.gateway.drivers.mqtt.values import read_quality, read_stamp, read_value
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import NOW_MS, FakeHost, gateway, points, rows_of

AT = 1_795_428_000_000  # 2026-11-23 18:00 in China
Parse = Callable[..., Parsed]


@pytest.fixture
async def host() -> FakeHost:
    return FakeHost(Settings(), [gateway(1, "GW1")], points(1, "a", "b", "c", "Room 1/a") + points(2, "a", first=11))


@pytest.fixture
def parse(host: FakeHost) -> Parse:
    parser = Parser(lambda: host.registry)

    def run(payload: object, form: Route = Route.ANLAN, options: Options | None = None) -> Parsed:
        raw = payload if isinstance(payload, bytes) else orjson.dumps(payload)
        return parser.parse(form, raw, gateway(1, "GW1"), options or Options(), NOW_MS)

    return run


def rows(parsed: Parsed) -> list[tuple[int, int, float, int]]:
    return rows_of(parsed.readings) if parsed.readings is not None else []


FORMS: dict[str, tuple[Route, Any, list[tuple[int, int, float, int]]]] = {
    "one stamp, many points": (Route.ANLAN, {"ts": AT, "d": {"a": 1.5, "b": 2}}, [(1, AT, 1.5, 0), (2, AT, 2, 0)]),
    "no stamp": (Route.ANLAN, {"d": {"a": 1}}, [(1, NOW_MS, 1, 0)]),
    "rows": (
        Route.ANLAN,
        {"ts": AT, "readings": [{"p": "a", "v": 1, "q": "D"}, {"p": "b", "ts": AT + 1, "v": 2}]},
        [(1, AT, 1, Quality.FAULT), (2, AT + 1, 2, 0)],
    ),
    "list": (
        Route.ANLAN,
        [{"ts": AT, "d": {"a": 1}}, {"ts": AT + 1, "d": {"a": 2}}],
        [(1, AT, 1, 0), (1, AT + 1, 2, 0)],
    ),
    "backlog": (
        Route.ANLAN,
        [{"ts": AT + n, "d": {"a": n, "b": str(n), "zz": 0}} for n in range(6)],
        [row for n in range(6) for row in ((1, AT + n, n, 0), (2, AT + n, n, 0))],
    ),
    "empty list": (Route.ANLAN, [], []),
    "device": (Route.DEVICE, {"a": 1, "b": "2.5"}, [(1, NOW_MS, 1, 0), (2, NOW_MS, 2.5, 0)]),
    "device with stamp": (Route.DEVICE, {"ts": AT, "values": {"a": True}}, [(1, AT, 1, 0)]),
    "device list": (Route.DEVICE, [{"ts": AT, "values": {"a": 1}}, {"b": 2}, {}], [(1, AT, 1, 0), (2, NOW_MS, 2, 0)]),
    "gateway": (Route.GATEWAY, {"Room 1": [{"ts": AT, "values": {"a": 7}}], "Room 2": [{"a": 1}]}, [(4, AT, 7, 0)]),
    "gateway with a plain object": (Route.GATEWAY, {"Room 1": {"a": 7}, "Room 3": 5}, [(4, NOW_MS, 7, 0)]),
    "gateway with nonsense for one device": (
        Route.GATEWAY,
        {"Room 2": [1, 2], "Room 1": [{"a": 7}]},
        [(4, NOW_MS, 7, 0)],
    ),
    "flags": (
        Route.ANLAN,
        {"ts": AT, "d": {"a": [120, "T"], "b": [None, "B"], "c": ["x", 16]}},
        [(1, AT, 120, 16), (2, AT, math.nan, int(Quality.LINK_FAULT)), (3, AT, math.nan, 16)],
    ),
}


@pytest.mark.parametrize("name", list(FORMS))
def test_forms(parse: Parse, name: str) -> None:
    form, payload, expected = FORMS[name]
    found = rows(parse(payload, form))
    assert [row[:2] + row[3:] for row in found] == [row[:2] + row[3:] for row in expected]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected], nan_ok=True)


@pytest.mark.parametrize(
    ("form", "payload", "word"),
    [
        (Route.ANLAN, b"{", "bad_json"),
        (Route.ANLAN, b'{"d":{"a":nan}', "bad_json"),
        (Route.ANLAN, b"5", "bad_shape"),
        (Route.ANLAN, b'{"x":1}', "bad_shape"),
        (Route.DEVICE, b"[1,2]", "bad_shape"),
        (Route.GATEWAY, b"[]", "bad_shape"),
    ],
)
def test_what_has_not_the_form_of_the_topic_is_refused_with_a_word(
    parse: Parse, form: Route, payload: bytes, word: str
) -> None:
    with pytest.raises(PayloadError) as refused:
        parse(payload, form)
    assert refused.value.word == word


def test_nan_and_infinity_that_sensors_print_are_missing_values(parse: Parse) -> None:
    found = rows(parse(b'{"ts":1795428000000,"d":{"a":NaN,"b": -inf ,"c":3}}'))
    assert [math.isnan(row[2]) for row in found] == [True, True, False]


def test_good_parts_survive_bad_neighbours_which_are_counted(parse: Parse) -> None:
    parsed = parse([{"d": {"a": 1}}, 7, {"readings": [{"v": 1}, {"p": "b", "v": 2}]}, {"ts": "when?", "d": {"c": 3}}])
    assert [row[0] for row in rows(parsed)] == [1, 2, 3]
    assert (parsed.bad_elements, parsed.bad_stamps) == (2, 1)


@pytest.mark.parametrize("count", [1, 7])
def test_unregistered_points_are_offered_and_their_neighbours_kept(parse: Parse, count: int) -> None:
    parsed = parse([{"d": {"zz": 5, "a": 1}}] * count)
    assert [row[0] for row in rows(parsed)] == [1] * count
    assert parsed.unknown == count
    assert parsed.strangers == [("zz", "5")]


@pytest.mark.parametrize("count", [1, 5])
def test_only_unregistered_points_give_no_readings(parse: Parse, count: int) -> None:
    assert parse([{"d": {"zz": 5}}] * count).readings is None


def test_a_flood_of_unregistered_points_is_told_in_turns(parse: Parse, host: FakeHost) -> None:
    names = [f"s{n}" for n in range(50)]
    told = [name for _ in range(3) for name, _ in parse({"d": dict.fromkeys(names, 1)}).strangers]
    assert sorted(set(told)) == sorted(names)
    assert parse({"d": dict.fromkeys(names, 1)}).strangers == []
    assert len(told) == 60, "the third turn ends with the first ten again"
    many = [name for _ in range(3) for name, _ in parse([{"d": {n: 1}} for n in names]).strangers]
    assert sorted(set(many)) == sorted(names)


def test_reports_of_one_gateway_are_bounded_in_a_minute(parse: Parse) -> None:
    told = sum(len(parse({"d": {f"r{n}-{k}": 1 for k in range(20)}}).strangers) for n in range(20))
    assert told == templates.TELL_PER_MINUTE


def test_a_new_configuration_is_used_for_the_next_message(parse: Parse, host: FakeHost) -> None:
    assert parse({"d": {"new": 1}}).readings is None
    host.publish([gateway(1, "GW1")], points(1, "new", first=99), version=2)
    assert rows(parse({"d": {"new": 1}})) == [(99, NOW_MS, 1, 0)]


def test_remembered_key_sets_are_bounded(parse: Parse, host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "MOST_BYTES", 5000)
    points_ = templates.GatewayPoints(host.registry, 1)
    for n in range(100):
        points_.template("", (f"key{n}", "a"))
        assert len(points_._templates) <= 12
    points_.template("", tuple(f"k{n}" for n in range(500)))
    assert all(len(keys) == 2 for _, keys in points_._templates)


# --- single values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value", "quality"),
    [
        (12.5, 12.5, 0),
        ("12.5", 12.5, 0),
        (" 7 ", 7, 0),
        (True, 1, 0),
        (False, 0, 0),
        ([3, "N"], 3, 0),
        ([3, "d"], 3, Quality.FAULT),
        ([3, " t "], 3, Quality.OVER_RANGE),
        ([3, 33], 3, 33),
        ([3, "?"], 3, Quality.UNCERTAIN),
        ([3, 250], 3, Quality.UNCERTAIN),
        ([3, True], 3, Quality.UNCERTAIN),
        ([3, 1.0], 3, Quality.UNCERTAIN),
        (None, math.nan, Quality.NOT_A_NUMBER),
        ("high", math.nan, Quality.NOT_A_NUMBER),
        ({}, math.nan, Quality.NOT_A_NUMBER),
        ([1, 2, 3], math.nan, Quality.NOT_A_NUMBER),
        ([None, "T"], math.nan, Quality.OVER_RANGE),
        (10**400, math.nan, Quality.NOT_A_NUMBER),
        (math.nan, math.nan, Quality.NOT_A_NUMBER),
    ],
)
def test_values(raw: Any, value: float, quality: int) -> None:
    found = read_value(raw)
    assert found[0] == pytest.approx(value, nan_ok=True)
    assert found[1] == quality


def test_no_flag_is_uncertain_only_when_it_cannot_be_read() -> None:
    assert read_quality("N") == Quality.GOOD
    assert read_quality(None) == Quality.UNCERTAIN


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (AT, AT),
        (AT // 1000, AT),
        (float(AT), AT),
        (str(AT), AT),
        (f" {AT // 1000} ", AT),
        ("2026-11-23T10:00:00Z", AT),
        ("2026-11-23T18:00:00+08:00", AT),
        ("2026-11-23 18:00:00", AT),
        (None, NOW_MS),
        (0, NOW_MS),
        (10**30, 2**62),
        (1e300, 2**62),
        (-5, -5),
    ],
)
def test_stamps(raw: Any, expected: int) -> None:
    assert read_stamp(raw, NOW_MS, 480) == (expected, True)


@pytest.mark.parametrize("raw", ["yesterday", "9" * 25, {}, [], True, "0001-01-01T00:00:00+14:00"])
def test_a_stamp_that_cannot_be_read_is_now_and_counted(raw: Any) -> None:
    at, readable = read_stamp(raw, NOW_MS, 480)
    assert readable is False
    assert at == NOW_MS
