"""The records' clock can be stopped."""

from datetime import UTC, date, datetime

from anlan.domain.clock import ManualClock
from anlan.records.core import clock


def test_clock_is_replaced_for_a_block_and_comes_back() -> None:
    before = clock.clock()
    with clock.use_clock(ManualClock(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))):
        assert clock.now() == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
        assert clock.today() == date(2026, 11, 24), "the day is the local one"
    assert clock.clock() is before
