"""Steps that a record seldom takes: refused, waived, taken back, handed on."""

import pytest

from tests.acceptance.registers.life import Life, Record, register_life
from tests.acceptance.registers.test_enforcement import lead, proposed
from tests.acceptance.registers.test_hazards import found
from tests.acceptance.registers.test_inspections import items_of, planned
from tests.acceptance.registers.test_listings import published
from tests.acceptance.registers.test_tips import seen, sent

pytestmark = pytest.mark.django_db

PLAN = {"duty_text": "主要负责人", "measures": "增设独立作业间", "funds_yuan": 80000, "contingency": "限员、停机撤离"}
TWO = {"officers": "张队、李队"}


def test_a_hazard_is_stopped_and_its_extension_refused() -> None:
    with register_life("2026-06-01 09:00") as life:
        told = {"title": "速冻间超员", "description": "速冻间内作业人员 12 人，超过 9 人"}
        hazard = found(life, "town", enterprise=life.plant.pk, source="inspection", category="ammonia", **told)
        life.does("enforcement", hazard, "grade_major", criterion="O10-A2", requirement="限员")
        life.does("principal", hazard, "submit_plan", **PLAN, deadline="2026-07-31")
        life.does("committee", hazard, "approve_plan")
        life.refused("manager", hazard, "suspend", because="无权", reason="停产")
        life.does("enforcement", hazard, "suspend", reason="整改期间不能保证安全")
        assert (hazard.state, hazard.data["values"]["is_suspended"]) == ("rectifying", True)
        life.does("principal", hazard, "ask_extension", asked_until="2026-08-31", reason="设备到货推迟")
        life.does("town", hazard, "refuse_extension", reason="可先限员")
        assert hazard.data["next_step_due_at"] == "2026-07-31T16:00:00+00:00"


def test_a_listing_whose_extension_is_refused_keeps_its_day() -> None:
    with register_life("2026-06-01 09:00") as life:
        listing = published(life)
        life.does("principal", listing, "ask_extension", asked_until="2026-12-31", reason="设备未到")
        life.does("leader", listing, "refuse_extension", reason="可先拆除")
        assert (listing.state, listing.data["next_step_due_at"]) == ("rectifying", "2026-09-30T16:00:00+00:00")


def test_a_party_that_gives_up_its_hearing_is_decided_on_at_once_and_a_court_may_enforce_it() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = proposed(life)
        life.does("enforcement", case, "waive", comment="书面放弃陈述申辩和听证")
        life.does("leader", case, "decide", decision="责令改正，罚款", fine_yuan=60_000)
        life.does("enforcement", case, "serve")
        life.does("enforcement", case, "court", comment="法院裁定强制执行，已划拨")
        assert case.state == "closing"


def test_what_was_seized_by_mistake_is_given_back() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = lead(life)
        life.does("leader", case, "file", **TWO)
        seized = life.creates("enforcement", "seizures", case=case.data["id"], title="甲苯", measure="seizure",
                              goods="chemical", quantity=0.5, place="指定仓库", enterprise=life.plant.pk)  # fmt: skip
        life.does("enforcement", seized, "give_back", outcome="经查为合法储存")
        assert (seized.state, seized.data["is_open"]) == ("returned", False)


def test_a_tip_that_is_another_department_s_is_handed_on_and_its_sender_can_read_so() -> None:
    with register_life("2026-06-01 09:00") as life:
        code, tip = sent(life)
        life.does("duty", tip, "transfer", reason="属交通运输部门职责", feedback="已转交通运输局办理")
        assert tip.state == "transferred"
        assert "已转交通运输局办理" in seen(code)


def test_a_question_on_site_is_answered_left_out_and_corrected() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        life.does("enforcement", check, "start", **TWO)
        first, second, *_ = items_of(life, check)
        life.does("enforcement", first, "conforms")
        life.does("enforcement", first, "clear", reason="看错楼层")
        life.does("enforcement", second, "skip", reason="无此设备")
        assert (first.state, second.state) == ("pending", "not_applicable")


