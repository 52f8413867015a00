"""Time: delays in event time, silence in log time, late and future stamps, holes in the log."""

import pytest

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import Kernel
from anlan.alarms.table import build
from anlan.alarms.timing import LATE, UNKNOWN, UNTRUSTED
from anlan.bus.messages import AlarmTransition
from anlan.bus.readings import Readings
from anlan.domain.quality import Quality
from tests.unit.alarms.plant import KERNELS, T0, Line, config, limit, point, short


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


def ticks(line: Line, start: int, end: int) -> None:
    for second in range(start, end + 1):
        line.log(second)


@pytest.mark.parametrize("skew", [-600.0, 0.0, 45.0])
def test_a_delay_ends_on_time_whatever_the_devices_clock_says(kernel: Kernel, skew: float) -> None:
    line = Line(config(point(limit(on_delay_s=10.0))), kernel)
    line.log(100, (100 + skew, 40.0))
    ticks(line, 101, 109)
    assert line.found == []
    ticks(line, 110, 111)
    assert short(line.found) == [("H", "raised", 110 + skew)]
    assert line.found[0].logged_at_ms == T0 + 110_000


def test_an_off_delay_ends_at_a_tick(kernel: Kernel) -> None:
    line = Line(config(point(limit(off_delay_s=3.0))), kernel)
    line.live(0, 40.0)
    line.live(1, 2.0)
    ticks(line, 2, 5)
    assert short(line.found) == [("H", "raised", 0.0), ("H", "cleared", 4.0)]
    assert line.found[1].value == 2.0


def test_a_delay_does_not_run_on_while_the_instrument_cannot_be_believed(kernel: Kernel) -> None:
    line = Line(config(point(limit(on_delay_s=5.0))), kernel)
    line.live(0, 40.0)
    line.live(1, 0.0, int(Quality.CALIBRATING))
    ticks(line, 2, 9)
    assert line.found == []
    assert short(line.live(10, 41.0)) == [("H", "raised", 10.0)]


