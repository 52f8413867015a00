"""Rungs without anybody, and people who are not there any more: a work order never waits for them."""

from anlan.domain.grades import Grade
from anlan.records.core import clock
from anlan.records.dispatch.selectors import book_at
from anlan.records.dispatch.simulation import simulate
from tests.acceptance.timeline import Timeline


def _leave(log: Timeline, *who: str) -> None:
    for name in who:
        log.people[name].is_active = False
        log.people[name].save()


def test_an_empty_rung_calls_the_next_that_has_somebody(log: Timeline) -> None:
    _leave(log, "town")
    log.at("00:00").alarm("HH").told("manager", "principal", "committee")
    log.at("05:00").told("duty", "manager", why="escalated").says("该级无人在册")
    log.at("15:00").told("duty", "manager", why="escalated")
    log.at("30:00").told("leader", "manager", why="escalated")


def test_a_ladder_without_a_top_goes_on_with_what_is_below(log: Timeline) -> None:
    _leave(log, "leader")
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    for moment in ("02:00", "03:00", "10:00", "20:00"):
        log.at(moment).told("town", "duty", "manager", why="escalated")


def test_a_yellow_alarm_of_a_plant_and_a_town_without_people_finds_the_duty_officer(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    _leave(log, "principal", "grid", "town")
    log.at("15:00").told("duty", "manager", why="escalated")


def test_the_simulation_says_the_same(log: Timeline) -> None:
    _leave(log, "town", "leader")
    log.at("00:00")
    said = simulate(book=book_at(clock.now()), grade=Grade.ORANGE, kind="process", enterprise=log.plant, at=clock.now())
    rungs = [(told.level, told.call.person.username) for told in said.lines if told.level in (1, 2, 3)]
    assert {who for _, who in rungs} == {"manager", "duty"}


def test_whoever_holds_a_work_order_and_is_switched_off_is_replaced_at_once(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("manager", "accept").at("05:00")
    _leave(log, "manager")
    log.at("05:01").told("principal", "town", "duty").says("账号已停用").stands("dispatched", "签收", due="07:01")
    assert log.incident.assignee == log.people["principal"]
    assert log.people["manager"].pk in log.incident.hands
    log.at("07:01").told("town", "duty", "principal", why="escalated")


def test_when_the_last_of_all_is_switched_off_it_is_said_once_and_waits_for_somebody(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    _leave(log, "manager", "principal", "town", "duty", "relief", "leader", "grid", "operator", "committee")
    log.at("00:10").stands("open", "派单", due="02:09").says("没有找到可派单的在册人员")
    assert log.incident.entries.filter(kind="abandoned").count() == 1
    log.people["relief"].is_active = True
    log.people["relief"].save()
    log.skips_to("02:10").stands("dispatched", "签收", due="04:09")
    assert log.incident.assignee == log.people["relief"]
