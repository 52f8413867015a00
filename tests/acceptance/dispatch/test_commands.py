"""What people do to a work order besides the straight way: take over, support, merge, split, convert, reopen."""

from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.models import AuditEntry
from anlan.records.incidents.models import Incident, SupportRequest
from anlan.records.notices.models import Notice
from tests.acceptance.dispatch.conftest import DispatchLog

RED = ("manager", "principal", "town", "duty")


def test_nobody_accepts_and_it_climbs_three_times_and_goes_on(log: DispatchLog) -> None:
    log.at("00:00").alarm("HHH").told(*RED)
    log.at("02:00").told("town", "duty", "manager", why="escalated")
    log.at("03:00").told("leader", "manager", why="escalated")
    log.at("10:00").told("leader", "manager", why="escalated")
    log.at("20:00").told("leader", "manager", why="escalated")
    assert log.incident.escalation_level == 4
    log.at("25:00").does("town", "take_over", reason="企业无人应答").told("manager", why="taken_over")
    log.stands("accepted", "处置并反馈", due="55:00").at("54:59")


def test_taking_over_moves_the_responsibility_and_buys_no_time(log: DispatchLog) -> None:
    log.at("00:00").alarm("HHH").told(*RED)
    log.at("01:00").does("manager", "accept").stands("accepted", "处置并反馈", due="31:00")
    log.refused("manager", "take_over", because="已是", reason="我来").refused("town", "take_over", because="reason")
    log.refused("operator", "take_over", because="岗位人员", reason="我来")
    log.at("10:00").does("town", "take_over", reason="企业负责人不在场").told("manager", why="taken_over")
    log.stands("accepted", "处置并反馈", due="31:00")
    log.clears("HHH").photographs("town").does("town", "feedback", comment="已关阀").told("town", "duty")
    log.refused("town", "verify", because="另一人")
    log.at("12:00").does("duty", "verify").stands("closed")


def test_support_is_asked_for_answered_and_silence_is_told(log: DispatchLog) -> None:
    log.at("00:00").alarm("HHH").told(*RED)
    log.at("01:00").does("manager", "accept")
    wanted = [log.people["grid"].pk, log.people["town"].pk]
    log.refused("manager", "support", because="to_user_ids", comment="堵漏")
    log.refused("manager", "support", because="部分人员", comment="x", to_user_ids=[log.people["stranger"].pk])
    log.does("manager", "support", comment="带防化服两套", to_user_ids=wanted).told("grid", "town", why="support")
    first, second = SupportRequest.objects.order_by("id")
    path = f"/incidents/{log.incident.pk}/support/{first.pk}/answer"
    log.calls("duty", path, {"coming": True}, expect=409)
    log.at("02:00").calls(first.asked_of.username, path, {"coming": True, "comment": "十分钟到"})
    log.told("manager", why="support_answered").says("前来支援")
    log.at("03:00").told("manager", "duty", why="overdue").says("未在期限内答复支援请求")
    path = f"/incidents/{log.incident.pk}/support/{second.pk}/answer"
    log.calls(second.asked_of.username, path, {"coming": False}, expect=422)
    log.calls(second.asked_of.username, path, {"coming": False, "comment": "在外地"})
    log.told("manager", why="support_answered")
    assert [row["state"] for row in log.calls("duty", f"/incidents/{log.incident.pk}", method="get")["support"]] == [
        "coming", "declined",
    ]  # fmt: skip


def test_two_work_orders_of_a_plant_become_one_and_its_place_stays_with_it(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    first = log.incident
    log.at("00:10").alarm("HH", "packing").told("manager", "principal", "committee").work_orders(2)
    log.refused("duty", "merge", because="同一企业", into_id=log.incident.pk, reason="同一处泄漏")
    log.refused("manager", "merge", because="无权", into_id=first.pk, reason="同一处泄漏")
    log.at("01:00").does("duty", "merge", into_id=first.pk, reason="同一处泄漏")
    log.told("manager", "principal", "committee")  # the first has become orange by it
    first.refresh_from_db()
    merged = log.incident
    assert (merged.state, merged.is_open, merged.merged_into_id) == ("merged", False, first.pk)
    assert (first.grade, Alarm.objects.filter(incident_id=first.pk).count()) == ("orange", 2)
    log.clears("HH", "packing").at("02:00").alarm("HH", "packing").work_orders(2)
    assert Alarm.objects.filter(incident_id=first.pk).count() == 3


def test_a_split_work_order_is_dispatched_on_its_own(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town").alarm("H", "probe 2")
    log.does("manager", "accept")
    going = Alarm.objects.order_by("-pk")[0]
    everything = list(Alarm.objects.values_list("pk", flat=True))
    log.refused("duty", "split", because="至少留下一条", alarm_ids=everything, reason="两处")
    log.does("duty", "split", alarm_ids=[going.pk], reason="两处泄漏").told("manager", "town")
    fresh = Incident.objects.order_by("-pk")[0]
    old = Incident.objects.get(pk=fresh.split_from_id)
    assert (fresh.state, old.state) == ("dispatched", "accepted")
    assert Alarm.objects.get(pk=going.pk).incident_id == fresh.pk


def test_the_second_person_rule_holds_for_all_who_had_it_in_hand(log: DispatchLog) -> None:
    log.at("00:00").alarm("HHH").told(*RED)
    log.at("00:30").does("town", "accept")
    log.at("05:00").does("duty", "take_over", reason="支援到位").told("town")
    log.clears("HHH").photographs("manager").does("manager", "feedback", comment="已处置").told("town", "duty")
    for who in ("town", "duty"):
        log.refused(who, "verify", because="另一人复核")
    log.does("leader", "verify").stands("closed")


def test_a_closed_work_order_is_opened_again_with_a_reason(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.at("01:00").does("manager", "accept").clears("H").photographs("manager")
    log.does("manager", "feedback", comment="已通风").told("town", "duty")
    log.at("05:00").does("town", "verify").stands("closed")
    log.refused("manager", "reopen", because="无权", reason="又漏").refused("duty", "reopen", because="reason")
    log.at("10:00").does("duty", "reopen", reason="现场复查仍有异味").told("manager", "town")
    log.stands("dispatched", "签收", due="25:00").says("现场复查仍有异味")
    assert log.incident.reopened == 1
    log.at("25:00").told("principal", "grid", "manager", why="escalated")
    assert AuditEntry.objects.filter(action="incident.reopened").count() == 1


def test_nothing_is_opened_again_beside_another_work_order_of_its_place(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("town", "false_alarm", reason="标定").clears("H")
    first = log.incident
    log.at("01:00").alarm("H").told("manager", "town").work_orders(2)
    answer = log.calls("duty", f"/incidents/{first.pk}/actions/reopen", {"reason": "再看"}, expect=409)
    assert log.incident.no in answer["message"]
    assert Notice.objects.filter(reason="reopened").count() == 0
