"""A dead horn is known before it is needed: tried at its hour without a sound, and people are told."""

import pytest

from anlan.records.loudspeakers.choices import CallState
from anlan.records.loudspeakers.selectors import troubles
from tests.acceptance.loudspeakers.conftest import HornLog
from tests.servers.horn import Horn


def test_a_horn_is_tried_at_its_hour_without_a_sound(log: HornLog, horn: Horn) -> None:
    row = log.horn_at(horn, test_every="day", test_hour=15)
    log.stride_s = 600
    log.at("59:50")
    assert horn.requests == []
    log.at("1:00:05")
    assert len(horn.asked("OPTIONS")) == 1
    assert horn.packets == []
    assert log.calls()[0].state == CallState.PLAYED
    row.refresh_from_db()
    assert row.last_answered_at is not None
    assert (row.next_test_at - row.last_answered_at).total_seconds() == pytest.approx(24 * 3600, abs=5)


def test_a_test_by_call_plays_a_second_of_silence(log: HornLog, horn: Horn) -> None:
    log.horn_at(horn, test_every="day", test_hour=15, test_by="call")
    log.stride_s = 600
    log.skips_to("59:58").at("1:00:05")
    assert len(horn.packets) == 50
    assert int(abs(horn.samples).max()) <= 8


def test_a_dead_horn_is_told_to_the_plant_and_the_duty_officer(log: HornLog, silent: Horn) -> None:
    log.horn_at(silent, test_every="week", test_hour=15)  # the log begins on a Monday
    log.stride_s = 600
    log.skips_to("59:58")
    assert troubles() == []
    log.at("1:00:03").told("manager", "duty", why="loudspeaker_down")
    assert troubles() == ["loudspeakers do not answer: 机房喇叭; look at 广播 in the console"]
    log.stride_s = 20
    log.at("1:05:00")  # and not again
    assert log.calls()[0].state == CallState.FAILED
