"""What opens a work order, what joins one, what waits, and what is copied at the opening."""

from anlan.records.core import clock
from anlan.records.dispatch import shipped
from anlan.records.dispatch.models import PolicyVersion
from tests.acceptance.timeline import Timeline


def test_an_alarm_that_clears_and_comes_back_joins_its_work_order(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.at("02:00").clears("H").at("03:00").alarm("H").work_orders(1).says("并入本工单")
    log.at("04:00").does("manager", "accept").clears("H").photographs("manager")
    log.does("manager", "feedback", comment="已通风").told("town", "duty")
    log.at("05:00").alarm("H").told("manager", "town").work_orders(1).stands("dispatched", "签收", due="20:00")
    log.refused("town", "verify", because="当前状态不能").does("manager", "accept").photographs("manager")
    log.does("manager", "feedback", comment="已更换垫片").told("town", "duty")
    log.refused("town", "verify", because="未恢复")
    log.at("06:00").clears("H").does("town", "verify").stands("closed")
    log.at("08:00").alarm("H").told("manager", "town").work_orders(2)  # what comes after the end is a new matter


def test_one_leak_on_two_probes_is_one_work_order_that_rises_with_it(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").stands("dispatched", "签收", due="15:00")
    log.at("00:20").alarm("H", "probe 2")
    log.at("00:40").alarm("HH").told("manager", "principal", "committee").stands("dispatched", "签收", due="05:40")
    log.at("01:00").alarm("HHH").told("manager", "principal", "town", "duty").stands("dispatched", "签收", due="03:00")
    log.work_orders(1).says("等级由橙色升为红色")
    assert log.incident.grade == "red"


def test_a_grade_that_rises_during_handling_tells_people_and_never_gives_more_time(log: Timeline) -> None:
    log.at("00:00").alarm("HH").told("manager", "principal", "committee")
    log.at("01:00").does("manager", "accept").stands("accepted", "处置并反馈", due="61:00")
    log.at("50:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.stands("accepted", "首报", due="52:00").at("51:00").does("manager", "report", comment="泄漏加大，人员已撤离")
    log.told("town", "duty").stands("accepted", "处置并反馈", due="61:00")


def test_what_turns_red_in_hand_climbs_unless_somebody_reports(night: Timeline) -> None:
    night.at("00:00").alarm("H").told("manager", "town").does("manager", "accept")
    # He took a yellow one with four hours' time, and fell asleep again.
    night.at("30:00").alarm("HHH").told("manager", "principal", "town", "duty").says("内报告现场情况")
    night.at("31:00").told("manager", "town", "duty", why="escalated").at("41:00").told("leader", "manager")
    night.at("42:00").does("principal", "take_over", reason="原责任人联系不上").told("manager")
    night.does("principal", "report", comment="已到现场，正在关阀").told("town", "duty")
    night.stands("accepted", "处置并反馈", due="60:00")


def test_two_rooms_are_two_work_orders(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.at("00:10").alarm("H", "packing").told("manager", "town").work_orders(2)


def test_instruments_have_a_work_order_of_their_own_and_never_hide_in_a_leak(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.at("00:10").instrument_fails("offline").told("manager", "town").work_orders(2)
    assert log.incident.kind == "equipment"
    log.at("00:20").instrument_fails("fault", "probe 2").work_orders(2)


def test_back_filled_alarms_call_nobody_unless_they_still_stand(log: Timeline) -> None:
    log.at("00:00").alarm("HHH", is_late=True).told().work_orders(0)
    log.at("00:05").clears("HHH").at("00:20").work_orders(0)
    log.at("01:00").alarm("HH", is_late=True).told().work_orders(0)
    log.at("01:10").told("manager", "principal", "committee").work_orders(1)


def test_a_shelved_condition_calls_nobody_until_its_shelf_ends(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.on_alarm("duty", "shelve", minutes=30, reason="探头检修，票号 2026-118").clears("H")
    log.does("town", "false_alarm", reason="检修").stands("false_alarm")
    log.at("05:00").alarm("H").told().work_orders(1)
    log.at("30:00").told("manager", "town").work_orders(2)
    assert log.newest_alarm().state == "unacked"


def _allow(accept_within_s: float) -> None:
    """Put a version in force under which every grade must be accepted within ``accept_within_s``."""
    rules = [{**rule.data(), "accept_within_s": accept_within_s} for rule in shipped.rules()]
    PolicyVersion.objects.create(
        number=2, title="从严", state="published", rules=rules, published_at=clock.now(), in_force_from=clock.now()
    )


def test_the_policy_is_copied_at_the_opening(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty").stands("dispatched", "签收", due="02:00")
    _allow(45)
    log.at("01:00").stands("dispatched", "签收", due="02:00")
    assert not log.incident.is_overdue
    log.does("duty", "dispatch", to_user_id=log.people["principal"].pk).told("principal")
    log.stands("dispatched", "签收", due="03:00").does("principal", "accept")
    log.at("01:10").alarm("HHH", "packing").told("manager", "principal", "town", "duty")
    log.stands("dispatched", "签收", due="01:55")
