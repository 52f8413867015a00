"""Limits: deadband, delays, over-range, bad quality."""

import pytest

from anlan.alarms.kernel import Kernel
from anlan.domain.quality import Quality
from tests.unit.alarms.plant import KERNELS, Line, config, limit, point, short


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


def trace(kernel: Kernel, values: list[tuple[float, float]], **settings: float) -> list[tuple[str, str, float]]:
    line = Line(config(point(limit(set_point=50.0, **settings))), kernel)
    for at, value in values:
        line.live(at, value)
    return short(line.found)


def test_opc_ua_part_9_trace_of_delays_and_deadband(kernel: Kernel) -> None:
    """The story of OPC UA Part 9 B.1.5: on-delay 4 s, deadband 2, off-delay 3 s around a high limit of 50."""
    values = [
        (0, 49.0),
        (1, 51.0),  # above: the on-delay starts
        (2, 49.5),  # back before it ends: nothing
        (3, 51.0),
        (5, 52.0),
        (7, 53.0),  # 4 s above: raised
        (8, 49.0),  # below the limit, inside the deadband: stays
        (9, 47.0),  # out of the deadband: the off-delay starts
        (10, 49.5),  # into it again: the off-delay is forgotten
        (11, 47.9),
        (13, 47.0),
        (14, 46.0),  # 3 s below: cleared
    ]
    found = trace(kernel, values, on_delay_s=4.0, off_delay_s=3.0, deadband=2.0)
    assert found == [("H", "raised", 7.0), ("H", "cleared", 14.0)]


def test_without_delays_the_first_reading_decides(kernel: Kernel) -> None:
    found = trace(kernel, [(0, 50.0), (1, 50.0), (2, 49.9)])
    assert found == [("H", "raised", 0.0), ("H", "cleared", 2.0)]


def test_at_the_set_point_a_strict_limit_is_silent(kernel: Kernel) -> None:
    line = Line(config(point(limit(set_point=9.0, strict=True))), kernel)
    assert line.live(0, 9.0) == []
    assert short(line.live(1, 10.0)) == [("H", "raised", 1.0)]


def test_low_limits_work_downwards(kernel: Kernel) -> None:
    low, lowest = limit("L", 30.0, -1, deadband=5.0), limit("LL", 10.0, -1)
    line = Line(config(point(low, lowest)), kernel)
    assert short(line.live(0, 9.0)) == [("L", "raised", 0.0), ("LL", "raised", 0.0)]
    assert short(line.live(1, 34.0)) == [("LL", "cleared", 1.0)]
    assert short(line.live(2, 35.5)) == [("L", "cleared", 2.0)]


def test_transition_carries_value_set_point_and_occurrence(kernel: Kernel) -> None:
    line = Line(config(point(limit("HH", 56.0)), version=7), kernel)
    (raised,) = line.live(1, 61.5)
    (cleared,) = line.live(2, 3.0)
    assert (raised.value, raised.set_point, raised.config_version, raised.rule) == (61.5, 56.0, 7, "limit")
    assert raised.alarm_id == cleared.alarm_id == f"5.limit.HH.{raised.at_ms}"
    assert (raised.id, cleared.id) == ("0-1-0", "0-2-0")
    assert (raised.is_late, raised.logged_at_ms) == (False, raised.at_ms)


def test_over_range_of_a_toxic_gas_is_above_every_high_limit(kernel: Kernel) -> None:
    nan, over = float("nan"), int(Quality.OVER_RANGE)
    gas = point(limit("H", 28.0), limit("HH", 56.0), limit("L", 1.0, -1), over_range_is_high=True)
    line = Line(config(gas), kernel)
    line.live(0, 3.0)
    found = line.live(1, nan, over)
    assert short(found) == [("H", "raised", 1.0), ("HH", "raised", 1.0)]
    assert [t.value for t in found] == [None, None]
    assert short(line.live(2, 3.0)) == [("H", "cleared", 2.0), ("HH", "cleared", 2.0)]


def test_over_range_of_anything_else_is_not_evaluated(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    assert line.live(1, 9999.0, int(Quality.OVER_RANGE)) == []


@pytest.mark.parametrize("quality", [q for q in Quality if q not in (Quality.GOOD, Quality.OVER_RANGE)])
def test_no_other_quality_raises_or_clears_a_limit(kernel: Kernel, quality: Quality) -> None:
    line = Line(config(point(limit(), over_range_is_high=True)), kernel)
    assert line.live(1, 99.0, int(quality)) == []
    assert short(line.live(2, 99.0)) == [("H", "raised", 2.0)]
    assert line.live(3, 0.0, int(quality)) == []


def test_good_quality_without_a_value_is_a_fault_not_a_zero(kernel: Kernel) -> None:
    line = Line(config(point(limit("L", 5.0, -1), fault_after_s=0.0)), kernel)
    assert short(line.live(1, float("nan"))) == [("fault", "raised", 1.0)]


def test_limits_that_cannot_be_judged_are_left_out_and_named(kernel: Kernel) -> None:
    bad = point(limit("H", float("inf")), limit("HH", 10.0), limit("HH", 11.0), limit("L", 1.0, -1, deadband=-1.0))
    line = Line(config(bad), kernel)
    assert len(line.engine.table.problems) == 3
    assert short(line.live(0, 99.0)) == [("HH", "raised", 0.0)]


def test_a_fifth_limit_is_left_out_and_named() -> None:
    line = Line(config(point(*(limit(f"H{n}", 10.0 + n) for n in range(5)))))
    assert line.engine.table.problems == ["point 5, limit H4: more than 4 limits; remove one"]
