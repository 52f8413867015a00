"""Events, articles, texts to the public, hall bookings, and the safety tree."""

import re

import pytest
from django.test import Client

from anlan.records.registers.outreach.models import TreeSeason
from anlan.records.registers.outreach.tree import bank, round_of
from tests.acceptance.registers.life import register_life

pytestmark = pytest.mark.django_db


def test_an_event_is_forgotten_held_sent_back_and_confirmed_by_another() -> None:
    with register_life("2026-05-06 09:00") as life:
        event = life.creates("town", "outreach_events", title="5·12 宣传", kind="day", planned_on="2026-05-12",
                             town=life.plant.town_id, field=life.plant.field)  # fmt: skip
        life.day(7).told("town", why="overdue")
        life.does("grid", event, "hold", reach_count=200, summary="广场咨询")
        life.does("duty", event, "send_back", planned_on="2026-05-20", reason="无照片")
        life.does(
            "duty", event, "hold", reach_count=210, summary="广场咨询", photos=[life.photo("duty", "outreach_events")]
        )
        life.refused("duty", event, "confirm", because="须由另一人办理")
        life.does("leader", event, "confirm")
        life.does("leader", event, "reopen", planned_on="2026-06-01", reason="数字有误")


def test_whoever_is_exposed_is_heard_first() -> None:
    with register_life("2026-06-01 09:00") as life:
        article = life.creates("town", "articles", title="曝光：堵塞通道", kind="exposure", medium="电视台")
        life.refused("town", article, "submit", because="被曝光单位的意见")
        life.does("town", article, "reply", right_of_reply="拒绝表态")
        life.does("town", article, "submit")
        life.does("duty", article, "send_back", reason="画面未处理")
        life.does("duty", article, "submit")
        life.refused("duty", article, "accept", because="须由另一人办理")
        life.does("leader", article, "accept")
        life.does("town", article, "publish")
        life.does("leader", article, "withdraw", reason="整改完成")
        life.does("leader", article, "reopen", reason="续报")


def test_a_text_sent_by_hand_has_a_quota_a_way_out_a_second_person_and_receipts() -> None:
    with register_life("2026-06-01 09:00") as life:
        base = {"title": "高温提醒", "audience": "全市", "planned_on": "2026-06-03"}
        text = life.creates("duty", "sms_campaigns", text="高温防暑", planned_count=100, **base)
        life.refused("leader", text, "approve", because="退订")
        life.does("leader", text, "refuse", reason="补充退订方式")
        life.does("duty", text, "reopen", text="高温防暑。退订回T", planned_on="2026-06-04")
        life.refused("duty", text, "approve", because="须由另一人办理")
        life.does("leader", text, "approve")
        life.refused("duty", text, "send", because="运营商任务号")
        life.does("duty", text, "send", job_no="JOB1")
        life.refused("duty", text, "finish", because="尚未登记回执")
        life.refused("duty", text, "receipt", because="不能超过", sent_count=100, delivered_count=99, failed_count=2)
        life.does("duty", text, "receipt", sent_count=100, delivered_count=98, failed_count=2)
        life.does("duty", text, "finish")
        more = life.creates("duty", "sms_campaigns", text="防汛。退订回T", planned_count=299_901, **base)
        life.refused("leader", more, "approve", because="配额")


def test_the_hall_takes_sixty_an_hour() -> None:
    with register_life("2026-06-01 09:00") as life:

        def book(people: int) -> object:
            return life.creates("duty", "hall_bookings", title="参观", unit="某校", enterprise=life.plant.pk,
                                visit_on="2026-06-10", people_count=people)  # fmt: skip

        first, second = book(40), book(30)
        life.does("duty", first, "confirm")  # type: ignore[arg-type]
        life.refused("duty", second, "confirm", because="已约满")  # type: ignore[arg-type]
        life.does("duty", second, "refuse", reason="改期")  # type: ignore[arg-type]
        life.does("duty", second, "reopen", visit_on="2026-06-11", hour=10)  # type: ignore[arg-type]
        life.does("duty", second, "confirm")  # type: ignore[arg-type]
        life.does("duty", first, "visited", came_count=38)  # type: ignore[arg-type]


def test_a_tree_is_planted_from_four_right_answers_and_nobody_is_asked_who_they_are() -> None:
    with register_life("2026-06-01 09:00") as life:
        life.creates("duty", "tree_seasons", title="安全月", begins_on="2026-06-01", ends_on="2026-06-30")
        page = Client().get("/safety-tree").content.decode()
        found = re.search(r'name="seed" value="(\d+)"', page)
        assert found
        assert 'type="text"' not in page
        questions = round_of(int(found[1]))
        right = {f"q{one.no}": one.right for one in questions}
        assert "种下了" in Client().post("/safety-tree", {"seed": found[1], **right}).content.decode()
        wrong = dict.fromkeys(right, "z")
        assert "还差一点" in Client().post("/safety-tree", {"seed": found[1], **wrong}).content.decode()
        assert Client(enforce_csrf_checks=True).post("/safety-tree", right).status_code == 403
        season = TreeSeason.objects.get()
        assert (season.planter_count, season.try_count) == (1, 2)
        life.jump(30)
        assert Client().post("/safety-tree", {"seed": found[1], **right}).status_code == 200
        assert TreeSeason.objects.get().planter_count == 1  # the season is over


def test_every_question_has_an_answer_that_exists() -> None:
    assert all(one.right in {key for key, *_ in one.answers} for one in bank())
