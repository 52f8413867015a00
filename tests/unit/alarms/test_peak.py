"""An alarm's peak is the worst value of its whole excursion, not of its first and last reading."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from anlan.alarms.engine import Engine
from anlan.alarms.kernel import Kernel
from anlan.alarms.rule_state import BOOK, GroupState
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.bus.messages import AlarmTransition, ConfigSnapshot, RuleConfig
from anlan.domain.grades import Grade
from anlan.domain.quality import Quality
from tests.unit.alarms.plant import KERNELS, Line, config, limit, point


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


def peaks(found: list[AlarmTransition]) -> list[tuple[str, str, float | None]]:
    return [(t.label, t.kind, t.peak) for t in found]


def test_the_clear_carries_the_worst_value_between_raise_and_clear(kernel: Kernel) -> None:
    line = Line(config(point(limit("H", 28.0), limit("HH", 56.0))), kernel)
    for at, value in enumerate([20.0, 30.0, 61.5, 88.0, 40.0, 5.0]):
        line.live(at, value)
    assert peaks(line.found) == [
        ("H", "raised", 30.0),
        ("HH", "raised", 61.5),
        ("HH", "cleared", 88.0),
        ("H", "cleared", 88.0),
    ]


def test_the_peak_of_a_low_limit_is_the_lowest_value(kernel: Kernel) -> None:
    line = Line(config(point(limit("L", 10.0, -1))), kernel)
    for at, value in enumerate([12.0, 9.0, 2.5, 8.0, 12.0]):
        line.live(at, value)
    assert peaks(line.found) == [("L", "raised", 9.0), ("L", "cleared", 2.5)]


def test_the_on_delay_is_part_of_the_excursion_and_an_earlier_one_is_not(kernel: Kernel) -> None:
    line = Line(config(point(limit("H", 28.0, on_delay_s=3.0))), kernel)
    for at, value in enumerate([90.0, 5.0, 70.0, 30.0, 31.0, 29.0, 5.0, 29.0, 28.5, 28.5, 28.5]):
        line.live(at, value)
    assert peaks(line.found) == [("H", "raised", 70.0), ("H", "cleared", 70.0), ("H", "raised", 29.0)]


def test_a_delay_that_time_ends_carries_the_peak_too(kernel: Kernel) -> None:
    line = Line(config(point(limit("H", 28.0, on_delay_s=3.0, off_delay_s=4.0))), kernel)
    line.live(0, 45.0)
    line.live(1, 33.0)
    line.log(4)
    line.live(5, 10.0)
    line.log(10)
    assert peaks(line.found) == [("H", "raised", 45.0), ("H", "cleared", 45.0)]


def test_over_range_is_said_and_gives_no_number(kernel: Kernel) -> None:
    line = Line(config(point(limit("HH", 56.0), over_range_is_high=True)), kernel)
    line.live(0, 60.0)
    line.live(1, 0.0, int(Quality.OVER_RANGE))
    line.live(2, 70.0)
    line.live(3, 5.0)
    assert [(t.kind, t.peak, t.is_over_range) for t in line.found] == [
        ("raised", 60.0, False),
        ("cleared", None, True),
    ]


def test_rules_without_a_limit_have_no_peak(kernel: Kernel) -> None:
    line = Line(config(point(limit("H", 28.0), rate_limit_per_s=1.0, stuck_after_s=5.0)), kernel)
    for at, value in enumerate([20.0, 40.0, 40.0, 40.0, 40.0, 40.0, 40.0, 40.0, 20.0, 20.0]):
        line.live(at, value)
    others = [t for t in line.found if t.rule != "limit"]
    assert {t.rule for t in others} == {"rate_of_change", "stuck"}
    assert {(t.peak, t.is_over_range) for t in others} == {(None, False)}


def test_the_peak_survives_a_snapshot(tmp_path: Path) -> None:
    line, store = Line(config(point(limit("H", 28.0)))), Store(tmp_path)
    line.live(0, 30.0)
    line.live(1, 88.0)
    old = line.engine
    store.save_table(old.table)
    store.save(SnapshotMeta(seq=old.seq, table_key=old.table.key, stream_created="x"), old.state)
    restored = store.load()
    assert restored is not None
    line.engine = Engine(0, restored.table, restored.state, restored.meta.seq)
    line.live(2, 31.0)
    assert peaks(line.live(3, 5.0)) == [("H", "cleared", 88.0)]


def test_the_peak_survives_a_changed_set_point_and_the_end_of_the_limit(kernel: Kernel) -> None:
    line = Line(config(point(limit("H", 28.0))), kernel)
    line.live(0, 90.0)
    line.adopt(1, config(point(limit("H", 20.0)), version=2))
    line.live(2, 25.0)
    assert peaks(line.adopt(3, config(point(), version=3))) == [("H", "cleared", 90.0)]


# --- rules over several points -------------------------------------------------------------------------


def group(rule: str, settings: dict[str, Any], version: int = 1, **more: Any) -> ConfigSnapshot:
    numbers = [1, 2] if rule == "deviation" else [1, 2, 3]
    points = (point(number=n, over_range_is_high=True) for n in numbers)
    instance = RuleConfig(id="g", rule=rule, points=numbers, label="G", grade=Grade.RED, settings=settings, **more)
    return replace(config(*points, version=version), rules=[instance])


def together(line: Line, at_s: float, *values: float | tuple[float, int]) -> list[AlarmTransition]:
    rows = [v if isinstance(v, tuple) else (v, 0) for v in values]
    return line.log(at_s, *((at_s, v, quality, n) for n, (v, quality) in enumerate(rows, 1)))


VOTE = {"needed": 2, "set_point": 28.0}


def test_the_peak_of_a_vote_is_the_worst_value_that_ever_decided_it(kernel: Kernel) -> None:
    line = Line(group("voting", VOTE), kernel)
    for at, values in enumerate([(90, 3, 3), (30, 31, 3), (95, 70, 3), (40, 60, 50), (3, 3, 3)]):
        together(line, at, *values)
    assert peaks(line.found) == [("G", "raised", 30.0), ("G", "cleared", 70.0)]


def test_the_peak_of_a_low_vote_is_the_lowest_one(kernel: Kernel) -> None:
    line = Line(group("voting", {"needed": 2, "set_point": 10.0, "direction": -1}), kernel)
    for at, values in enumerate([(20, 20, 20), (9, 8, 20), (1, 4, 20), (7, 7, 20), (20, 20, 20)]):
        together(line, at, *values)
    assert peaks(line.found) == [("G", "raised", 9.0), ("G", "cleared", 4.0)]


def test_the_peak_of_a_vote_counts_its_on_delay_and_forgets_an_earlier_excursion(kernel: Kernel) -> None:
    line = Line(group("voting", VOTE, on_delay_s=3.0, off_delay_s=2.0), kernel)
    for at, value in enumerate([90, 3, 70, 30, 31, 29, 40, 3]):
        together(line, at, value, value, value)
    for second in range(8, 12):
        line.log(second)
    assert peaks(line.found) == [("G", "raised", 70.0), ("G", "cleared", 70.0)]


def test_a_vote_that_goes_over_range_says_so_and_gives_no_number(kernel: Kernel) -> None:
    line = Line(group("voting", VOTE), kernel)
    over = (0.0, int(Quality.OVER_RANGE))
    for at, values in enumerate([(30, 40, 3), (over, 50, 3), (over, over, 3), (40, 40, 3), (3, 3, 3)]):
        together(line, at, *values)
    assert [(t.kind, t.peak, t.is_over_range) for t in line.found] == [("raised", 30.0, False), ("cleared", None, True)]


def test_the_peak_of_a_deviation_is_the_largest_difference(kernel: Kernel) -> None:
    line = Line(group("deviation", {"allowed": 5.0}), kernel)
    bad = (0.0, int(Quality.FAULT))
    for at, values in enumerate([(50, 50), (50, 44), (50, 20), (50, bad), (50, 42), (50, 50)]):
        together(line, at, *values)
    assert peaks(line.found) == [("G", "raised", 6.0), ("G", "cleared", 30.0)]


def test_the_notice_of_bad_points_has_no_peak(kernel: Kernel) -> None:
    line = Line(group("voting", VOTE | {"degraded_after_s": 0.0}), kernel)
    together(line, 0, 3, 3, (0.0, int(Quality.FAULT)))
    together(line, 1, 3, 3, 3)
    assert peaks(line.found) == [("G-DEGRADED", "raised", None), ("G-DEGRADED", "cleared", None)]


def test_the_peak_of_a_vote_survives_a_changed_set_point_and_the_end_of_the_rule(kernel: Kernel) -> None:
    line = Line(group("voting", VOTE), kernel)
    together(line, 0, 90, 80, 3)
    line.adopt(1, group("voting", VOTE | {"set_point": 20.0}, version=2))
    together(line, 2, 25, 25, 3)
    assert peaks(line.adopt(3, config(point(number=1), version=3))) == [("G", "cleared", 80.0)]


def test_a_vote_that_stood_before_peaks_were_kept_still_stands(tmp_path: Path) -> None:
    line, store = Line(group("voting", VOTE)), Store(tmp_path)
    together(line, 0, 90, 80, 3)
    old = line.engine
    assert old.state.rules is not None
    state: GroupState = old.state.rules.groups["voting"]
    before = np.dtype([(name, BOOK[name]) for name in BOOK.names or () if name != "peak"], align=True)
    narrow = np.zeros(state.book.shape, before)
    for name in before.names or ():
        narrow[name] = state.book[name]
    state.book = narrow
    store.save_table(old.table)
    store.save(SnapshotMeta(seq=old.seq, table_key=old.table.key, stream_created="x"), old.state)
    restored = store.load()
    assert restored is not None
    line.engine = Engine(0, restored.table, restored.state, restored.meta.seq)
    together(line, 1, 40, 40, 3)
    assert peaks(together(line, 2, 3, 3, 3)) == [("G", "cleared", 40.0)]
