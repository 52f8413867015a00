"""Clock, credit codes, qualities, grades, rule set and measures."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from anlan.domain import uscc
from anlan.domain.clock import ManualClock, SystemClock, from_ms, to_ms
from anlan.domain.grades import Grade, worst
from anlan.domain.measures import measures_for
from anlan.domain.quality import Quality, is_bad, is_good
from anlan.domain.rule_set import rule_set, rules_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_manual_clock_stands_still_until_told() -> None:
    clock = ManualClock(NOON.astimezone(timezone(timedelta(hours=8))))
    assert clock.now() == clock.now() == NOON
    clock.advance(90.5)
    assert clock.now_ms() == to_ms(NOON) + 90_500
    clock.set(NOON)
    assert from_ms(clock.now_ms()) == NOON
    with pytest.raises(ValueError, match="aware"):
        ManualClock(datetime(2026, 11, 23))  # noqa: DTZ001 - the mistake under test


def test_system_clock_says_one_time_in_two_ways() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now_ms() - to_ms(clock.now())) < 60_000


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91330100799655058B", None),
        ("91350100M000100Y4Z", "alphabet"),  # Z does not occur
        ("91350100M000100Y43", None),  # the worked example: 31 - 1640 mod 31 = 3
        ("91350100M000100Y42", "check"),
        ("9133010079965505", "length"),
    ],
)
def test_credit_code_is_checked(code: str, problem: str | None) -> None:
    assert uscc.problem(code) == problem
    assert uscc.is_valid(code) == (problem is None)


def test_good_is_good_and_bad_is_bad() -> None:
    assert [q for q in Quality if is_good(q)] == [Quality.GOOD]
    assert {q for q in Quality if not is_bad(q)} == {
        Quality.GOOD, Quality.UNCERTAIN, Quality.MANUAL, Quality.OVER_RANGE
    }  # fmt: skip


def test_worst_grade_comes_first() -> None:
    assert worst([Grade.BLUE, Grade.ORANGE, Grade.YELLOW]) == Grade.ORANGE
    assert [g.rank for g in Grade] == [1, 2, 3, 4]


def test_rule_set_gives_ammonia_its_limits_with_source() -> None:
    ammonia = rules_for("nh3_concentration")
    assert ammonia is not None
    assert [(x.label, x.set_point) for x in ammonia.limits][:2] == [("H", 28.0), ("HH", 56.0)]
    assert ammonia.over_range_is_high
    assert rules_for("no_such_kind") is None


def test_every_row_of_the_rule_set_says_how_sure_it_is_and_where_from() -> None:
    for kind in rule_set().values():
        for row in (kind, *kind.limits):
            assert row.mark in tuple("HMLUD"), (kind.kind, row)
            assert row.source or row.mark in "UD", (kind.kind, row)


def test_high_high_of_toxic_and_combustible_gas_has_no_on_delay() -> None:
    """A delay makes every true alarm late: where the gas kills, it starts at 0."""
    for kind in rule_set().values():
        if kind.over_range_is_high:
            deadly = [x for x in kind.limits if x.label in {"HH", "HHH", "IDLH"}]
            assert [x.on_delay_s for x in deadly] == [0.0] * len(deadly), kind.kind


def test_measures_are_those_of_the_limit_of_the_kind() -> None:
    assert {m.actor for m in measures_for("nh3_concentration", "limit", "HH")} == {"enterprise", "government"}
    assert measures_for("dust_concentration", "limit", "anything"), "a kind's card for every label"
    assert measures_for("no_such_kind", "limit", "H") == []


def test_measures_of_rules_about_the_instrument_are_the_same_for_every_kind() -> None:
    for rule in ("offline", "fault", "stuck", "rate_of_change", "deviation"):
        assert measures_for("nh3_concentration", rule, rule) == measures_for("tank_level", rule, rule) != []


def test_measures_of_a_vote_are_those_of_the_gas_and_of_a_degraded_vote_those_of_the_instruments() -> None:
    vote = measures_for("nh3_concentration", "voting", "HH")
    assert vote == measures_for("nh3_concentration", "limit", "HH") != []
    notice = measures_for("nh3_concentration", "voting", "HH-DEGRADED")
    assert notice == measures_for("tank_level", "voting", "X-DEGRADED") != []
    assert notice != vote
