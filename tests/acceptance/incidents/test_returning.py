"""Alarms that come when people think they are done: waiting for verification, or about to be called false."""

from anlan.records.notices.models import Notice
from tests.acceptance.timeline import Timeline

RED = ("manager", "principal", "town", "duty")


def test_a_red_alarm_that_returns_after_the_feedback_calls_people_again_and_climbs(night: Timeline) -> None:
    night.at("00:00").alarm("HHH").told(*RED)
    night.at("00:30").does("manager", "accept").clears("HHH").photographs("manager")
    night.does("manager", "feedback", comment="已关阀，人员撤离").told("town", "duty", why="to_verify")
    # The manager has gone home, nobody has verified yet; the valve did not hold.
    night.at("08:00").alarm("HHH").work_orders(1).told(*RED).says("报警再起")
    night.stands("dispatched", "签收", due="09:00").decided("told")
    night.at("09:00").told("town", "duty", "manager", why="escalated")
    night.at("09:30").told("leader", "manager", why="escalated")
    night.at("10:00").does("principal", "accept").clears("HHH").photographs("principal")
    night.does("principal", "feedback", comment="已堵漏").told("town", "duty", why="to_verify")
    for who in ("manager", "principal"):
        assert night.people[who].pk in night.incident.hands, "whoever handled it before may still not verify it"
    night.does("town", "verify").stands("closed")


def test_what_turns_red_while_it_waits_for_verification_is_dispatched_as_red(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("manager", "accept").clears("H").photographs("manager")
    log.does("manager", "feedback", comment="已通风").told("town", "duty")
    log.at("30:00").alarm("HHH").told(*RED).stands("dispatched", "签收", due="32:00")
    assert log.incident.grade == "red"
    log.at("32:00").told("town", "duty", "manager", why="escalated")
    log.at("33:00").told("leader", "manager", why="escalated")


def test_a_condition_that_chatters_while_it_waits_for_verification_calls_once(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("manager", "accept").clears("H").photographs("manager")
    log.does("manager", "feedback", comment="已擦拭探头").told("town", "duty")
    log.at("05:00").alarm("H").told("manager", "town").does("manager", "accept").clears("H").photographs("manager")
    log.at("05:10").alarm("H").clears("H").does("manager", "feedback", comment="接触不良，报修").told("town", "duty")
    log.at("05:20").alarm("H").decided("quiet", stage="repeat").stands("feedback", "复核", due="245:10")


def test_a_false_alarm_is_not_agreed_to_for_what_came_after_it_was_proposed(log: Timeline) -> None:
    log.at("00:00").alarm("HH").told("manager", "principal", "committee")
    log.at("01:00").does("town", "false_alarm", reason="标定气体")
    log.at("02:00").alarm("HHH").told(*RED).says("误报作废")
    log.at("02:30").does("duty", "false_alarm", reason="电话核实为标定").stands("dispatched", "签收", due="04:00")
    log.at("03:00").does("town", "false_alarm", reason="已到现场，确为标定").stands("false_alarm")
    assert log.incident.false_proposed_by == log.people["duty"]


def test_the_next_beat_of_a_chattering_probe_leaves_the_proposal_as_it_is(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told(*RED).clears("HHH").at("00:05").alarm("HHH").clears("HHH")
    log.at("00:06").does("town", "false_alarm", reason="探头进水")
    log.at("00:10").alarm("HHH").clears("HHH").does("duty", "false_alarm", reason="视频核实").stands("false_alarm")
    assert Notice.objects.filter(reason="new_kind").count() == 0
