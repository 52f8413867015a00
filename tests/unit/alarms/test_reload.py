"""A new configuration: alarms and pending delays survive, what lost its rule is cleared."""

import pytest

from anlan.alarms.kernel import Kernel
from anlan.bus.messages import ConfigSnapshot
from anlan.domain.quality import Quality
from tests.unit.alarms.plant import KERNELS, T0, Line, config, limit, point, short


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


def test_active_alarm_survives_and_keeps_its_name(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    (raised,) = line.live(0, 30.0)
    changed = config(point(limit(set_point=40.0)), point(limit(), number=2), version=2)
    assert line.adopt(1, changed) == []
    (cleared,) = line.live(2, 30.0)  # judged by the new set point at the next reading
    assert (cleared.alarm_id, cleared.set_point, cleared.config_version) == (raised.alarm_id, 40.0, 2)


def test_pending_delay_keeps_its_start(kernel: Kernel) -> None:
    line = Line(config(point(limit(on_delay_s=10.0))), kernel)
    line.live(0, 30.0)
    line.adopt(5, config(point(limit(set_point=29.0, on_delay_s=8.0)), version=2))
    for second in range(6, 10):
        line.log(second)
    assert short(line.found) == [("H", "raised", 8.0)]


def test_limits_are_recognised_by_label_not_by_place(kernel: Kernel) -> None:
    line = Line(config(point(limit("H"), limit("HH", 56.0))), kernel)
    line.live(0, 60.0)
    assert line.adopt(1, config(point(limit("HHH", 100.0), limit("HH", 56.0), limit("H")), version=2)) == []
    assert short(line.live(2, 30.0)) == [("HH", "cleared", 2.0)]


def test_removed_limit_that_stood_is_cleared_at_once(kernel: Kernel) -> None:
    line = Line(config(point(limit("H"), limit("HH", 56.0))), kernel)
    raised = line.live(0, 60.0)[1]
    (cleared,) = line.adopt(3, config(point(limit("H")), version=2))
    assert (cleared.alarm_id, cleared.kind, cleared.label) == (raised.alarm_id, "cleared", "HH")
    assert (cleared.at_ms, cleared.set_point, cleared.config_version) == (T0 + 3000, 56.0, 2)
    assert not cleared.is_late
    assert cleared.is_withdrawn, "it ended without anybody knowing how the condition is"
    (ended,) = line.live(4, 1.0)
    assert (ended.label, ended.kind, ended.is_withdrawn) == ("H", "cleared", False)


def test_limit_turned_round_is_another_limit(kernel: Kernel) -> None:
    line = Line(config(point(limit("X", 50.0))), kernel)
    line.live(0, 60.0)
    assert short(line.adopt(1, config(point(limit("X", 50.0, -1)), version=2))) == [("X", "cleared", 1.0)]


def everything(version: int = 1) -> ConfigSnapshot:
    full = point(limit(), rate_limit_per_s=1.0, stuck_after_s=2.0, offline_after_s=5.0, fault_after_s=0.0)
    return config(full, point(number=6), version=version)


def raise_everything(line: Line) -> None:
    line.live(0, 1.0)
    line.live(1, 40.0)
    line.log(3, (2, 90.0), (2.5, 170.0))
    line.live(4, 1.0, int(Quality.FAULT))
    for second in range(5, 12):
        line.live(second, 1.0, number=6)


def test_removed_point_clears_all_that_stood(kernel: Kernel) -> None:
    line = Line(everything(), kernel)
    raise_everything(line)
    assert {t.label for t in line.found if t.kind == "raised"} == {"H", "rate_of_change", "offline", "fault"}
    cleared = line.adopt(12, config(point(number=6), version=2))
    assert [t.label for t in cleared] == ["H", "rate_of_change", "offline", "fault"]
    assert {t.kind for t in cleared} == {"cleared"}


def test_removed_rules_clear_what_they_raised_and_nothing_else(kernel: Kernel) -> None:
    line = Line(everything(), kernel)
    raise_everything(line)
    cleared = line.adopt(12, config(point(limit()), point(number=6), version=2))
    assert [t.label for t in cleared] == ["rate_of_change", "offline", "fault"]


def test_removed_stuck_rule_clears_its_alarm(kernel: Kernel) -> None:
    line = Line(config(point(stuck_after_s=2.0)), kernel)
    line.live(0, 1.0)
    line.live(3, 1.0)
    assert short(line.adopt(4, config(point(), version=2))) == [("stuck", "cleared", 4.0)]


def test_silent_gateway_keeps_its_alarm_when_its_lowest_point_changes(kernel: Kernel) -> None:
    line = Line(config(point(number=7)), kernel)
    line.live(0, 1.0, number=7)
    for second in range(1, 93):
        line.log(second)
    (raised,) = line.found
    assert line.adopt(93, config(point(number=3), point(number=7), version=2)) == []
    (cleared,) = line.live(94, 1.0, number=7)
    assert cleared.alarm_id == raised.alarm_id


def test_removed_gateway_clears_its_alarm(kernel: Kernel) -> None:
    line = Line(config(point(number=7)), kernel)
    line.live(0, 1.0, number=7)
    for second in range(1, 93):
        line.log(second)
    (raised,) = line.found
    (cleared,) = line.adopt(94, config(point(number=7, gateway=2), version=2))
    assert (cleared.alarm_id, cleared.kind, cleared.label) == (raised.alarm_id, "cleared", "GATEWAY")


def test_marker_of_the_rules_in_force_changes_nothing(kernel: Kernel) -> None:
    line = Line(config(point(limit())), kernel)
    line.live(0, 40.0)
    table = line.engine.table
    assert line.adopt(1, config(point(limit()))) == []
    assert line.engine.table is table


def test_same_version_with_other_content_is_another_configuration() -> None:
    line = Line(config(point(limit())))
    before = line.engine.table.key
    line.adopt(1, config(point(limit(set_point=1.0))))
    assert line.engine.table.key != before


def test_time_passes_under_the_old_rules_before_the_new_ones_hold(kernel: Kernel) -> None:
    line = Line(config(point(limit(on_delay_s=3.0))), kernel)
    line.live(0, 40.0)
    found = line.adopt(4, config(point(), version=2))
    assert short(found) == [("H", "raised", 3.0), ("H", "cleared", 4.0)]
    assert [t.id for t in found] == ["0-2-0", "0-2-1"]
