"""Time limits: who is told when nobody acts, by day and by night, and after an outage."""

from anlan.records.incidents.sweeper import sweep
from tests.acceptance.timeline import Timeline


def test_a_red_alarm_that_nobody_accepts_climbs_to_the_leader(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("02:00").told("town", "duty", "manager", why="escalated").says("第 1 次升级")
    assert log.incident.is_overdue
    log.at("03:00").told("leader", "manager", why="escalated")
    log.at("10:00").told("leader", "manager", why="escalated")
    log.at("20:00").told("leader", "manager", why="escalated")  # and every ten minutes until somebody accepts
    log.at("21:00").does("leader", "note", comment="已电话联系企业").does("principal", "accept")
    log.stands("accepted", "处置并反馈", due="51:00").at("50:59")
    assert not log.incident.is_overdue


def test_acceptance_ends_the_climbing(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:59").does("manager", "accept")
    log.at("31:58")  # nobody is told of anything for half an hour
    log.at("31:59").told("manager", "town", "duty", why="escalated").says("处置反馈期限已到")


def test_an_orange_alarm_climbs_town_duty_leader(log: Timeline) -> None:
    log.at("00:00").alarm("HH").told("manager", "principal", "committee")
    log.at("05:00").told("town", "manager", why="escalated")
    log.at("15:00").told("duty", "manager", why="escalated")
    log.at("30:00").told("leader", "manager", why="escalated")


def test_a_yellow_alarm_climbs_slowly(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.at("15:00").told("principal", "grid", "manager", why="escalated")
    log.at("45:00").told("town", "manager", why="escalated")


def test_at_night_red_is_told_by_telephone_and_climbs_twice_as_fast(night: Timeline) -> None:
    night.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    assert night.people["manager"].notices.get().channel == "call"
    night.stands("dispatched", "签收", due="01:00")
    night.at("01:00").told("town", "duty", "manager", why="escalated")
    night.at("01:30").told("leader", "manager", why="escalated")


def test_verification_that_nobody_makes_is_pressed_for(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("manager", "accept").clears("HHH").photographs("manager")
    log.does("manager", "feedback", comment="已处置").told("town", "duty")
    log.at("31:00").told("town", "duty", "manager", why="escalated").says("复核期限已到")
    assert log.incident.is_overdue
    log.at("41:00").told("town", "duty", "manager", why="escalated").says("复核已超时 10 分钟")
    log.at("42:00").does("duty", "verify").stands("closed")
    log.at("60:00")  # and then there is silence


def test_a_platform_that_was_down_climbs_every_missed_rung_at_once(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log._clock.advance(12 * 60)  # nothing ran for twelve minutes
    sweep()
    log.told("town", "duty", "manager", "leader", "manager", "leader", "manager", why="escalated")
    assert log.incident.escalation_level == 3


def test_a_place_without_anybody_in_charge_falls_to_the_duty_officer(log: Timeline) -> None:
    for name in ("operator", "manager", "principal", "town", "grid", "committee", "leader", "duty", "relief"):
        log.people[name].is_active = False
        log.people[name].save()
    log.at("00:00").alarm("HHH").told().stands("open", "派单", due="02:00").says("请值班员派单")
    log.people["duty"].is_active = True
    log.people["duty"].save()
    log.at("02:00").stands("dispatched", "签收", due="04:00").skips_to("02:01")
    assert log.incident.assignee == log.people["duty"]
