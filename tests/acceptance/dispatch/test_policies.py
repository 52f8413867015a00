"""Policies: the night rule, the most specific rule, two people, a roll-back, a simulation that the night confirms."""

from datetime import datetime
from typing import Any

from anlan.records.audit.models import AuditEntry
from anlan.records.core.clock import now
from anlan.records.dispatch import shipped
from anlan.records.notices.models import Notice
from tests.acceptance.dispatch.conftest import DispatchLog
from tests.factories import UserFactory


def rule(grade: str, **changes: Any) -> dict[str, Any]:
    """A shipped rule with changes."""
    return {**next(one for one in shipped.rules() if one.grade == grade).data(), **changes}


def everyday() -> list[dict[str, Any]]:
    return [one.data() for one in shipped.rules()]


def test_by_night_red_is_accepted_in_half_the_time_and_by_telephone(sunday_night: DispatchLog) -> None:
    log = sunday_night
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty").stands("dispatched", "签收", due="01:00")
    assert Notice.objects.filter(person=log.people["manager"]).get().channel == "call"
    assert "夜间" in log.incident.policy["why"]
    log.at("01:00").told("town", "duty", "manager", why="escalated")


def test_a_rule_for_the_night_is_taken_as_it_is_written(sunday_night: DispatchLog) -> None:
    log = sunday_night
    log.version([*everyday(), rule("red", when="night", first=["duty_officer"], inform=[], accept_within_s=30.0)])
    log.at("00:00").alarm("HHH").told("duty").stands("dispatched", "签收", due="00:30")
    assert "比另外 1 条适用规则更具体" in log.incident.policy["why"]


def test_the_plants_own_rule_beats_the_towns_and_the_towns_the_countys(log: DispatchLog) -> None:
    plant = log.plant
    town = rule("yellow", town=plant.town_id, inform=[], accept_within_s=600.0)
    own = rule("yellow", enterprise=plant.pk, kind="process", inform=["leader"], accept_within_s=300.0)
    log.version([*everyday(), town]).at("00:00").alarm("H").told("manager").stands("dispatched", "签收", due="10:00")
    log.does("town", "false_alarm", reason="标定").clears("H")
    log.version([*everyday(), town, own]).at("01:00").alarm("H").told("manager", "leader")
    log.stands("dispatched", "签收", due="06:00")


def test_a_team_and_a_person_may_be_named(log: DispatchLog) -> None:
    members = [log.people["grid"].pk, log.people["committee"].pk]
    log.calls("duty", "/dispatch/teams", {"name": "氨应急组", "members": members}, method="put")
    named = rule("yellow", inform=["team:氨应急组", f"person:{log.people['leader'].pk}"])
    log.version([named, *(one for one in everyday() if one["grade"] != "yellow")])
    log.at("00:00").alarm("H").told("manager", "grid", "committee", "leader")


def test_arrival_and_first_report_have_clocks_of_their_own(log: DispatchLog) -> None:
    log.rules(arrive_within_s=600.0, report_within_s=900.0)
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("manager", "accept").stands("accepted", "到场", due="11:00")
    log.at("11:00").told("town", "duty", "manager", why="escalated").says("到场期限已到")
    log.at("12:00").does("manager", "arrive", lon=120.66, lat=27.79).stands("handling", "首报", due="16:00")
    assert (log.incident.arrived_lon, log.incident.is_overdue) == (120.66, False)
    log.at("16:00").told("leader", "manager", why="escalated").says("首报期限已到")
    log.at("17:00").does("manager", "report", comment="阀门已关").told("town", "duty", why="reported")
    log.stands("handling", "处置并反馈", due="31:00")
    log.at("31:00").told("leader", "manager", why="escalated").says("处置反馈期限已到")


