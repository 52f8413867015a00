"""People whom nothing reaches do not count as told: the order says so and calls the next rung at once."""

from anlan.records.core import clock
from anlan.records.notices import unreached
from anlan.records.notices.administration import channel_create
from anlan.records.notices.models import ContactPoint, Notice, NoticePreference, PushSubscription
from anlan.records.notices.ways import Book
from tests.acceptance.notices.conftest import MakeSms, NoticeLog
from tests.servers.providers import Provider

RED = ("manager", "principal", "town", "duty")


def _without_telephone(log: NoticeLog, *who: str) -> None:
    for name in who:
        log.people[name].phone = ""
        log.people[name].save()


def test_when_nobody_at_the_foot_can_be_reached_the_next_rung_is_called_at_once(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    _without_telephone(log, "manager", "principal")
    log.at("00:00").alarm("HHH").told(*RED).sends()
    log.at("00:01").told("town", "duty", "manager", why="escalated").says(
        "无法通知：manager（企业安全管理员）没有手机号"
    )
    log.says("应通知的人员均无法通知，提前升级").stands("dispatched", "签收", due="02:00")
    log.at("02:00").stands("dispatched", "签收", due="02:00")
    assert log.incident.is_overdue
    log.at("03:00").told("leader", "manager", why="escalated").at("04:00")
    lines = list(log.incident.entries.filter(kind="unreached").values_list("text", flat=True))
    assert sum("manager" in line for line in lines) == 1, "each person is named once a work order"


def test_one_who_can_be_reached_is_enough_and_the_ladder_keeps_its_times(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    _without_telephone(log, "manager")
    log.at("00:00").alarm("HHH").told(*RED).sends()
    log.at("01:59").says("无法通知：manager").at("02:00").told("town", "duty", "manager", why="escalated")


def test_a_rung_that_cannot_be_reached_is_passed_over(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    _without_telephone(log, "town", "duty")
    log.at("00:00").alarm("HHH").told(*RED).sends()
    log.at("02:00").told("town", "duty", "manager", why="escalated").sends()
    log.at("02:01").told("leader", "manager", why="escalated")
    log.at("10:00").told("leader", "manager", why="escalated")


def test_a_ladder_without_anybody_who_can_be_reached_does_not_spin(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    _without_telephone(log, *log.people)
    log.at("00:00").alarm("HHH").told(*RED).sends()
    for second in range(1, 8):
        log.skips_to(f"00:{second:02d}")
    assert log.incident.escalation_level == 3
    log.skips_to("09:00")
    assert log.incident.escalation_level == 3
    log.at("20:00").told("leader", "manager", why="escalated")


def test_without_any_channel_the_pages_are_the_way_and_nobody_is_called_early(log: NoticeLog) -> None:
    _without_telephone(log, "manager", "principal")
    log.at("00:00").alarm("HHH").told(*RED).sends()
    log.at("02:00").told("town", "duty", "manager", why="escalated")
    assert not log.incident.entries.filter(kind="unreached").exists()


def test_a_channel_that_refuses_everything_is_no_way_either(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    log.at("00:00").alarm("HHH").told(*RED).sends()
    log.at("00:30").says("各渠道均未能发出")
    log.told("town", "duty", "manager", why="escalated")


def test_what_goes_out_at_the_second_try_was_told(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    log.at("00:00").alarm("HHH").told(*RED).sends()
    assert Notice.objects.exclude(unreached="").exists()
    gateway.mood = "well"
    log.at("00:15").at("01:59")
    assert not Notice.objects.exclude(unreached="").exists()
    assert not log.incident.entries.filter(kind="unreached").exists()


def test_who_has_switched_everything_off_is_not_told_of_orange(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    for name in ("manager", "principal"):
        NoticePreference.objects.create(person=log.people[name], off=["sms"])
    log.at("00:00").alarm("HH").told("manager", "principal", "committee").sends()
    log.at("00:01").told("town", "manager", why="escalated").says("manager（企业安全管理员）本人关闭了全部渠道")


def test_who_has_read_it_on_the_page_was_told(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    _without_telephone(log, "manager", "principal")
    log.at("00:00").alarm("HHH").told(*RED).sends()
    Notice.objects.filter(person=log.people["principal"]).update(read_at=clock.now())
    log.at("00:30").says("无法通知：manager")
    log.at("02:00").told("town", "duty", "manager", why="escalated")


def test_whom_nothing_reaches_is_known_beforehand_and_by_the_same_judgement(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    people = type(log.people["duty"]).objects.filter(pk__in=[one.pk for one in log.people.values()])
    assert unreached.addresses_in_use() == []
    assert not unreached.unreachable(people).exists()
    make_sms(gateway)
    channel_create(actor=None, name="push", label="推送", kind="webpush", config={"subject": "mailto:a@example.com"})
    _without_telephone(log, "manager", "principal", "town", "duty")
    ContactPoint.objects.create(
        person=log.people["manager"], kind="phone", value="13900000000", verified_at=clock.now()
    )
    ContactPoint.objects.create(person=log.people["principal"], kind="phone", value="13900000001")
    PushSubscription.objects.create(person=log.people["town"], endpoint_hash="a", subscription={"endpoint": "x"})
    book = Book.read(people.values_list("pk", flat=True))
    judged = {one.username for one in people if not book.ways(Notice(person=one, grade="red"))}
    assert judged == set(unreached.unreachable(people).values_list("username", flat=True)) == {"principal", "duty"}
    assert unreached.addresses_in_use() == ["phone", "push"]
    assert unreached.said("phone,push") == "没有手机号、未开启推送"
