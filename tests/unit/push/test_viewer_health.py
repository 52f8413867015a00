"""Nobody is told what is not theirs, and the health page does not flatter."""

import pytest

from anlan.bus.messages import Heartbeat, ScreenEvent
from anlan.web.push.health import ALARM_PATH, SILENT_AFTER_MS, HealthBoard
from anlan.web.push.viewer import Viewer

COUNTY = Viewer(1, "s", None)
PLANT = Viewer(2, "s", frozenset({5}))


def event(topic: str, enterprise_id: int | None) -> ScreenEvent:
    return ScreenEvent(topic=topic, kind="x", id="1", at_ms=0, enterprise_id=enterprise_id)


@pytest.mark.parametrize(
    ("viewer", "topic", "enterprise_id", "sees"),
    [
        (COUNTY, "alarm", 5, True),
        (COUNTY, "alarm", None, True),
        (COUNTY, "unknown", None, True),
        (COUNTY, "never-classified", 5, False),
        (PLANT, "alarm", 5, True),
        (PLANT, "alarm", 6, False),
        (PLANT, "alarm", None, False),
        (PLANT, "unknown", None, False),
        (PLANT, "config", 5, False),
    ],
)
def test_who_is_told(viewer: Viewer, topic: str, enterprise_id: int | None, sees: bool) -> None:
    assert viewer.may_see(event(topic, enterprise_id)) is sees


def all_well(at_ms: int) -> HealthBoard:
    board = HealthBoard()
    for process in ALARM_PATH:
        board.heard(Heartbeat(process=process, instance="i", at_ms=at_ms))
    return board


def test_well_when_every_process_beats() -> None:
    assert all_well(1000).problems(1000 + SILENT_AFTER_MS) == []


def test_never_heard_is_not_well() -> None:
    assert len(HealthBoard().problems(0)) == len(ALARM_PATH)


@pytest.mark.parametrize("process", ALARM_PATH)
def test_one_silent_process_is_named(process: str) -> None:
    board = all_well(100_000)
    board.heard(Heartbeat(process=process, instance="i", at_ms=100_000 - SILENT_AFTER_MS - 1))
    assert [p.split()[0] for p in board.problems(100_000)] == [process]


def test_unwell_process_says_why() -> None:
    board = all_well(0)
    board.heard(Heartbeat(process="alarms", instance="i", at_ms=0, is_well=False, reason="disk full"))
    assert board.problems(0) == ["alarms: disk full"]


def test_lost_bus_is_not_well() -> None:
    board = all_well(0)
    board.is_bus_connected = False
    assert board.problems(0) == ["the bus (nats) does not answer"]


def test_one_of_two_instances_may_die() -> None:
    board = all_well(100_000)
    board.heard(Heartbeat(process="gateway", instance="dead", at_ms=90_000))
    assert board.problems(100_000) == []
    assert board.problems(110_000)[0] == "gateway has been silent for 10 s"


def test_partition_without_an_owner_is_not_well_although_a_standby_lives() -> None:
    board = all_well(100_000)
    board.heard(Heartbeat(process="alarms", instance="i", at_ms=0))
    facts = {"partitions": 2, "owner": 1, "p0_owner": 1}
    board.heard(Heartbeat(process="alarms", instance="a", at_ms=100_000, facts=facts))
    board.heard(Heartbeat(process="alarms", instance="b", at_ms=100_000, facts={"partitions": 2, "owner": 0}))
    assert "not every partition has an owner" in board.problems(100_000)[0]
    board.heard(Heartbeat(process="alarms", instance="b", at_ms=100_000, facts={"partitions": 2, "owner": 1}))
    assert board.problems(100_000) == []
    assert board.report(100_000)["processes"]["alarms"]["instances"] == 2


def test_a_warning_is_told_and_leaves_the_path_well() -> None:
    board = all_well(1000)
    left_out = "not watched: rule group-3 (voting): point 7 is not in the configuration"
    board.heard(Heartbeat(process="alarms", instance="i", at_ms=1000, facts={"p0_warning": left_out, "p0_seq": 5}))
    report = board.report(1500)
    assert (report["is_well"], report["warnings"]) == (True, [f"alarms: {left_out}"])
    assert board.report(1000 + SILENT_AFTER_MS + 1)["warnings"] == []