def test_a_plan_is_adjusted_by_the_leader_while_it_runs() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = life.creates("duty", "inspection_plans", title="六月计划", basis="年度计划", content="涉氨、粉尘",
                            begins_on="2026-06-01", ends_on="2026-06-30", planned_count=40)  # fmt: skip
        life.does("duty", plan, "submit")
        life.does("leader", plan, "approve")
        new = {"planned_count": 60, "ends_on": "2026-07-15", "reason": "增加夜查"}
        life.refused("duty", plan, "adjust", because="无权", **new)
        life.does("leader", plan, "adjust", **new)
        assert plan.data["next_step_due_at"] == "2026-07-15T16:00:00+00:00"


def committee_of(life: Life) -> Record:
    return life.creates("duty", "committees", title="工矿专委会", body="special", field=life.plant.field,
                        chair="副市长", duties="统筹工矿领域安全生产")  # fmt: skip


def test_a_committee_is_looked_at_again_dissolved_and_restored_and_a_member_comes_back() -> None:
    with register_life("2026-06-01 09:00") as life:
        body = committee_of(life)
        life.does("committee", body, "review", chair="常务副市长", comment="人事调整")
        member = life.creates("committee", "committee_members", committee=body.data["id"], title="局长",
                              unit="应急管理局", post="member", duties="牵头工矿领域安全生产")  # fmt: skip
        life.does("committee", member, "leave", reason="调任")
        assert not member.data["is_open"]
        life.does("committee", member, "return", reason="任免有误")
        life.does("leader", body, "dissolve", reason="机构调整")
        life.does("leader", body, "restore", reason="继续运行")
        assert (member.state, body.state) == ("serving", "active")


def test_a_report_is_waived_and_a_letter_takes_the_place_of_a_talk() -> None:
    with register_life("2026-06-01 09:00") as life:
        report = life.creates("duty", "duty_reports", title="述职", unit="塘下镇", year=2025, deadline="2026-06-20")
        life.does("leader", report, "waive", reason="新任职不足三个月")
        assert report.state == "waived"
        letter = life.creates("duty", "cautions", title="警示", kind="warning", unit="塘下镇", trigger="两起一般事故",
                              town=life.plant.town_id, field=life.plant.field)  # fmt: skip
        life.refused("duty", letter, "decide_letter", because="须由另一人办理")
        life.does("leader", letter, "decide_letter", comment="限期整改")
        assert letter.state == "feedback"


def test_the_level_of_a_command_is_raised_while_it_runs() -> None:
    with register_life("2026-06-01 09:00") as life:
        command = life.creates("duty", "commands", title="隧道坍塌", event="出口段坍塌", place="某隧道",
                               enterprise=life.plant.pk, level=3, commander=life.people["leader"].pk)  # fmt: skip
        life.does("leader", command, "change_level", level=2, reason="被困人数增加")
        assert (command.state, command.data["values"]["level"]) == ("running", 2)


def test_trees_planted_on_paper_are_counted_in_with_a_reason() -> None:
    with register_life("2026-06-01 09:00") as life:
        season = life.creates("duty", "tree_seasons", title="安全月", begins_on="2026-06-01", ends_on="2026-06-30")
        life.does("duty", season, "count_in", planter_count=200, try_count=230, reason="社区活动现场种树")
        assert season.data["values"]["planter_count"] == 200


def test_a_certificate_that_was_reviewed_has_its_next_day() -> None:
    with register_life("2026-06-01 09:00") as life:
        paper = life.creates(
            "manager", "certificates", title="制冷作业", enterprise=life.plant.pk, kind="special", holder="李工",
            certificate_no="T1", issued_on="2024-07-01", ends_on="2030-06-30",
        )  # fmt: skip
        life.does("manager", paper, "review", review_on="2029-07-01")
        assert paper.data["values"]["review_on"] == "2029-07-01"
