"""The host of plug-in rules: what it refuses, what it survives, what a new configuration does to its alarms."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from anlan.alarms import rule_catalogue
from anlan.alarms.backtest import backtest
from anlan.alarms.kernel import Kernel
from anlan.alarms.rule_catalogue import rule_types
from anlan.alarms.rules.voting.rule import Rule as Voting
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.alarms.table import build
from anlan.bus.messages import ConfigSnapshot, RuleConfig, from_json, to_json
from anlan.bus.readings import Readings
from anlan.domain.grades import Grade
from tests.unit.alarms.found_rules import sample_installed
from tests.unit.alarms.plant import KERNELS, T0, Line, config, limit, point, short


@pytest.fixture(params=KERNELS, ids=lambda k: k.name)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    return request.param()  # type: ignore[no-any-return]


@pytest.fixture
def _sample() -> Iterator[None]:
    with sample_installed():
        yield


def rule(name: str = "voting", **more: Any) -> RuleConfig:
    settings = {"needed": 2, "set_point": 28.0} | more.pop("settings", {})
    base = RuleConfig(id="r", rule=name, points=[1, 2, 3], label="HH", grade=Grade.RED, settings=settings)
    return replace(base, **more)


def plant(*rules: RuleConfig, **more: Any) -> ConfigSnapshot:
    return replace(config(*(point(limit(set_point=50.0), number=n) for n in (1, 2, 3, 4)), **more), rules=list(rules))


def gas(line: Line, at_s: float, *values: float) -> list[tuple[str, str, float]]:
    return short(line.log(at_s, *((at_s, v, 0, n) for n, v in enumerate(values, 1))))


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "vote"}, "no such rule; installed are deviation, voting"),
        ({"points": []}, "at least one point"),
        ({"points": [1, 1]}, "none twice"),
        ({"points": [1, 2, 77]}, "point 77 is not in the configuration"),
        ({"label": ""}, "label of 1 to 16"),
        ({"on_delay_s": -1.0}, "delays must be 0 or more"),
        ({"off_delay_s": float("nan")}, "delays must be 0 or more"),
        ({"settings": {"needed": 4}}, "4 out of 3"),
        ({"settings": {"needed": 0}}, "Expected `int` >= 1"),
        ({"settings": {"speed": 1}}, "unknown field `speed`"),
        ({"settings": {"set_point": float("inf")}}, "not a finite number"),
        ({"name": "deviation", "settings": {"allowed": 1.0}}, "unknown field"),
    ],
)
def test_a_rule_that_cannot_be_judged_is_left_out_and_named(wrong: dict[str, Any], says: str) -> None:
    good = rule(id="good", label="OK")
    table = build(plant(rule(**wrong), good))
    assert [r.id for r in table.rules] == ["good"]
    (problem,) = table.problems
    assert problem.startswith("rule r (")
    assert says in problem


def test_units_must_agree() -> None:
    points = [point(number=1), replace(point(number=2), unit="mg/m3"), point(number=3)]
    pair = RuleConfig(id="d", rule="deviation", points=[1, 2], label="D", grade=Grade.BLUE, settings={"allowed": 1.0})
    problems = build(replace(config(*points), rules=[rule(), pair])).problems
    assert ["different units" in p for p in problems] == [True, True]
    same = replace(pair, points=[1, 3], settings={"allowed": 1.0, "deadband": 1.0})
    three = replace(pair, points=[1, 2, 3])
    problems = build(replace(config(*points), rules=[same, replace(three, id="e")])).problems
    assert "deadband must be smaller" in problems[0]
    assert "it has 3 points" in problems[1]


def test_ids_and_alarm_names_are_given_once() -> None:
    table = build(plant(rule(), rule(label="X"), rule(id="s")))
    assert "id occurs twice" in table.problems[0]
    assert "same first point and label" in table.problems[1]


def test_rules_belong_to_the_partition_of_their_points() -> None:
    points = [point(number=n, partition=n // 10) for n in (1, 2, 3, 11, 12, 13)]
    rules = [rule(), rule(id="t", points=[11, 12, 13]), rule(id="u", points=[1, 2, 11])]
    snapshot = replace(config(*points), rules=rules)
    assert [r.id for r in build(snapshot, 0).rules] == ["r"]
    assert [r.id for r in build(snapshot, 1).rules] == ["t"]
    assert any("different partitions" in p for p in build(snapshot, 1).problems)


def test_rules_travel_in_the_published_message_and_change_the_key() -> None:
    snapshot = plant(rule())
    assert from_json(to_json(snapshot), ConfigSnapshot) == snapshot
    changed = plant(rule(settings={"set_point": 29.0}))
    assert len({build(s).key for s in (plant(), snapshot, changed)}) == 3
    assert build(plant()).host is None


# --- rules of other packages ---------------------------------------------------------------------------


@pytest.mark.usefixtures("_sample")
def test_a_package_outside_adds_a_rule_by_its_entry_point() -> None:
    assert {e.name for e in entry_points(group=rule_catalogue.GROUP)} >= {"total", "voting", "broken", "no_rule"}
    # A taken name, a package that cannot be imported and something that is no rule are left out.
    assert sorted(rule_types()) == ["deviation", "total", "voting"]
    assert rule_types()["voting"] is Voting
    line = Line(plant(rule("total", settings={})))
    assert "unknown field" in line.engine.table.problems[0]
    line = Line(plant(replace(rule("total"), settings={"most": 100.0})))
    gas(line, 0, 30.0, 30.0, 30.0)
    assert gas(line, 1, 30.0, 30.0, 40.1) == [("HH", "raised", 1.0)]
    assert line.found[0].value == pytest.approx(100.1)


@pytest.mark.usefixtures("_sample")
def test_a_rule_that_is_no_longer_installed_stands_still(tmp_path: Path) -> None:
    line = Line(plant(replace(rule("total"), settings={"most": 1.0})))
    Store(tmp_path).save_table(line.engine.table)
    rule_types().pop("total")
    table = Store(tmp_path).load_table(line.engine.table.key)
    assert table is not None
    assert table.host is None
    rule_types().update(total=type("Other", (Voting,), {}))
    table = Store(tmp_path).load_table(line.engine.table.key)
    assert table is not None
    assert table.host is None, "settings that the new version cannot read"


class Failing(Voting):
    """Divides by zero when it sees 99."""

    def take(self, member: Any, wave: Any) -> None:
        if (wave.value == 99.0).any():
            raise ZeroDivisionError("99")
        super().take(member, wave)


def test_a_rule_that_raises_an_error_is_switched_off_and_the_others_go_on(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rule_types(), "failing", Failing)
    line = Line(plant(rule(), rule("failing", id="f", label="F")), kernel)
    assert [t[0] for t in gas(line, 0, 30.0, 30.0, 3.0)] == ["F", "HH"]
    assert [t[0] for t in gas(line, 1, 99.0, 3.0, 3.0)] == ["H", "HH"]
    host = line.engine.table.host
    assert host is not None
    assert host.failures == {"failing": "ZeroDivisionError('99')"}
    assert [t[0] for t in gas(line, 2, 3.0, 3.0, 3.0)] == ["H"]
    # Its alarm stands, and ends in the next configuration when it is not there any more.
    assert short(line.adopt(3, plant(rule(), version=2))) == [("F", "cleared", 3.0)]


def test_a_failure_is_remembered_over_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rule_types(), "failing", Failing)
    line = Line(plant(rule("failing")))
    gas(line, 0, 99.0, 3.0, 3.0)
    line.engine.state = restored(tmp_path, line)
    assert gas(line, 1, 30.0, 30.0, 30.0) == [("H", "cleared", 1.0)]
    assert line.engine.table.host is not None
    line.engine.table.host.failures.clear()
    gas(line, 2, 30.0, 30.0, 30.0)
    assert line.engine.table.host.failures == {"failing": "it raised an error earlier"}


def restored(folder: Path, line: Line) -> Any:
    store = Store(folder)
    store.save_table(line.engine.table)
    key = line.engine.table.key
    store.save(SnapshotMeta(seq=line.engine.seq, table_key=key, stream_created="x"), line.engine.state)
    found = Store(folder).load()
    assert found is not None
    return found.state


def test_a_rule_whose_memory_has_changed_begins_anew_with_its_alarms_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(plant(rule()))
    gas(line, 0, 30.0, 30.0, 3.0)
    with monkeypatch.context() as patch:
        patch.setattr(Voting, "MEMBER", np.dtype([*Voting.MEMBER.descr, ("more", "i8")]))
        line.engine.state = restored(tmp_path, line)
    assert line.engine.state.rules is not None
    group = line.engine.state.rules.groups["voting"]
    assert not group.member["known"].any()
    assert group.book["state"].tolist() == [[2, 0]]


def test_a_snapshot_from_before_there_were_rules_is_read(tmp_path: Path) -> None:
    line = Line(plant(rule()))
    rules, line.engine.state.rules = line.engine.state.rules, None
    assert rules is not None
    state = restored(tmp_path, line)
    assert state.rules is not None
    assert state.rules.groups["voting"].book["state"].tolist() == [[0, 0]]


# --- a new configuration -------------------------------------------------------------------------------


def test_a_standing_alarm_keeps_its_name_when_the_group_changes(kernel: Kernel) -> None:
    line = Line(plant(rule()), kernel)
    gas(line, 0, 30.0, 30.0, 3.0)
    (raised,) = line.found
    assert line.adopt(1, plant(rule(points=[4, 2, 3], grade=Grade.ORANGE), version=2)) == []
    (cleared,) = line.log(2, (2, 3.0, 0, 2), (2, 3.0, 0, 4), (2, 3.0, 0, 3))
    assert (cleared.alarm_id, cleared.point_id, cleared.grade) == (raised.alarm_id, 1, Grade.ORANGE)


def test_a_delay_that_waits_goes_on_under_a_new_set_point(kernel: Kernel) -> None:
    line = Line(plant(rule(on_delay_s=5.0)), kernel)
    gas(line, 0, 30.0, 30.0, 3.0)
    line.adopt(2, plant(rule(on_delay_s=4.0, settings={"set_point": 29.0}), version=2))
    for second in range(3, 6):
        line.log(second)
    assert short(line.found) == [("HH", "raised", 4.0)]


def test_a_removed_rule_and_a_changed_label_clear_what_stood(kernel: Kernel) -> None:
    line = Line(plant(rule(), rule(id="s", label="S")), kernel)
    gas(line, 0, 30.0, 30.0, 3.0)
    assert short(line.adopt(1, plant(rule(label="HHH"), version=2))) == [("HH", "cleared", 1.0), ("S", "cleared", 1.0)]
    assert gas(line, 2, 30.0, 30.0, 3.0) == [("HHH", "raised", 2.0)]
    assert short(line.adopt(3, plant(version=3))) == [("HHH", "cleared", 3.0)]
    assert gas(line, 4, 30.0, 30.0, 3.0) == []


def test_edges_of_rules_stand_where_their_reading_is_in_the_log(kernel: Kernel) -> None:
    line = Line(plant(rule()), kernel)
    found = line.log(0, (0, 60.0, 0, 1), (0, 60.0, 0, 2), (0, 60.0, 0, 4), (0, 3.0, 0, 3))
    assert [(t.label, t.point_id) for t in found] == [("H", 1), ("H", 2), ("HH", 1), ("H", 4)]
    assert [t.id for t in found] == [f"0-1-{n}" for n in range(4)]


def test_a_point_may_be_in_many_groups(kernel: Kernel) -> None:
    rules = [rule(id=f"g{n}", label=f"G{n}", points=[1, 2, 3][: 2 + n % 2]) for n in range(6)]
    line = Line(plant(*rules), kernel)
    assert [t[0] for t in gas(line, 0, 30.0, 30.0, 3.0)] == [f"G{n}" for n in range(6)]


# --- back-test -----------------------------------------------------------------------------------------


def test_a_back_test_runs_the_rules_too() -> None:
    rows = [
        (n, T0 + t * 1000, 40.0 if t % 600 >= 540 and n < 3 else 3.0, 0) for t in range(0, 3600, 5) for n in (1, 2, 3)
    ]
    report = backtest(plant(rule()), [Readings.of(rows)])
    (line,) = report.rules
    assert (line.rule, line.label, line.raised, line.open, line.median_s) == ("voting", "HH", 6, 1, 60.0)
    assert (report.top[0].point_id, report.top[0].rule, report.top[0].raised) == (1, "voting", 6)


# --- gateways: the same trap ---------------------------------------------------------------------------


def test_a_gateway_that_speaks_and_is_silent_again_in_one_catch_up_keeps_both_names_apart(kernel: Kernel) -> None:
    from anlan.alarms.engine import LogEntry

    line = Line(config(point(number=7)), kernel)
    line.live(0, 1.0, number=7)
    for second in range(1, 93):
        line.log(second)
    (raised,) = line.found
    line.adopt(93, config(point(number=3), point(number=7), version=2))
    reading = Readings.of([(7, T0 + 94_000, 1.0, 0)])
    entries = [LogEntry(200, T0 + 94_000, reading)]
    entries += [LogEntry(200 + n, T0 + 94_000 + n * 1000, Readings.empty()) for n in range(1, 93)]
    found = [t for batch in line.engine.apply(entries) for t in batch.transitions]
    assert [(t.kind, t.point_id) for t in found] == [("cleared", 7), ("raised", 3)]
    assert found[0].alarm_id == raised.alarm_id
