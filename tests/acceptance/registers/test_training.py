"""A course, its batch with people who sign in by a code, their papers, and certificates that end."""

import re

import pytest
from django.test import Client

from anlan.records.registers.training.models import Attendance, Course
from anlan.records.registers.training.papers import mark, paper_of
from anlan.records.registers.training.signing import token_of
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def course_of(life: Life) -> Record:
    course = life.creates(
        "town", "courses", title="氨安全", audience="employee", hours=4, lesson="氨的危险", paper_size=2
    )
    life.refused("town", course, "submit", because="至少 2 题")
    for n in range(4):
        life.does("town", course, "add_question", text=f"第 {n} 题", a="对", b="错", right="A")
    life.refused("town", course, "add_question", because="之一", text="坏题", a="对", b="错", right="d")
    life.does("town", course, "submit")
    life.refused("town", course, "release", because="无权")
    life.does("duty", course, "send_back", reason="补充")
    life.does("town", course, "submit")
    return life.does("leader", course, "release")


def batch_of(life: Life, course: Record | None = None) -> Record:
    more = {"course": course.data["id"]} if course else {}
    return life.creates(
        "town", "training_batches", title="第一期", audience="employee", begins_on="2026-06-05", invited_count=3,
        town=life.plant.town_id, field=life.plant.field, **more,
    )  # fmt: skip


def test_people_sign_in_with_their_phones_and_their_papers_are_marked() -> None:
    with register_life("2026-06-01 09:00") as life:
        batch = batch_of(life, course_of(life))
        wall = life.client("town").get(f"/training-code/{batch.data['id']}")
        assert "<svg" in wall.content.decode()
        assert Client().get(f"/training-code/{batch.data['id']}").status_code == 403
        assert life.client("operator").get(f"/training-code/{batch.data['id']}").status_code == 403
        sheet = f"/sign-in-sheet/{token_of(batch.data['id'])}"
        phone = Client()
        assert phone.post(sheet, {"name": "", "unit": "甲厂"}).status_code == 422
        paper = phone.post(sheet, {"name": "张工", "unit": "甲厂"})
        Client().post(sheet, {"name": "张工", "unit": "甲厂"})
        assert Attendance.objects.count() == 1
        page = phone.get(paper["Location"]).content.decode()
        asked = set(re.findall(r'name="(\d+)"', page))
        assert len(asked) == 2
        assert "氨的危险" in page
        assert "100 分" in phone.post(paper["Location"], dict.fromkeys(asked, "a")).content.decode()
        assert "100 分" in phone.post(paper["Location"], dict.fromkeys(asked, "b")).content.decode()  # marked once
        assert Client().get("/sign-in-sheet/1.forged.token").status_code == 410
        life.does("town", batch, "finish", summary="顺利", attended_count=99)
        assert (batch.data["values"]["attended_count"], batch.data["values"]["passed_count"]) == (1, 1)
        assert Client().get(sheet).status_code == 410  # over
        life.refused("town", batch, "confirm", because="无权")
        life.does("duty", batch, "confirm")


def test_a_code_is_over_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    with register_life("2026-06-01 09:00") as life:
        sheet = f"/sign-in-sheet/{token_of(batch_of(life).data['id'])}"
        assert Client().get(sheet).status_code == 200
        later = time.time() + 601
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
        assert Client().get(sheet).status_code == 410


def test_a_batch_that_is_forgotten_sent_back_and_reopened() -> None:
    with register_life("2026-06-01 09:00") as life:
        batch = batch_of(life)
        life.day(5).told("town", why="overdue")
        life.refused("town", batch, "finish", because="不能超过实到", summary="好", attended_count=2, passed_count=3)
        life.does("town", batch, "finish", summary="好")
        life.refused("duty", batch, "confirm", because="实到人数为 0")
        life.does("duty", batch, "send_back", begins_on="2026-06-20", reason="未填人数")
        life.does("duty", batch, "finish", summary="好", attended_count=3, passed_count=2)
        life.refused("duty", batch, "confirm", because="须由另一人办理")
        life.does("leader", batch, "confirm")
        life.does("leader", batch, "reopen", begins_on="2026-07-01", reason="补训")


def test_a_paper_is_the_same_for_the_same_seed_and_is_marked_to_the_percent() -> None:
    with register_life("2026-06-01 09:00") as life:
        course_of(life)
        course = Course.objects.get()
        assert paper_of(course, 7) == paper_of(course, 7)
        assert len({tuple(q.pk for q in paper_of(course, seed)) for seed in range(20)}) > 1
        one, two = paper_of(course, 7)
        assert mark([one, two], {str(one.pk): "a", str(two.pk): "b"}) == 50
        assert mark([], {}) == 0


def test_a_certificate_is_reminded_of_a_week_before_its_end_and_climbs_after_it() -> None:
    with register_life("2026-06-01 09:00") as life:
        paper = life.creates(
            "manager", "certificates", title="制冷作业", enterprise=life.plant.pk, kind="special", holder="李工",
            certificate_no="T1", issued_on="2020-07-01", ends_on="2026-06-30",
        )  # fmt: skip
        assert paper.data["values"]["review_on"] == "2023-07-01"
        life.jump(23).told("manager", "principal", why="reminded")
        life.jump(30).told("manager", "principal", why="overdue")
        life.jump(37).told("town", why="overdue")
        life.refused("manager", paper, "renew", because="晚于今天", ends_on="2026-06-30")
        life.does("manager", paper, "renew", ends_on="2032-06-30")
        life.does("manager", paper, "end", reason="离职")
        life.does("manager", paper, "renew", ends_on="2032-06-30")
        assert paper.state == "valid"
