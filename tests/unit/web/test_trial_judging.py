"""What a row of values would have raised: the same delays and deadband as the alarm path."""

from anlan.bus.messages import LimitConfig
from anlan.domain.grades import Grade
from anlan.web.cameras.judging import would_raise

H = LimitConfig(
    label="H", direction=1, set_point=10, grade=Grade.YELLOW, deadband=1, on_delay_s=4, off_delay_s=4
)  # fmt: skip


def run(values, limits=(H,), step_ms=2000):  # type: ignore[no-untyped-def]
    found = would_raise(limits, [k * step_ms for k in range(len(values))], values)
    return [(one.limit.label, one.raised_at_ms, one.cleared_at_ms, one.peak) for one in found]


def test_an_alarm_comes_after_its_delay_and_goes_after_its_deadband_and_delay() -> None:
    assert run([0, 11, 12, 13, 9.5, 8, 8, 8, 0]) == [("H", 6000, 14000, 13)]


def test_what_is_shorter_than_the_delay_raises_nothing_and_what_stands_at_the_end_stands() -> None:
    assert run([0, 11, 0, 11, 0]) == []
    assert run([0, 11, 11, 11, 15]) == [("H", 6000, None, 15)]


def test_where_nothing_is_known_everything_stays_as_it_is() -> None:
    assert run([0, 11, None, None, 12, 12]) == [("H", 6000, None, 12)]
    assert run([None, None]) == []


def test_a_low_limit_looks_down_and_several_limits_come_in_order_of_time() -> None:
    low = LimitConfig(label="L", direction=-1, set_point=2, grade=Grade.RED)
    assert run([5, 1, 0, 5, 11, 11, 11, 11], (H, low)) == [("L", 2000, 6000, 0), ("H", 12000, None, 11)]
