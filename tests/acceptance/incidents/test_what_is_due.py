"""One thing that cannot be taken holds up nothing else that is due, and is not silent about it."""

from typing import Any

import pytest

from anlan.records.alarm_flow import silencing
from anlan.records.incidents import intake, sweeper
from anlan.records.incidents.models import PendingAlarm
from tests.acceptance.timeline import Timeline


def test_a_window_that_cannot_end_keeps_no_shelf_and_no_late_alarm_from_people(
    log: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.at("00:00").takes_out_of_service("duty", 5, "packing").on_silence("town", "approve")
    log.alarm("H").told("manager", "town").on_alarm("duty", "shelve", minutes=5, reason="标定").clears("H")
    log.does("town", "false_alarm", reason="标定气体").at("02:00").alarm("H").told()

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("a silence of an older version")

    monkeypatch.setattr(silencing, "end", broken)
    log.at("04:50").alarm("HH", "probe 2", is_late=True).told()
    log._clock.advance(20)
    done = sweeper.sweep()
    assert (done.failed, done.reopened, done.late_opened) == (1, 1, 1)
    log.told("manager", "town", "manager", "principal", "committee")


def test_of_ten_late_alarms_the_nine_sound_ones_are_told(log: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    log.at("00:00")
    for point in ("probe", "probe 2", "packing"):
        log.alarm("HHH", point, is_late=True)
    bad, honest = log.newest_alarm(), intake.join_or_open

    def fragile(cases: Any) -> Any:
        cases = list(cases)
        if any(case.alarm.pk == bad.pk for case in cases):
            raise ValueError("its enterprise is broken")
        return honest(cases)

    monkeypatch.setattr(intake, "join_or_open", fragile)
    log._clock.advance(10)
    done = sweeper.sweep()
    assert done.failed == 1
    log.work_orders(1).told("manager", "principal", "town", "duty")
    assert list(PendingAlarm.objects.values_list("alarm_id", flat=True)) == [bad.pk], "it is tried again, not forgotten"
