"""The clock of the machine against one that cannot be set."""

from datetime import UTC, datetime, timedelta

import pytest

from anlan.domain.clock import ManualClock
from anlan.web.clock_watch import ClockWatch

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class _Machine:
    def __init__(self) -> None:
        self.wall, self.steady_s = ManualClock(NIGHT), 1000.0
        self.watch = ClockWatch(self.wall, lambda: self.steady_s)

    def passes(self, seconds: float, step: float = 0.0) -> None:
        self.steady_s += seconds
        self.wall.advance(seconds + step)


def test_time_that_passes_is_no_step() -> None:
    machine = _Machine()
    for seconds in (1.0, 0.2, 600.0):
        machine.passes(seconds, step=-0.4)
        assert machine.watch.gone_back_s() == 0


@pytest.mark.parametrize("step", [3.0, 3600.0, 365 * 86400.0])
def test_a_step_back_is_told_once_and_remembered_until_it_is_made_up(step: float) -> None:
    machine = _Machine()
    machine.passes(1, step=-step)
    assert machine.watch.gone_back_s() == pytest.approx(step)
    machine.passes(step - 1)
    assert (machine.watch.gone_back_s(), machine.watch.is_behind()) == (0, True)
    machine.passes(2)
    assert not machine.watch.is_behind()


def test_a_step_forward_and_a_machine_that_slept_are_no_step_back() -> None:
    machine = _Machine()
    machine.passes(1, step=8 * 3600)
    assert machine.watch.gone_back_s() == 0


def test_after_a_restart_what_was_written_tells() -> None:
    machine = _Machine()
    assert machine.watch.gone_back_since_s(None) == 0
    assert machine.watch.gone_back_since_s(NIGHT + timedelta(seconds=4)) == 0
    assert machine.watch.gone_back_since_s(NIGHT + timedelta(hours=8)) == pytest.approx(8 * 3600)