def test_a_draft_is_simulated_and_published_by_a_second_person_and_no_running_order_changes(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town").stands("dispatched", "签收", due="15:00")
    draft = log.calls("duty", "/dispatch/versions", {"from_number": 1, "title": "缩短黄色签收"}, expect=201)
    number, rules = draft["number"], [{k: v for k, v in one.items() if k != "name"} for one in draft["rules"]]
    next(one for one in rules if one["grade"] == "yellow")["accept_within_s"] = 240
    log.calls("duty", f"/dispatch/versions/{number}/rules", {"title": "", "rules": rules}, method="put")
    path = f"/dispatch/versions/{number}/publish"
    assert "推演" in log.calls("leader", path, {}, expect=409)["message"]
    asked = {"grade": "yellow", "at": now().isoformat(), "version": number}
    shown = log.calls("duty", f"/enterprises/{log.plant.pk}/dispatch-simulation", asked)
    assert shown["accept_within_s"] == 240
    log.calls("duty", path, {}, expect=403)  # may draft, may not publish
    assert log.calls("leader", path, {"reason": "会议纪要 12 号"})["is_in_force"]
    log.stands("dispatched", "签收", due="15:00")
    log.at("01:00").alarm("H", "packing").told("manager", "town").stands("dispatched", "签收", due="05:00")
    changed = log.calls("duty", f"/dispatch/versions/{number}/difference?against=1", method="get")
    assert [(c["what"], [f["field"] for f in c["fields"]]) for c in changed] == [("changed", ["accept_within_s"])]
    assert AuditEntry.objects.filter(action="policy.published").count() == 1


def test_nobody_publishes_what_they_edited_and_a_roll_back_is_at_once(log: DispatchLog) -> None:
    number = _draft_of_an_admin(log)
    refused = log.calls("admin", f"/dispatch/versions/{number}/publish", {}, expect=409)
    assert "另一人发布" in refused["message"]
    log.calls("leader", f"/dispatch/versions/{number}/publish", {})
    back = log.calls("leader", "/dispatch/versions/1/roll-back", {"reason": "夜间误派"}, expect=201)
    assert (back["number"], back["is_in_force"], back["made_from"]) == (number + 1, True, 1)


def _draft_of_an_admin(log: DispatchLog) -> int:
    log.people["admin"] = UserFactory(role="admin")
    number: int = log.calls("admin", "/dispatch/versions", {"from_number": 1, "title": "试行"}, expect=201)["number"]
    asked = {"grade": "red", "at": now().isoformat(), "version": number}
    log.calls("admin", f"/enterprises/{log.plant.pk}/dispatch-simulation", asked)
    return number


def test_rules_that_would_leave_somebody_untold_are_no_version(log: DispatchLog) -> None:
    draft = log.calls("duty", "/dispatch/versions", {"from_number": 1, "title": "坏的"}, expect=201)
    good = [{k: v for k, v in one.items() if k != "name"} for one in draft["rules"]]
    path = f"/dispatch/versions/{draft['number']}/rules"
    for bad, because in (
        (good[1:], "缺少蓝色的通用规则"),
        ([*good, good[0]], "重复"),
        ([{**good[0], "first": ["nobody"]}, *good[1:]], "对象“nobody”不认识"),
        ([{**good[0], "first": ["person:999999"]}, *good[1:]], "没有在册人员"),
        ([{**good[0], "first": ["person:²"]}, *good[1:]], "对象“person:²”不认识"),
        ([{**good[0], "first": ["person:me"]}, *good[1:]], "对象“person:me”不认识"),
    ):
        answer = log.calls("duty", path, {"rules": bad}, method="put", expect=422)
        assert because in answer["fields"]["rules"]


def test_what_the_simulation_says_is_what_the_night_does(sunday_night: DispatchLog) -> None:
    log = sunday_night
    post = log.post("duty_officer")
    log.shift(post, "duty", 0.05, substitute="relief")  # three minutes: the shift changes while the order climbs
    log.shift(post, "duty", 12, after_hours=0.05)
    asked = {"grade": "red", "kind": "process", "at": now().isoformat()}
    said = log.calls("duty", f"/enterprises/{log.plant.pk}/dispatch-simulation", asked)
    foretold = [(one["at"], one["person"]["name"], one["reason"], one["channel"]) for one in said["lines"]]
    assert any("替 duty" in one["why"] for one in said["lines"])
    begins = now()
    log.alarm("HHH")
    for moment in sorted({datetime.fromisoformat(at) for at, *_ in foretold}):
        seconds = round((moment - begins).total_seconds())
        log.skips_to(f"{seconds // 60}:{seconds % 60:02d}")
    log.skips_to(f"{seconds // 60}:{seconds % 60 + 1:02d}")
    lived = [
        (f"{row.created_at:%Y-%m-%dT%H:%M:%S}.000Z", row.person.name, row.reason, row.channel)
        for row in Notice.objects.select_related("person").order_by("id")
    ]
    assert lived[: len(foretold)] == foretold
    assert len(foretold) > 10
