"""Rungs without anybody, and people who are not there any more: a work order never waits for them."""

from anlan.domain.grades import Grade
from anlan.records.accounts.choices import Role
from anlan.records.core import clock
from anlan.records.dispatch import shipped
from anlan.records.dispatch.models import PolicyVersion
from anlan.records.dispatch.people import may_hold
from anlan.records.dispatch.selectors import book_at
from anlan.records.dispatch.simulation import simulate
from anlan.records.incidents import abandoned
from anlan.records.incidents.models import Incident
from anlan.records.notices.models import Notice
from tests.acceptance.timeline import Timeline
from tests.factories import EnterpriseFactory, TownFactory


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


def _moves(log: Timeline, who: str, **changes: object) -> None:
    for name, value in changes.items():
        setattr(log.people[who], name, value)
    log.people[who].save()


def _opens(log: Timeline, who: str) -> int:
    """Status of the newest work order's page for this person."""
    return int(log._client(who).get(f"/api/incidents/{log.incident.pk}").status_code)


def test_whoever_is_moved_to_another_plant_holds_nothing_that_they_cannot_open(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("manager", "accept").at("05:00")
    _moves(log, "manager", enterprise=EnterpriseFactory())
    assert _opens(log, "manager") == 404
    log.at("05:01").told("manager", "principal", "town", "duty").says("manager已调离")
    log.stands("dispatched", "签收", due="07:01")
    assert log.incident.assignee == log.people["principal"]
    assert log.people["manager"].pk in log.incident.hands
    relieved = Notice.objects.filter(person=log.people["manager"]).latest("pk")
    assert (relieved.reason, relieved.incident_id) == ("relieved", None)
    log.at("07:01").told("town", "duty", "principal", why="escalated")


def test_whoever_gets_a_role_that_handles_nothing_holds_nothing(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty").at("00:30")
    _moves(log, "manager", role=Role.ADMIN, enterprise=None)
    log.at("00:31").told("manager", "principal", "town", "duty").says("已改任系统管理员")
    assert log.incident.assignee == log.people["principal"]


def test_a_plant_that_moves_to_another_town_leaves_the_officer_of_the_old_one_behind(log: Timeline) -> None:
    _leave(log, "manager", "principal")
    log.at("00:00").alarm("HHH").told("town", "town", "duty").at("00:30")  # charged, and also to be informed
    assert log.incident.assignee == log.people["town"]
    log.plant.town = TownFactory()
    log.plant.save()
    log.at("00:31").told("town", "duty", "duty").says("town已调离")
    assert log.incident.assignee == log.people["duty"]


def test_what_waits_for_a_second_person_stays_with_whoever_handled_it(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").at("00:10").does("manager", "accept")
    log.clears("H").does("manager", "feedback", comment="已更换垫片", reason="夜间无法拍照").told("town", "duty")
    _moves(log, "manager", enterprise=EnterpriseFactory())
    log.at("05:00").stands("feedback", "复核", due=log._since(log.incident.next_step_due_at))
    assert not log.incident.entries.filter(kind="abandoned").exists()


def test_a_person_named_by_the_policy_who_cannot_open_it_is_told_and_not_charged(log: Timeline) -> None:
    rules = [one.data() for one in shipped.rules()]
    first = [f"person:{log.people['stranger'].pk}", "enterprise_manager"]
    for one in rules:
        one["first"] = first if one["grade"] == "red" else one["first"]
    PolicyVersion.objects.create(number=2, title="试验", state="published", rules=rules, in_force_from=clock.now())
    log.at("00:00").alarm("HHH").told("stranger", "manager", "town", "duty")
    assert log.incident.assignee == log.people["manager"]


def test_the_question_of_every_second_agrees_with_may_hold(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    incident = log.incident
    _moves(log, "committee", field="")
    for name, person in log.people.items():
        Incident.objects.update(assignee=person)
        lost = abandoned.lost().filter(pk=incident.pk).exists()
        assert lost is not may_hold(person, log.plant), name
    Incident.objects.update(assignee=log.people["manager"])
