"""The closed loop, minute by minute: who is told, who may act, and how a work order ends."""

from anlan.records.audit.models import AuditEntry
from anlan.records.incidents.models import Incident
from tests.acceptance.timeline import Timeline


def test_from_red_alarm_to_closed_by_a_second_person(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.stands("dispatched", "签收", due="02:00").says("要求 2 分钟内签收")
    log.at("00:40").on_alarm("duty", "acknowledge", comment="已知悉")
    log.at("01:10").does("manager", "accept").stands("accepted", "处置并反馈", due="31:10")
    log.at("03:00").does("manager", "start").stands("handling", "处置并反馈", due="31:10")
    log.at("09:00").clears("HHH").says("恢复正常")
    log.at("12:00").photographs("manager").does(
        "manager", "feedback", comment="已更换垫片", measures_done=["启动事故风机"]
    )
    log.told("town", "duty", why="to_verify").stands("feedback", "复核", due="42:00")
    log.refused("manager", "verify", because="无权")
    log.at("20:00").does("town", "verify", comment="现场复核正常").stands("closed")
    assert not log.newest_alarm().is_open
    assert log.incident.verified_by != log.incident.handled_by


def test_the_handler_is_refused_as_verifier_even_with_the_right_to_verify(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("town", "accept").clears("HHH")
    log.at("05:00").photographs("town").does("town", "feedback", comment="到场关闭阀门").told("town", "duty")
    log.refused("town", "verify", because="另一人复核").refused(
        "town", "send_back", because="另一人复核", reason="再看"
    )
    log.at("06:00").does("duty", "verify").stands("closed")


def test_who_accepted_may_not_verify_what_a_colleague_handled(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("duty", "accept").clears("HHH")
    log.at("05:00").photographs("manager").does("manager", "feedback", comment="已处置").told("town", "duty")
    log.refused("duty", "verify", because="另一人复核")
    log.at("06:00").does("town", "verify").stands("closed")


def test_sent_back_with_a_reason_and_handled_again(log: Timeline) -> None:
    log.at("00:00").alarm("HH").told("manager", "principal", "committee")
    log.at("02:00").does("manager", "accept").clears("HH")
    log.at("10:00").photographs("manager").does("manager", "feedback", comment="已处理").told("town", "duty")
    log.refused("town", "send_back", because="reason")
    log.at("15:00").does("town", "send_back", reason="照片看不清法兰").told("manager")
    log.stands("handling", "处置并反馈", due="75:00").says("照片看不清法兰")
    log.at("20:00").photographs("manager").does("manager", "feedback", comment="重拍法兰").told("town", "duty")
    log.at("22:00").does("town", "verify").stands("closed")


def test_without_a_photo_closing_takes_a_reason(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.at("03:00").does("manager", "accept").clears("H").does("manager", "feedback", comment="已通风").told(
        "town", "duty"
    )
    log.refused("town", "verify", because="reason")
    log.does("town", "verify", reason="防爆区禁止携带手机").stands("closed").says("防爆区禁止携带手机")


def test_nothing_is_closed_while_the_alarm_stands(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("manager", "accept").photographs("manager")
    log.does("manager", "feedback", comment="处置完毕").told("town", "duty")
    log.at("02:00").refused("town", "verify", because="未恢复")
    log.at("05:00").clears("HHH").does("town", "verify").stands("closed")


def test_another_plant_sees_nothing_and_the_operator_cannot_send_people(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    assert log._act("stranger", "accept", {}).status_code == 404
    log.refused("operator", "dispatch", because="无权", to_user_id=log.people["manager"].pk)
    log.refused("operator", "accept", because="未通知到您")
    log.at("01:00").does("duty", "dispatch", to_user_id=log.people["operator"].pk, comment="就近处置").told("operator")
    log.stands("dispatched", "签收", due="03:00").does("operator", "accept")
    assert log._act("duty", "dispatch", {"to_user_id": log.people["stranger"].pk}).status_code == 422


def test_a_yellow_false_alarm_takes_a_reason(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.refused("town", "false_alarm", because="reason")
    log.at("04:00").does("town", "false_alarm", reason="标定气体，已核对标定记录").stands("false_alarm")


def test_a_red_false_alarm_takes_two_people(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("town", "false_alarm", reason="标定气体").stands("dispatched", "签收", due="02:00")
    log.refused("town", "false_alarm", because="另一人", reason="确实是标定")
    log.refused("manager", "false_alarm", because="无权", reason="标定")
    log.at("01:30").does("duty", "false_alarm", reason="电话核实为标定").stands("false_alarm")
    assert log.incident.false_proposed_by == log.people["town"]


def test_every_step_of_a_person_is_audited_and_a_refusal_leaves_no_trace(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.refused("manager", "verify", because="无权").does("manager", "accept")
    actions = list(AuditEntry.objects.filter(actor_id=log.people["manager"].pk).values_list("action", flat=True))
    assert actions == ["incident.accepted"]


def test_an_ended_work_order_takes_notes_and_nothing_else(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("town", "false_alarm", reason="标定").stands("false_alarm")
    for action in ("accept", "feedback", "verify", "dispatch"):
        log.refused("duty", action, because="当前状态不能")
    log.does("town", "note", comment="探头已送检").says("探头已送检")
    assert not Incident.objects.filter(is_open=True).exists()
