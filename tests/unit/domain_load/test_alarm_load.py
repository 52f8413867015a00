"""Chattering, stale and flood at their borders."""

from datetime import UTC, datetime, timedelta

import pytest

from anlan.domain.alarm_load import is_chattering, is_flooding, is_stale, load_limits
from anlan.domain.rule_set import rule_set
from anlan.domain.silence_limits import Way, silence_limit, why_never_suppressed

EXPLAINED_BY_A_STANDSTILL = {"fan_state", "dust_concentration", "filter_dp", "hopper_temperature", "airlock_state"}
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=s) for s in seconds]


@pytest.mark.parametrize(
    ("before", "expected"),
    [([], False), ([30], False), ([59, 30], True), ([60, 30], False), ([61, 60, 30], False), ([1, 2, 3], True)],
)
def test_three_activations_within_sixty_seconds_chatter(before: list[float], expected: bool) -> None:
    assert is_chattering(ago(*before), NOW, load_limits()) is expected


@pytest.mark.parametrize(
    ("count", "was", "expected"),
    [(10, False, False), (11, False, True), (10, True, True), (5, True, True), (4, True, False)],
)
def test_flood_begins_above_ten_and_ends_below_five(count: int, was: bool, expected: bool) -> None:
    assert is_flooding(count, was, load_limits()) is expected


def test_stale_after_a_day_and_not_at_it() -> None:
    assert not is_stale(NOW - timedelta(days=1), NOW, load_limits())
    assert is_stale(NOW - timedelta(days=1, seconds=1), NOW, load_limits())


@pytest.mark.parametrize("way", list(Way))
def test_what_may_turn_red_is_silenced_for_at_most_eight_hours(way: Way) -> None:
    assert silence_limit(way, is_red_capable=True).max_minutes <= 8 * 60


def test_taking_a_red_point_out_of_service_or_suppressing_it_takes_two() -> None:
    assert silence_limit(Way.OUT_OF_SERVICE, is_red_capable=True).two_persons
    assert silence_limit(Way.SUPPRESS, is_red_capable=True).two_persons
    assert not silence_limit(Way.OUT_OF_SERVICE, is_red_capable=False).two_persons


def test_every_gas_and_fire_and_casualty_that_can_turn_red_is_never_suppressed_by_design() -> None:
    """What stands still explains a pressure, a level or a fan; of the others nobody may say that they mean nothing."""
    red = {kind for kind, rules in rule_set().items() if any(limit.grade == "red" for limit in rules.limits)}
    assert {kind for kind in red if not why_never_suppressed(kind)} == EXPLAINED_BY_A_STANDSTILL & red


@pytest.mark.parametrize("kind", ["hp_receiver_pressure", "fan_state", "dust_concentration"])
def test_what_a_standstill_explains_may_be_suppressed(kind: str) -> None:
    assert why_never_suppressed(kind) is None
