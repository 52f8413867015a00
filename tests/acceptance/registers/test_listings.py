"""A listing from its proposal to its striking off, with what can go wrong between."""

import pytest
from django.test import Client

from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def proposed(life: Life, level: str = "county") -> Record:
    return life.creates(
        "committee", "listings", title="安全出口封堵", level=level, basis="一季度检查", enterprise=life.plant.pk,
        description="三层唯一安全出口被隔墙封堵",
    )  # fmt: skip


def published(life: Life, level: str = "county", deadline: str = "2026-09-30") -> Record:
    listing = proposed(life, level)
    life.does("leader", listing, "approve")
    return life.does("duty", listing, "publish", deadline=deadline, requirement="拆除隔墙", published_at="市政府网站")


def test_a_listing_is_extended_refused_accepted_by_a_third_person_and_listed_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        listing = proposed(life)
        life.refused("committee", listing, "approve", because="无权")
        life.does("leader", listing, "approve")
        too_long = {"deadline": "2027-06-30", "requirement": "拆除隔墙", "published_at": "市政府网站"}
        life.refused("duty", listing, "publish", because="最长一年", **too_long)
        life.does("duty", listing, "publish", **{**too_long, "deadline": "2026-07-31"})
        life.does("principal", listing, "ask_extension", asked_until="2026-09-30", reason="设备到货推迟")
        life.does("leader", listing, "grant_extension", reason="情况属实")
        assert listing.data["next_step_due_at"] == "2026-09-30T16:00:00+00:00"
        life.day(9)
        life.does("principal", listing, "apply", rectification="已拆除", no_photo_reason="涉密车间")
        life.does("town", listing, "fail_review", deadline="2026-09-30", reason="指示灯未装")
        life.does("town", listing, "apply", rectification="镇里代企业提交", no_photo_reason="涉密车间")
        life.refused("town", listing, "pass_review", because="须由另一人办理", first_opinion="同意")
        life.does("committee", listing, "pass_review", first_opinion="已整改到位")
        life.does("duty", listing, "refuse_acceptance", deadline="2026-09-30", reason="疏散宽度不足")
        life.does("principal", listing, "apply", rectification="已拓宽", no_photo_reason="涉密车间")
        life.does("town", listing, "pass_review", first_opinion="已整改到位")
        life.does("duty", listing, "accept", acceptance_opinion="验收合格")
        life.does("duty", listing, "delist", result_published_at="市政府网站")
        assert (listing.state, listing.data["values"]["reject_count"]) == ("delisted", 2)
        life.does("leader", listing, "relist", deadline="2026-12-31", reason="夜查发现再次封堵")
        assert listing.data["is_open"]


def test_an_extension_that_is_asked_for_too_late_is_refused_and_the_listing_climbs_when_overdue() -> None:
    with register_life("2026-06-01 09:00") as life:
        listing = published(life, deadline="2026-06-26")
        late = {"asked_until": "2026-09-30", "reason": "设备未到"}
        life.refused("principal", listing, "ask_extension", because="20 个工作日", **late)
        life.day(25, hour=23)
        life.told("committee", "manager", "principal", "town", why="step")
        life.day(26, hour=1).told("committee", "town", why="overdue")
        life.day(27, hour=1).told("duty", why="overdue")
        life.day(28, hour=1).told("leader", why="overdue")
        life.does("principal", listing, "apply", rectification="已拆除", no_photo_reason="涉密车间")
        assert listing.data["values"]["is_late"] is True


def test_a_rolling_listing_renews_until_so_many_checks_in_a_row_were_clean() -> None:
    with register_life("2026-06-01 09:00") as life:
        listing = published(life, "rolling")
        done = {"rectification": "已整改", "no_photo_reason": "涉密车间"}
        life.refused("principal", listing, "ask_extension", because="当前状态", asked_until="2026-12-31", reason="忙")
        life.does("town", listing, "clean_check", comment="一查合格")
        life.does("town", listing, "clean_check", comment="二查合格")
        life.does("enforcement", listing, "renew", deadline="2026-12-31", reason="暗访发现反弹")
        life.refused("principal", listing, "apply", because="现为 0 次", **done)
        for _ in range(3):
            life.does("town", listing, "clean_check", comment="合格")
        life.does("principal", listing, "apply", **done)
        assert listing.state == "review"


def test_a_refused_proposal_can_be_made_again_and_a_hazard_becomes_a_listing() -> None:
    with register_life("2026-06-01 09:00") as life:
        listing = proposed(life)
        life.does("leader", listing, "refuse", reason="材料不全")
        life.does("town", listing, "propose_again", reason="已补检测报告")
        hazard = life.creates("town", "hazards", title="超员", description="速冻间超员", source="patrol",
                              category="ammonia", enterprise=life.plant.pk)  # fmt: skip
        made = life.client("town").post(
            f"/api/registers/listings/from/hazards/{hazard.data['id']}", {"values": {"level": "county"}},
            content_type="application/json",
        )  # fmt: skip
        assert made.status_code == 201, made.content.decode()
        assert made.json()["links"][0]["register_name"] == "hazards"


def test_everybody_reads_what_is_listed_and_nothing_before_it_is_published() -> None:
    with register_life("2026-06-01 09:00") as life:
        waiting = proposed(life)
        life.does("leader", waiting, "approve")
        page = Client().get("/listings-published")
        assert life.plant.name not in page.content.decode()
        life.does("duty", waiting, "publish", deadline="2026-09-30", requirement="拆除隔墙", published_at="市政府网站")
        said = Client().get("/listings-published").content.decode()
        assert all(one in said for one in (life.plant.name, "安全出口封堵", "2026年9月30日", "督办中（1）"))
        assert "三层唯一安全出口" not in said  # the description is not the notice's
        assert "员" not in said.split("<h2>")[1]  # no person
