"""Rate of change, stuck value, fault."""

import pytest

from anlan.alarms.kernel import Kernel
from anlan.domain.quality import EQUIPMENT_FAULTS, Quality
from tests.unit.alarms.plant import KERNELS, Line, config, point, short


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


def test_rate_of_change_is_judged_between_good_readings(kernel: Kernel) -> None:
    line = Line(config(point(rate_limit_per_s=2.0)), kernel)
    line.live(0, 10.0)
    line.live(1, 500.0, int(Quality.FAULT))
    assert line.live(5, 20.0) == []  # 10 in 5 s is exactly 2/s
    (raised,) = line.live(6, 23.0)
    assert (raised.rule, raised.kind, raised.value, raised.set_point) == ("rate_of_change", "raised", 23.0, 2.0)
    assert short(line.live(7, 24.0)) == [("rate_of_change", "cleared", 7.0)]


def test_nothing_is_compared_across_an_over_range(kernel: Kernel) -> None:
    line = Line(config(point(rate_limit_per_s=1.0, over_range_is_high=True)), kernel)
    line.live(0, 10.0)
    line.live(1, float("nan"), int(Quality.OVER_RANGE))
    assert line.live(2, 90.0) == []


def test_stuck_value_is_found_and_ends_with_the_first_other_value(kernel: Kernel) -> None:
    line = Line(config(point(stuck_after_s=60.0)), kernel)
    for second in range(0, 60, 10):
        assert line.live(second, 47.1) == []
    (raised,) = line.live(60, 47.1)
    assert (raised.rule, raised.value, raised.set_point) == ("stuck", 47.1, 60.0)
    assert short(line.live(70, 47.2)) == [("stuck", "cleared", 70.0)]


@pytest.mark.parametrize("quality", sorted(EQUIPMENT_FAULTS))
def test_fault_that_lasts_is_raised_and_ends_with_a_sound_reading(kernel: Kernel, quality: Quality) -> None:
    line = Line(config(point(fault_after_s=30.0)), kernel)
    assert line.live(0, 1.0, int(quality)) == []
    assert line.live(20, 1.0, int(quality)) == []
    assert short(line.live(30, 1.0, int(quality))) == [("fault", "raised", 30.0)]
    assert line.live(40, 1.0, int(quality)) == []
    assert short(line.live(50, 1.0)) == [("fault", "cleared", 50.0)]


def test_fault_reported_once_lasts_while_nothing_else_is_heard(kernel: Kernel) -> None:
    line = Line(config(point(fault_after_s=5.0)), kernel)
    line.live(0, 1.0, int(Quality.FAULT))
    for second in range(1, 8):
        line.log(second)
    assert short(line.found) == [("fault", "raised", 5.0)]


@pytest.mark.parametrize("quality", [Quality.MAINTENANCE, Quality.CALIBRATING, Quality.STOPPED, Quality.UNCERTAIN])
def test_people_at_work_are_no_fault(kernel: Kernel, quality: Quality) -> None:
    line = Line(config(point(fault_after_s=0.0)), kernel)
    assert line.live(0, 1.0, int(quality)) == []


def test_short_fault_starts_anew(kernel: Kernel) -> None:
    line = Line(config(point(fault_after_s=10.0)), kernel)
    line.live(0, 1.0, int(Quality.FAULT))
    line.live(8, 1.0)
    line.live(9, 1.0, int(Quality.FAULT))
    assert line.live(15, 1.0, int(Quality.FAULT)) == []
    assert short(line.live(19, 1.0, int(Quality.FAULT))) == [("fault", "raised", 19.0)]
