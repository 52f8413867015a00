"""The three ways to silence an alarm: who may, how long, what is recorded meanwhile, and what calls at the end."""

from datetime import timedelta
from typing import Any

import pytest

from anlan.domain.grades import Grade
from anlan.records.alarm_flow.models import Decision, Silence, SuppressionLogic
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.sites.models import Point
from tests.acceptance.timeline import Timeline
from tests.factories import PointFactory


@pytest.fixture
def compressor(log: Timeline) -> Point:
    """A pressure point (never red) and a run state in the machine room of the plant."""
    probe = log.points["probe"]
    where = {"gateway": probe.gateway, "workshop": probe.workshop}
    log.points["pressure"] = PointFactory(name="储氨器压力", kind="hp_receiver_pressure", unit="MPa", **where)
    log.points["run"] = PointFactory(name="压缩机运行状态", kind="compressor_state", unit="", **where)
    return log.points["pressure"]


def test_shelving_that_ends_with_the_alarm_standing_calls_again(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").decided("told", "已通知")
    log.at("01:00").does("manager", "accept").on_alarm("duty", "shelve", minutes=30, reason="探头标定").shows("shelved")
    log.clears("H").photographs("manager").does("manager", "feedback", comment="标定完毕").told("town", "duty")
    log.at("02:00").does("town", "verify").stands("closed")
    log.at("10:00").alarm("H").shows("shelved").decided("silenced", "探头标定", stage="shelve").decided("nobody")
    log.at("30:59").silenced_now(shelved=2, standing=1)
    log.at("31:00").told("manager", "town", why="").shows("unacked").work_orders(2).decided("told")


def test_maintenance_of_a_red_point_takes_two_and_its_end_calls_again(log: Timeline) -> None:
    log.at("00:00").takes_out_of_service("manager", 120)
    assert log.silence.state == "proposed"
    log.alarm("H").told("manager", "town").clears("H")  # not approved yet: it calls as ever
    log.on_silence("manager", "approve", expect=403).on_silence("principal", "approve", expect=403)
    log.at("05:00").on_silence("town", "approve").shows("out_of_service")
    log.at("10:00").alarm("HHH").shows("out_of_service").decided("silenced", "检-2026-118", stage="maintenance")
    log.decided("nobody", stage="notify").silenced_now(out_of_service=2, standing=1)
    assert log.newest_alarm("HHH").is_active, "evaluation goes on"
    assert log.silence.alarms_silenced == 1
    log.skips_to("119:59").shows("out_of_service", "HHH").at("120:00").shows("unacked", "HHH").decided("told")
    log.told("manager", "principal", "town", "duty")
    trail = AuditEntry.objects.filter(action__startswith="silence.").order_by("seq")
    assert list(trail.values_list("action", flat=True)) == [
        "silence.requested",
        "silence.approved",
        "silence.begun",
        "silence.ended",
    ]


def asks(log: Timeline, expect: int = 201, **target: object) -> dict[str, Any]:
    """The manager asks for an hour of maintenance of ``target``."""
    until = (clock.now() + timedelta(hours=1)).isoformat()
    body = {"permit_no": "检-2026-119", "reason": "更换阀门", "until": until, **target}
    answer = log._client("manager").post("/api/silences/out-of-service", body, content_type="application/json")
    assert answer.status_code == expect, answer.content.decode()
    return dict(answer.json())


def test_one_permit_covers_several_points_and_no_others(log: Timeline, compressor: Point) -> None:
    two = [log.points["pressure"].pk, log.points["run"].pk]
    asked = asks(log.at("00:00"), point_ids=two)
    assert (asked["state"], asked["covers"].endswith("储氨器压力、压缩机运行状态")) == ("in_force", True)
    log.alarm("HH", "pressure").shows("out_of_service").alarm("H").told("manager", "town")
    log.skips_to("59:59").shows("out_of_service", "HH").skips_to("60:00").shows("unacked", "HH").skips_to("60:01")


def test_a_workshop_under_maintenance_calls_nobody_and_the_next_one_does(log: Timeline, compressor: Point) -> None:
    asked = asks(log.at("00:00"), workshop_id=compressor.workshop_id)
    assert (asked["state"], asked["is_red_capable"]) == ("proposed", True)
    log.on_silence("duty", "approve").alarm("HH").shows("out_of_service")
    log.alarm("HH", "packing").told("manager", "principal", "committee").does("manager", "accept")
    log.at("01:00").on_silence("manager", "end", reason="提前完工").told("manager", "principal", "committee")


def test_points_of_two_enterprises_or_out_of_reach_are_refused(log: Timeline) -> None:
    asks(log.at("00:00"), expect=404, point_ids=[log.points["probe"].pk, PointFactory().pk])
    asks(log, expect=422)
    asks(log, expect=404, workshop_id=10**9)


def test_what_has_not_begun_is_withdrawn_and_what_is_in_force_is_ended(log: Timeline) -> None:
    log.at("00:00").takes_out_of_service("manager", 60)
    shown = log._client("manager").get("/api/silences").json()["items"][0]["allowed_actions"]
    assert [(one["action"], one["label"]) for one in shown] == [("withdraw", "撤回")]
    log.on_silence("manager", "end", reason="改期", expect=409).on_silence("manager", "withdraw", reason="改期")
    assert log.silence.state == "ended"
    log.takes_out_of_service("manager", 60).on_silence("town", "approve")
    log.on_silence("manager", "withdraw", reason="改期", expect=409).on_silence("manager", "end", reason="提前完工")


def test_who_asks_does_not_approve(log: Timeline) -> None:
    log.at("00:00").takes_out_of_service("duty", 60).on_silence("duty", "approve", expect=409)
    log.on_silence("town", "refuse", reason="夜间不得停用").alarm("HHH").told("manager", "principal", "town", "duty")
    assert log.silence.state == "refused"


def test_a_red_point_is_never_out_of_service_for_more_than_eight_hours(log: Timeline) -> None:
    log.at("00:00").takes_out_of_service("manager", 8 * 60 + 1, expect=422).takes_out_of_service("manager", 8 * 60)
    log.takes_out_of_service("stranger", 60, expect=404).takes_out_of_service("operator", 60, expect=403)


def test_a_window_that_lies_ahead_begins_and_ends_by_itself(log: Timeline, compressor: Point) -> None:
    log.at("00:00").takes_out_of_service("manager", 60, "pressure", in_minutes=30)
    assert log.silence.state == "approved"  # cannot turn red: one person is enough
    log.at("10:00").alarm("H", "pressure").told("manager", "town").does("manager", "accept")
    log.at("30:00").shows("out_of_service").at("35:00").clears("H", "pressure").alarm("HH", "pressure")
    log.shows("out_of_service").at("40:00").clears("HH", "pressure").at("90:00").shows("normal")
    assert log.silence.state == "ended"
    assert log.silence.alarms_silenced == 1


def test_ended_before_its_time(log: Timeline) -> None:
    log.at("00:00").takes_out_of_service("manager", 60).on_silence("duty", "approve").alarm("HH")
    log.at("20:00").on_silence("manager", "end", reason="提前完工").shows("unacked")
    log.told("manager", "principal", "committee").decided("told")


def test_two_windows_over_one_point_end_with_the_later_one(log: Timeline) -> None:
    log.at("00:00").takes_out_of_service("manager", 30).on_silence("duty", "approve")
    log.takes_out_of_service("manager", 60).on_silence("duty", "approve").alarm("HH")
    log.at("30:00").shows("out_of_service").at("60:00").shows("unacked").told("manager", "principal", "committee")


def test_suppression_by_design_switched_on_by_a_person(log: Timeline, compressor: Point) -> None:
    log.at("00:00").declares_logic("manager", "hp_receiver_pressure")
    log.on_logic("manager", "switch-on", minutes=60, reason="春节停产").alarm("H", "pressure").shows("suppressed")
    log.decided("silenced", "春节停产", stage="by_design").silenced_now(suppressed=1, standing=1)
    log.at("01:00").alarm("HHH").told("manager", "principal", "town", "duty")  # ammonia leaks from a stopped plant too
    log.does("manager", "accept").clears("HHH").photographs("manager").does("manager", "feedback", comment="已堵漏")
    log.told("town", "duty").does("town", "verify").stands("closed")
    log.at("60:00").told("manager", "town").shows("unacked", "H").work_orders(2)


@pytest.fixture
def fan(log: Timeline) -> Point:
    """The fan of a dust collector: standing still is red while people grind, and means nothing when nobody does."""
    probe = log.points["probe"]
    where = {"gateway": probe.gateway, "workshop": probe.workshop}
    log.points["fan"] = PointFactory(name="除尘风机状态", kind="fan_state", unit="state", **where)
    return log.points["fan"]


def test_suppression_of_what_may_turn_red_waits_for_a_second_person(log: Timeline, fan: Point) -> None:
    log.at("00:00").declares_logic("manager", "fan_state")
    log.on_logic("manager", "switch-on", minutes=60, reason="打磨线停产").alarm("L", "fan", grade=Grade.RED)
    log.told("manager", "principal", "town", "duty").shows("unacked")
    log.on_silence("duty", "approve").shows("suppressed").at("01:59")


@pytest.mark.parametrize("kinds", [["nh3_concentration"], ["hp_receiver_pressure", "scene_fire_smoke_score"]])
def test_a_leak_or_a_fire_is_never_suppressed_by_design(log: Timeline, kinds: list[str]) -> None:
    log.at("00:00").declares_logic("manager", *kinds, expect=422)
    assert not SuppressionLogic.objects.exists()


def test_a_logic_of_an_older_version_silences_no_leak_either(log: Timeline) -> None:
    """Declared and approved before the table said so: it cannot be switched on, and what is in force covers nothing."""
    log.at("00:00").declares_logic("manager", "hp_receiver_pressure")
    SuppressionLogic.objects.update(kinds=["nh3_concentration"])
    log.on_logic("manager", "switch-on", minutes=60, reason="系统已排空", expect=422)
    begins, until = clock.now(), clock.now() + timedelta(hours=8)
    Silence.objects.create(
        way="suppress", state="in_force", enterprise=log.plant, scope="enterprise", kinds=["nh3_concentration"],
        covers="全部测点", reason="系统已排空", begins_at=begins, until=until,
    )  # fmt: skip
    log.alarm("HHH").told("manager", "principal", "town", "duty").shows("unacked")


def test_suppression_that_a_state_point_drives(log: Timeline, compressor: Point) -> None:
    log.at("00:00").declares_logic("manager", "hp_receiver_pressure", driven_by="run", label="STOPPED")
    log.alarm("STOPPED", "run", rule="limit").told("manager", "town")  # declared, but nobody has agreed yet
    log.alarm("H", "pressure").shows("unacked", "H").clears("STOPPED", "run").clears("H", "pressure")
    log.at("01:00").does("manager", "accept").on_logic("town", "approve")
    log.at("02:00").alarm("STOPPED", "run").alarm("H", "pressure").shows("suppressed", "H")
    assert log.silence.is_driven
    log.at("03:00").clears("STOPPED", "run").shows("unacked", "H").decided("nobody", "接到通知", "H")
    assert log.silence.end_reason == "状态测点恢复运行"
    assert log.newest_alarm("STOPPED").state == "rtn_unacked"


EVERY_STAGE = "maintenance shelve by_design inhibit group flood repeat stale notify"


def test_every_alarm_has_its_decision_and_every_stage_speaks(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").alarm("HH").told("manager", "principal", "committee").clears("H")
    assert Decision.objects.count() == Alarm.objects.count() == 2
    for decision in Decision.objects.all():
        assert " ".join(step["stage"] for step in decision.steps) == EVERY_STAGE


def test_a_latched_alarm_stands_until_a_person_resets_it(log: Timeline) -> None:
    log.at("00:00").alarm("IDLH", grade=Grade.RED).told("manager", "principal", "town", "duty").does(
        "manager", "accept"
    )
    log.at("01:00").clears("IDLH").shows("unacked").on_alarm("duty", "acknowledge").shows("latched")
    log.on_alarm("duty", "confirm").on_alarm("duty", "reset", reason="现场复测浓度为零").shows("normal")
    assert not log.newest_alarm().is_open


def test_a_latch_is_not_reset_while_gas_is_there(log: Timeline) -> None:
    log.at("00:00").alarm("IDLH", grade=Grade.RED).told("manager", "principal", "town", "duty")
    log.on_alarm("duty", "acknowledge").shows("acked")
    path = f"/api/alarms/{log.newest_alarm().pk}/reset"
    assert log._client("duty").post(path, {"reason": "复位"}, content_type="application/json").status_code == 409
