"""Deviation: two points that should agree."""

from typing import Any

import pytest
from msgspec.structs import replace

from anlan.alarms.kernel import Kernel
from anlan.bus.messages import ConfigSnapshot, RuleConfig
from anlan.domain.grades import Grade
from anlan.domain.quality import Quality
from tests.unit.alarms.plant import KERNELS, Line, config, point, short


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


def pair(on: float = 0.0, **more: Any) -> ConfigSnapshot:
    rule = RuleConfig(
        id="levels", rule="deviation", points=[1, 2], label="DEV", grade=Grade.YELLOW, on_delay_s=on,
        settings={"allowed": 5.0, **more},
    )  # fmt: skip
    return replace(config(point(number=1), point(number=2)), rules=[rule])


def read(line: Line, at_s: float, a: float, b: float, quality: int = 0) -> list[tuple[str, str, float]]:
    return short(line.log(at_s, (at_s, a, 0, 1), (at_s, b, quality, 2)))


def test_a_difference_beyond_what_is_allowed_is_raised_and_ends_below_the_deadband(kernel: Kernel) -> None:
    line = Line(pair(deadband=1.0), kernel)
    assert read(line, 0, 50.0, 45.0) == []
    (raised,) = read(line, 1, 50.0, 44.9)
    assert raised == ("DEV", "raised", 1.0)
    assert line.found[0].value == pytest.approx(5.1)
    assert read(line, 2, 50.0, 45.5) == []
    assert read(line, 3, 50.0, 46.0) == [("DEV", "cleared", 3.0)]


def test_only_good_and_fresh_readings_are_compared(kernel: Kernel) -> None:
    line = Line(pair(stale_after_s=10.0), kernel)
    read(line, 0, 50.0, 50.0)
    assert read(line, 1, 50.0, 0.0, int(Quality.CALIBRATING)) == []
    read(line, 2, 50.0, 50.0)
    for second in range(3, 20):
        line.log(second, (second, 90.0 if second > 13 else 50.0, 0, 1))
    assert line.found == []
    line.log(20, (20, 50.0, 0, 2))
    assert short(line.found) == [("DEV", "raised", 20.0)]


def test_a_delay_stands_still_while_nothing_can_be_compared(kernel: Kernel) -> None:
    line = Line(pair(on=5.0), kernel)
    read(line, 0, 50.0, 10.0)
    read(line, 1, 50.0, 0.0, int(Quality.FAULT))
    for second in range(2, 10):
        line.log(second)
    assert line.found == []
    assert read(line, 10, 50.0, 10.0) == [("DEV", "raised", 10.0)]