def test_late_and_repeated_readings_are_counted_and_not_evaluated(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    line.live(10, 1.0)
    assert line.log(11, (10, 99.0), (9, 99.0)) == []
    assert line.engine.state.counts[LATE] == 2


def test_future_and_ancient_stamps_move_no_clock(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    line.log(1, (1e6, 99.0, int(Quality.FUTURE)), (-1e6, 99.0, int(Quality.ANCIENT)))
    assert line.engine.state.counts[UNTRUSTED] == 2
    assert short(line.live(2, 99.0)) == [("H", "raised", 2.0)]


def test_unknown_points_are_counted_and_disturb_nobody(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    found = line.log(1, (1, 5.0, 0, 77), (1, 99.0, 0, 5), (1, 5.0, 0, 2**31 - 1), (1, 5.0, 0, -3))
    assert short(found) == [("H", "raised", 1.0)]
    assert line.engine.state.counts[UNKNOWN] == 3


def test_backfilled_transitions_are_marked_late(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    line.live(0, 1.0)
    backlog = [(t, 99.0 if 60 <= t < 120 else 1.0) for t in range(5, 600, 5)]
    found = line.log(600, *backlog)
    assert [(t.label, t.kind, t.is_late) for t in found] == [("H", "raised", True), ("H", "cleared", True)]
    assert [t.is_late for t in line.live(601, 99.0)] == [False]


def test_a_clock_that_is_always_ten_minutes_slow_is_learnt_and_its_alarms_are_not_late(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    for at in range(0, 1800, 2):
        line.log(at, (at - 600, 1.0))
    (raised,) = line.log(1800, (1200, 99.0))
    assert not raised.is_late


def test_jitter_between_servers_does_not_turn_time_back(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    line.live(100, 1.0)
    (raised,) = line.log(98.5, (101, 99.0))
    assert raised.logged_at_ms == T0 + 100_000


@pytest.mark.parametrize("step", [10, 3600, 400 * 86400])
def test_after_the_clock_was_set_back_the_platforms_own_stamps_raise_at_once(kernel: Kernel, step: int) -> None:
    line = Line(config(point(limit(), number=5), point(limit(), number=6)), kernel)
    line.live(0, 1.0)
    line.live(100, 1.0)
    line.live(100, 1.0, number=6)
    (raised,) = line.live(101 - step, 99.0)
    assert short([raised]) == [("H", "raised", 101 - step)]
    assert raised.logged_at_ms == T0 + (101 - step) * 1000
    assert not raised.is_late
    assert short(line.live(102 - step, 1.0)) == [("H", "cleared", 102 - step)]
    assert short(line.live(103 - step, 99.0, number=6)) == [("H", "raised", 103 - step)]
    assert line.engine.state.counts[LATE] == 0


def test_a_delay_that_runs_when_the_clock_is_set_back_ends_on_time(kernel: Kernel) -> None:
    line = Line(config(point(limit(on_delay_s=10.0))), kernel)
    line.live(100, 99.0)
    line.live(103, 99.0)
    assert line.live(104 - 3600, 99.0) == []
    ticks(line, 105 - 3600, 109 - 3600)
    assert line.found == []
    assert short(line.log(110 - 3600)) == [("H", "raised", 110 - 3600)]


def test_what_stood_when_the_clock_was_set_back_ends_under_its_own_name(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    (raised,) = line.live(100, 99.0)
    (cleared,) = line.live(101 - 3600, 1.0)
    assert (cleared.kind, cleared.alarm_id) == ("cleared", raised.alarm_id)
    (again,) = line.live(102 - 3600, 99.0)
    assert again.alarm_id != raised.alarm_id


def test_silence_goes_on_being_counted_when_the_clock_is_set_back(kernel: Kernel) -> None:
    line = Line(config(point(offline_after_s=30.0), point(number=6, offline_after_s=30.0)), kernel)
    line.live(0, 1.0)
    for second in range(0, 20, 2):
        line.live(second, 1.0, number=6)
    for second in range(20, 40, 2):
        line.live(second - 3600, 1.0, number=6)
    assert [(t.point_id, t.label, t.kind) for t in line.found] == [(5, "offline", "raised")]
    assert short(line.found) == [("offline", "raised", 34.0 - 3600)]


def test_a_device_with_a_clock_of_its_own_is_not_turned_back_by_ours(kernel: Kernel) -> None:
    """Our clock was an hour ahead and is put right: what such a device repeats still counts as repeated."""
    line = Line(config(point(limit())), kernel)
    for second in range(0, 10):
        line.log(3600 + second, (second, 1.0))
    line.log(10, (10, 1.0))
    assert line.log(11, (9, 99.0)) == []
    assert line.engine.state.counts[LATE] == 1
    assert short(line.log(12, (12, 99.0))) == [("H", "raised", 12.0)]


def test_the_same_comes_out_however_entries_with_a_step_between_them_are_grouped(kernel: Kernel) -> None:
    def entries() -> list[LogEntry]:
        at = [0, 1, 2, 3 - 3600, 4 - 3600, 5 - 7200, 6 - 7200]
        rows = [Readings.of([(5, T0 + s * 1000, 99.0 if n % 2 else 1.0, 0)]) for n, s in enumerate(at)]
        return [LogEntry(n + 1, T0 + s * 1000, row) for n, (s, row) in enumerate(zip(at, rows, strict=True))]

    def told(*groups: list[LogEntry]) -> list[AlarmTransition]:
        engine = Engine(0, build(config(point(limit()))), kernel=kernel)
        return [t for group in groups for batch in engine.apply(group) for t in batch.transitions]

    whole = told(entries())
    assert [t.kind for t in whole] == ["raised", "cleared"] * 3
    assert told(*([one] for one in entries())) == whole
    assert told(entries()[:4], entries()[4:]) == whole


def test_point_silent_alone_is_offline_and_back_with_its_next_reading(kernel: Kernel) -> None:
    both = config(point(offline_after_s=30.0), point(number=6, offline_after_s=30.0))
    line = Line(both, kernel)
    line.live(0, 1.0)
    for second in range(0, 40, 2):
        line.live(second, 1.0, number=6)
    assert short(line.found) == [("offline", "raised", 34.0)]  # next tick after 6 spoke when 5 was overdue
    assert (line.found[0].point_id, line.found[0].set_point, line.found[0].value) == (5, 30.0, None)
    assert short(line.live(50, 1.0)) == [("offline", "cleared", 50.0)]


def test_silent_gateway_raises_one_alarm_for_all_its_points(kernel: Kernel) -> None:
    points = [point(number=n, offline_after_s=60.0) for n in (9, 7, 8)]
    other = point(number=20, gateway=2, offline_after_s=60.0)
    line = Line(config(*points, other), kernel)
    line.log(0, (0, 1.0, 0, 7), (0, 1.0, 0, 8), (0, 1.0, 0, 9), (0, 1.0, 0, 20))
    for second in range(1, 200):
        line.live(second, 1.0, number=20)
    assert [(t.point_id, t.rule, t.label, t.kind) for t in line.found] == [(7, "offline", "GATEWAY", "raised")]
    raised = line.found[0]
    assert raised.at_ms == T0 + 61_000
    (cleared,) = line.live(200, 1.0, number=8)
    assert (cleared.alarm_id, cleared.kind) == (raised.alarm_id, "cleared")
    # The others are given their own time again before each is called offline by itself.
    line.found.clear()
    for second in range(201, 260):
        line.log(second, (second, 1.0, 0, 8), (second, 1.0, 0, 20))
    assert line.found == []
    for second in range(260, 265):
        line.log(second, (second, 1.0, 0, 8), (second, 1.0, 0, 20))
    assert {(t.point_id, t.label) for t in line.found} == {(7, "offline"), (9, "offline")}


def test_gateway_with_one_point_is_silent_at_the_points_own_limit(kernel: Kernel) -> None:
    line = Line(config(point(offline_after_s=20.0)), kernel)
    line.live(0, 1.0)
    ticks(line, 1, 30)
    assert short(line.found) == [("GATEWAY", "raised", 21.0)]


def test_gateway_without_a_limit_of_its_own_never_counts_as_silent(kernel: Kernel) -> None:
    line = Line(config(point(limit(on_delay_s=2.0)), offline_after_s=0.0), kernel)
    line.live(0, 1.0)
    ticks(line, 1, 300)
    assert line.found == []


def test_points_never_heard_of_are_not_offline(kernel: Kernel) -> None:
    line = Line(config(point(offline_after_s=5.0), point(number=6, offline_after_s=5.0)), kernel)
    line.live(0, 1.0)
    for second in range(1, 60):
        line.live(second, 1.0)
    assert line.found == []


def test_a_hole_in_the_log_is_nobodys_silence(kernel: Kernel) -> None:
    """The platform was down for an hour: nobody could write, so nobody is accused of silence."""
    line = Line(config(point(offline_after_s=60.0)), kernel)
    line.live(0, 1.0)
    line.log(3600)
    assert line.found == []
    ticks(line, 3601, 3670)
    assert [t.label for t in line.found] == ["GATEWAY"]


def test_one_tick_per_second_of_log_time(kernel: Kernel) -> None:
    line = Line(config(point(limit(on_delay_s=0.4))), kernel)
    line.log(1.0, (1.0, 40.0))
    assert line.log(1.5) == []
    assert line.log(1.9) == []
    assert short(line.log(2.0)) == [("H", "raised", 1.4)]
