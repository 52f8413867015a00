"""Told for certain: what leaves, what is repeated, what stops, and what a person may refuse."""

import hashlib
import hmac
import json
import re
from datetime import time, timedelta

import pytest
from django.test import Client

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.notices import breaker, delivering, planning
from anlan.records.notices.administration import channel_create
from anlan.records.notices.choices import DeliveryState
from anlan.records.notices.delivering import claim, run_once, settle
from anlan.records.notices.models import Channel, Delivery, Notice, NoticePreference
from anlan.records.notices.preferences import preference_save
from anlan.records.notices.services import notice_read
from anlan.records.rosters.models import Post, Shift
from tests.acceptance.notices.conftest import MakeSms, NoticeLog
from tests.acceptance.timeline import Timeline, duty_log
from tests.servers.providers import Provider

REMOTE = ("manager", "principal", "town", "duty")


def numbers(there: Provider) -> list[str]:
    return sorted(request.json()["mobile"] for request in there.taken)


def phones(log: Timeline, *who: str) -> list[str]:
    return sorted(log.people[name].phone for name in who)


def states() -> list[str]:
    return sorted(set(Delivery.objects.values_list("state", flat=True)))


def test_a_red_alarm_reaches_everybodys_telephone_once(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    log.at("00:00").alarm("HHH").told(*REMOTE).sends()
    assert numbers(gateway) == phones(log, *REMOTE)
    assert all(text.startswith("【红】") for text in gateway.texts())
    log.at("01:00")
    assert len(gateway.taken) == 4


def test_nobody_accepts_and_it_climbs_until_somebody_does(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    log.at("00:00").alarm("HHH").told(*REMOTE).sends()
    log.at("02:00").told("manager", "town", "duty", why="escalated").sends()
    log.at("03:00").told("manager", "leader", why="escalated").sends()
    assert phones(log, "leader")[0] in numbers(gateway)
    log.at("10:00").told("manager", "leader", why="escalated").sends()
    log.at("20:00").told("manager", "leader", why="escalated").sends()
    before = len(gateway.taken)
    log.does("manager", "accept")
    log.at("32:00")
    assert len(gateway.taken) == before == len({r.json()["msgid"] for r in gateway.taken})


def test_who_accepts_stops_what_was_still_to_be_sent(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    log.at("00:00").alarm("HHH").told(*REMOTE).sends()
    log.does("manager", "accept")
    gateway.mood = "well"
    log.at("20:00")
    # The two who are only informed still hear of it; nobody else is called to a work order that is taken.
    assert numbers(gateway) == phones(log, "town", "duty")
    assert states() == [DeliveryState.SENT, DeliveryState.STOPPED]


def test_an_acknowledgement_stops_the_calls_to_that_person_only(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    log.at("00:00").alarm("HHH").told(*REMOTE).sends()
    log.on_alarm("principal", "acknowledge", "HHH")
    gateway.mood = "well"
    log.at("01:30")
    assert numbers(gateway) == phones(log, "manager", "town", "duty")


@pytest.mark.parametrize("mood", ["busy", "broken"])
def test_the_gateway_is_down_for_an_hour_and_comes_back(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms, mood: str
) -> None:
    """Each notice at least once, doubles marked, and the dead gateway is not hammered."""
    make_sms(gateway)
    gateway.mood = mood
    log.at("00:00").alarm("HH").told("manager", "principal", "committee").sends()
    log.skips_to("2:00")
    for minute in range(3, 61):
        log.skips_to(f"{minute}:00")
    assert breaker.is_open(Channel.objects.get(), clock.now()) or Channel.objects.get().failures
    assert gateway.asked < 120
    lost_answers = len(gateway.taken)
    gateway.mood = "well"
    for minute in range(61, 76):
        log.skips_to(f"{minute}:30")
    arrived = gateway.taken[lost_answers:]
    wanted = {d.key: d for d in Delivery.objects.all()}
    assert {request.json()["msgid"] for request in arrived} == set(wanted)
    for request in arrived:
        seen_before = any(r.json()["msgid"] == request.json()["msgid"] for r in gateway.taken[:lost_answers])
        assert request.json()["content"].startswith("【重发】") == seen_before
    assert len(arrived) == len(wanted)
    assert states() == [DeliveryState.SENT]


def test_the_next_channel_takes_over_at_once_when_one_is_down(
    log: NoticeLog, gateway: Provider, second: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway, "first", rank=1)
    make_sms(second, "reserve", rank=2)
    log.at("00:00").alarm("H").told("manager", "town").sends()
    assert (len(gateway.taken), len(second.taken)) == (2, 0)
    gateway.mood = "busy"
    log.at("15:00").told("principal", "grid", "manager", why="escalated").sends()
    assert numbers(second) == phones(log, "principal", "grid", "manager")
    assert not any("重发" in text for text in second.texts())
    gateway.mood = "well"
    log.at("30:00")
    assert len(gateway.taken) == 2  # told already: the repaired channel says nothing twice


def test_a_lost_answer_makes_the_other_channels_message_a_marked_double(
    log: NoticeLog, gateway: Provider, second: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway, "first", rank=1)
    make_sms(second, "reserve", rank=2)
    gateway.mood = "broken"
    log.at("00:00").alarm("H").told("manager", "town").sends()
    assert len(gateway.taken) == 2
    assert all(text.startswith("【重发】") for text in second.texts())


def report(channel: str, body: bytes, secret: bytes = b"s") -> int:
    signed = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    path = f"/api/notice-receipts/{channel}"
    return Client().post(path, body, content_type="application/json", headers={"X-Anlan-Signature": signed}).status_code


def test_a_receipt_settles_and_a_missing_one_brings_one_marked_double_and_then_the_next_way(
    log: NoticeLog, gateway: Provider, second: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway, "first", rank=1, receipt_within_s=60)
    make_sms(second, "reserve", rank=2)
    log.at("00:00").alarm("H").told("manager", "town").sends()
    manager, town = Delivery.objects.filter(state=DeliveryState.SENT).order_by("id")
    assert report("first", json.dumps({"id": manager.key, "status": "DELIVRD"}).encode()) == 200
    manager.refresh_from_db()
    assert (manager.state, manager.delivered_at) == (DeliveryState.DELIVERED, clock.now())
    log.at("01:01").sends()
    assert [r.json()["mobile"] for r in second.taken] == [town.address]
    assert gateway.texts()[-1].startswith("【重发】")
    log.at("02:30").sends()
    town.refresh_from_db()
    assert (town.state, town.error) == (DeliveryState.FAILED, "已发出，但未收到送达回执")
    assert len(gateway.taken) == 3


def test_a_receipt_must_be_signed_and_cannot_go_backwards(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway, receipt_within_s=60)
    log.at("00:00").alarm("H").told("manager", "town").sends()
    row = Delivery.objects.order_by("id")[0]
    good = json.dumps([{"id": row.key, "status": "DELIVRD"}, {"id": "unknown", "status": "DELIVRD"}]).encode()
    assert report("sms", good, b"wrong") == 404
    assert report("nowhere", good) == 404
    assert report("sms", b"not json") == 422
    assert report("sms", good) == 200
    assert report("sms", json.dumps({"id": row.key, "status": "FAILED"}).encode()) == 200
    row.refresh_from_db()
    assert row.state == DeliveryState.DELIVERED


def test_a_worker_that_dies_while_sending_leaves_a_marked_double_and_no_loss(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    log.at("00:00").alarm("H").told("manager", "town")
    planning.plan()
    jobs = claim()
    assert len(jobs) == 2
    delivering.send(jobs[0])  # it went out, and the worker died before it could write that down
    assert run_once() == 0
    log.at("01:01").sends()
    assert len(gateway.taken) == 3
    assert gateway.texts()[0].startswith("【黄】")
    assert all(text.startswith("【重发】") for text in gateway.texts()[1:])


def test_what_was_accepted_while_a_message_failed_on_its_way_is_not_tried_again(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    log.at("00:00").alarm("H").told("manager", "town")
    planning.plan()
    jobs = claim()
    outcomes = [(job.delivery_id, delivering.send(job)) for job in jobs]
    log.does("manager", "accept")
    for delivery_id, outcome in outcomes:
        settle(delivery_id, outcome)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [DeliveryState.QUEUED, DeliveryState.STOPPED]


def test_red_goes_first_and_keeps_a_part_of_the_rate(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    channel = make_sms(gateway, per_minute=5)
    log.at("00:00").alarm("H").told("manager", "town")
    log.alarm("HHH", "packing").told(*REMOTE).sends()
    assert [text[:3] for text in gateway.texts()] == ["【红】"] * 4
    assert Delivery.objects.filter(state=DeliveryState.QUEUED).count() == 2
    log.at("01:01").sends()
    assert [text[:3] for text in gateway.texts()[4:]] == ["【黄】"] * 2
    assert channel.per_minute == 5


def test_quiet_hours_hold_yellow_and_not_red(db: None, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    with duty_log("2026-11-23 23:00", NoticeLog) as log:
        for person in log.people.values():
            NoticePreference.objects.create(person=person, quiet_from=time(22), quiet_to=time(6, 30))
        log.at("00:00").alarm("H").told("manager", "town").sends()
        assert gateway.taken == []
        due = Delivery.objects.values_list("due_at", flat=True)[0].astimezone(clock.LOCAL)
        assert due.strftime("%d %H:%M") == "24 06:30"
        log.alarm("HHH", "packing").told(*REMOTE).sends()
        assert numbers(gateway) == phones(log, *REMOTE)


def _all_want_quiet(log: NoticeLog) -> None:
    for person in log.people.values():
        NoticePreference.objects.create(person=person, quiet_from=time(22), quiet_to=time(6, 30))


def test_quiet_hours_do_not_hold_what_climbs_or_is_overdue(db: None, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    with duty_log("2026-11-23 14:00", NoticeLog) as log:
        _all_want_quiet(log)
        NoticePreference.objects.update(quiet_from=time(13), quiet_to=time(18))
        log.at("00:00").alarm("HH").told("manager", "principal", "committee").sends().at("04:59")
        assert gateway.taken == []
        log.at("05:00").told("town", "manager", why="escalated").sends()
        assert numbers(gateway) == phones(log, "town", "manager")
        log.does("manager", "accept").skips_to("59:59")
        before = len(gateway.taken)
        log.skips_to("2:05:00").sends()
        assert log.incident.is_overdue
        assert len(gateway.taken) > before


def test_quiet_hours_do_not_hold_back_from_whoever_is_on_a_shift(
    db: None, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    with duty_log("2026-11-23 23:00", NoticeLog) as log:
        _all_want_quiet(log)
        manager, now = log.people["manager"], clock.now()
        post = Post.objects.create(
            name="值班室", role="enterprise_manager", enterprise=log.plant, leader=manager, looked_at=now
        )
        Shift.objects.create(post=post, person=manager, serves=manager, begins_at=now, ends_at=now + timedelta(hours=8))
        log.at("00:00").alarm("H").told("manager", "town").sends()
        assert numbers(gateway) == phones(log, "manager")


def test_nobody_can_switch_off_every_way_for_red(
    log: NoticeLog, gateway: Provider, second: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway, "first", rank=1)
    make_sms(second, "other", rank=2)
    manager = log.people["manager"]
    wishes = {"order": ["other"], "quiet_from": None, "quiet_to": None, "language": "zh-hans"}
    with pytest.raises(Invalid) as refused:
        preference_save(person=manager, off=["first", "other"], **wishes)
    assert "红色" in refused.value.fields["off"]
    preference_save(person=manager, off=["first"], **wishes)
    Channel.objects.filter(name="other").update(is_enabled=False)  # what was left is taken away by somebody else
    log.at("00:00").alarm("HHH").told(*REMOTE).sends()
    assert manager.phone in numbers(gateway)


def test_a_policy_that_says_call_rings_the_telephone_first(
    db: None, gateway: Provider, second: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway, "sms", rank=1)
    make_sms(second, "voice", rank=9, kind="voice")
    with duty_log("2026-11-23 03:00", NoticeLog) as log:
        log.at("00:00").alarm("HH").told("manager", "principal", "committee").sends()
        assert numbers(second) == phones(log, "manager", "principal")
        assert numbers(gateway) == phones(log, "committee")


def test_a_group_is_told_once_and_not_once_per_person(log: NoticeLog, gateway: Provider) -> None:
    gateway.answer = {"code": 0}
    channel_create(actor=None, name="feishu", label="飞书群", kind="feishu", config={"url": gateway.url})
    log.at("00:00").alarm("HHH").told(*REMOTE).sends()
    # The two who must act are one occasion, the two who are informed another.
    assert len(gateway.taken) == 2


def test_a_full_queue_keeps_red_and_says_what_it_left_out(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    monkeypatch.setattr(planning, "MOST_WAITING", 2)
    log.at("00:00").alarm("H").told("manager", "town").sends()
    log.at("00:06").alarm("H", "packing").told("manager", "town").sends()  # later than a burst: a work order of its own
    left_out = Delivery.objects.filter(state=DeliveryState.FAILED)
    assert {row.error for row in left_out} == {"该渠道排队已满，仅保留站内通知"}
    assert left_out.count() == 2
    log.instrument_fails("offline")  # something of another grade must not matter
    log.skips_to("00:10")
    log.alarm("HHH", "probe 2")
    log.told(*[n.person.username for n in log._unspoken()]).sends()
    assert Delivery.objects.filter(grade_rank=1, state=DeliveryState.QUEUED).count() >= 2


def test_reading_in_the_console_stops_the_rest(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    gateway.mood = "busy"
    log.at("00:00").alarm("H").told("manager", "town").sends()
    mine = Notice.objects.get(person=log.people["manager"])
    notice_read(notice_id=mine.pk, reader=log.people["manager"])
    gateway.mood = "well"
    log.at("02:00")
    assert numbers(gateway) == phones(log, "town")


def test_secrets_stand_nowhere_in_the_open(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    channel = channel_create(
        actor=None, name="ding", label="钉钉", kind="dingtalk", config={"url": gateway.url, "secret": "SEC-in-the-open"}
    )
    row = json.dumps(Channel.objects.filter(pk=channel.pk).values().get(), default=str)
    assert "SEC-in-the-open" not in row
    assert gateway.url not in row


def test_a_number_is_used_only_after_its_owner_proved_it(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    manager: User = log.people["manager"]
    client = Client()
    client.force_login(manager)
    new = {"kind": "phone", "value": "13911112222"}
    assert client.post("/api/me/contacts", new, content_type="application/json").status_code == 202
    assert client.post("/api/me/contacts", new, content_type="application/json").status_code == 429
    log.sends()
    code = re.search(r"\d{6}", gateway.texts()[0])[0]  # type: ignore[index]
    wrong = {**new, "code": f"{(int(code) + 1) % 10**6:06d}"}
    other = {**new, "value": "13999999999", "code": code}
    path = "/api/me/contacts/verify"
    assert client.post(path, wrong, content_type="application/json").status_code == 422
    assert client.post(path, other, content_type="application/json").status_code == 422
    log.at("00:00").alarm("H").told("manager", "town").sends()
    assert manager.phone in numbers(gateway)
    assert client.post(path, {**new, "code": code}, content_type="application/json").status_code == 200
    log.alarm("HHH", "packing").told(*REMOTE).sends()
    assert "13911112222" in numbers(gateway)


def test_a_code_cannot_be_guessed(log: NoticeLog, gateway: Provider, make_sms: MakeSms) -> None:
    make_sms(gateway)
    client = Client()
    client.force_login(log.people["manager"])
    new = {"kind": "phone", "value": "13911112222"}
    client.post("/api/me/contacts", new, content_type="application/json")
    log.sends()
    code = re.search(r"\d{6}", gateway.texts()[0])[0]  # type: ignore[index]
    for step in range(1, 6):
        guess = {**new, "code": f"{(int(code) + step) % 10**6:06d}"}
        assert client.post("/api/me/contacts/verify", guess, content_type="application/json").status_code == 422
    right = {**new, "code": code}
    assert client.post("/api/me/contacts/verify", right, content_type="application/json").status_code == 422
