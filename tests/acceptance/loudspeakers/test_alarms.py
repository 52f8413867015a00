"""Alarms spoken of themselves: at t=0 the gas alarm, by t=5 the horn; and nobody counts as told because of it."""

import numpy as np
import pytest

from anlan.records.loudspeakers.choices import CallState, Reason
from anlan.records.loudspeakers.models import Broadcast
from anlan.records.loudspeakers.sound import HIGH_HZ, LOW_HZ
from anlan.records.notices.models import Notice
from tests.acceptance.loudspeakers.conftest import HornLog
from tests.factories.loudspeakers import rule
from tests.servers.horn import Horn

TOLD = ("manager", "principal", "town", "duty")


def share_of_tone(samples: np.ndarray) -> float:
    """How much of the first three seconds lies in the band of the alarm tone."""
    spectrum = np.abs(np.fft.rfft(samples[: 3 * 8_000].astype(float))) ** 2
    hz = np.fft.rfftfreq(3 * 8_000, 1 / 8_000)
    return float(spectrum[(hz > LOW_HZ - 60) & (hz < HIGH_HZ + 60)].sum() / spectrum.sum())


def test_a_red_alarm_is_spoken_within_five_seconds(log: HornLog, horn: Horn) -> None:
    log.horn_at(horn)
    rule(log.plant, "red")
    log.at("00:10").alarm("HHH").told(*TOLD)
    log.at("00:15")
    call = log.calls()[0]
    assert call.state == CallState.PLAYED
    assert log.seconds(call) <= ["00:15"]
    assert call.played_s > 5
    assert len(horn.packets) == round(call.played_s / 0.02)
    assert share_of_tone(horn.samples) > 0.9
    said = call.broadcast
    assert (said.reason, said.grade, said.incident_id) == (Reason.ALARM, "red", log.incident.pk)
    assert "氨气浓度红色报警" in said.text
    assert "制冷机房" in said.text


def test_nothing_is_spoken_unless_somebody_turned_it_on(log: HornLog, horn: Horn) -> None:
    log.horn_at(horn)
    log.at("00:00").alarm("HHH").told(*TOLD)
    log.at("00:30")
    assert Broadcast.objects.count() == 0
    rule(log.plant, "red")  # it counts for what comes, not for what stands
    log.at("00:40")
    assert Broadcast.objects.count() == 0
    assert horn.requests == []


def test_only_the_grades_and_kinds_of_the_rule_are_spoken(log: HornLog, horn: Horn) -> None:
    log.horn_at(horn)
    made = rule(log.plant, "red")
    log.at("00:00").alarm("HH").skips_to("00:10")
    assert log.calls() == []
    made.kinds = ["dust_concentration"]
    made.save()
    log.alarm("HHH", "packing").skips_to("00:20")
    assert log.calls() == []
    made.kinds = ["nh3_concentration"]
    made.save()
    log.skips_to("00:22")
    assert [call.state for call in log.calls()] == [CallState.PLAYED]


def test_a_horn_is_no_person_and_the_escalation_goes_on(log: HornLog, horn: Horn) -> None:
    log.horn_at(horn)
    rule(log.plant, "red")
    log.at("00:00").alarm("HHH").told(*TOLD)
    log.at("01:59")
    assert log.calls()[0].state == CallState.PLAYED
    assert Notice.objects.filter(read_at__isnull=False).count() == 0
    log.at("02:00").told("town", "duty", "manager", why="escalated")
    log.stands("dispatched", "签收", log._since(log.incident.next_step_due_at))


def test_a_horn_that_fails_is_called_again_and_people_are_told_once(log: HornLog, silent: Horn) -> None:
    log.horn_at(silent)
    rule(log.plant, "red")
    log.at("00:00").alarm("HHH").told(*TOLD)
    log.at("00:04").told("manager", "duty", why="loudspeaker_down")
    log.at("01:30")  # and of nothing more
    call = log.calls()[0]
    assert log.seconds(call)[:5] == ["00:01", "00:04", "00:10", "00:22", "00:46"]
    assert (call.state, call.ended, call.why) == (CallState.WAITING, "refused", "503 No")
    horn = call.loudspeaker
    assert horn.down_since is not None
    silent.answers = "200"
    log.skips_to("02:30")
    call.refresh_from_db()
    horn.refresh_from_db()
    assert call.state == CallState.PLAYED
    assert (horn.down_since, horn.failures) == (None, 0)


def test_what_nobody_answers_for_ten_minutes_is_given_up(log: HornLog, silent: Horn) -> None:
    log.horn_at(silent)
    rule(log.plant, "red")
    log.at("00:00").alarm("HHH").told(*TOLD).does("manager", "accept")
    log.stride_s = 20
    log.skips_to("10:20")
    call = log.calls()[0]
    assert call.state == CallState.FAILED
    assert len(call.attempts) > 12


def test_an_alarm_found_after_a_standstill_is_not_spoken_of_itself(log: HornLog, horn: Horn) -> None:
    log.horn_at(horn)
    rule(log.plant, "red")
    log.at("00:10").alarm("HHH").told(*TOLD).does("manager", "accept")
    log._clock.advance(180)  # nobody looked for three minutes
    log.worker_calls()
    call = log.calls()[0]
    assert call.state == CallState.SKIPPED
    assert "请值班员决定" in call.why
    assert horn.requests == []
    log._heard = Notice.objects.order_by("-id")[0].pk


def test_a_flood_is_not_read_out_for_an_hour(log: HornLog, silent: Horn) -> None:
    log.horn_at(silent)
    rule(log.plant, "red", "orange", "yellow")
    log.at("00:00").alarm("H").skips_to("00:01")
    log.alarm("HH").alarm("HHH").alarm("HHH", "packing").skips_to("00:03")
    states = [call.state for call in log.calls()]
    assert states.count(CallState.WAITING) == 1, "one automatic broadcast waits at a horn: the newest of the worst"
    assert states[:3] == [CallState.SKIPPED] * 3
    assert log.calls()[-1].broadcast.grade == "red"
    assert "包装间" in log.calls()[-1].broadcast.text


@pytest.mark.parametrize("state", ["shelved", "out of service"])
def test_an_alarm_that_is_silenced_is_not_spoken(log: HornLog, horn: Horn, state: str) -> None:
    log.horn_at(horn)
    rule(log.plant, "red")
    log.at("00:00").alarm("HHH").told(*TOLD)
    field = {"shelved": "is_shelved", "out of service": "is_out_of_service"}[state]
    alarm = log.newest_alarm()
    setattr(alarm, field, True)
    alarm.save()
    log.at("00:10")
    assert Broadcast.objects.count() == 0
