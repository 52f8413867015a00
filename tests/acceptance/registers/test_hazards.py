"""Hazards, from the day they are found to the day they are struck off."""

import pytest

from anlan.records.audit.models import AuditEntry
from anlan.records.registry.models import Link
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def found(life: Life, who: str = "manager", **more: object) -> Record:
    values = {
        "title": "安全出口堆放杂物",
        "description": "包装车间东侧安全出口被纸箱堵塞",
        "source": "self_check",
        "category": "fire",
    }
    return life.creates(who, "hazards", **{**values, **more})


def test_general_hazard_is_rectified_with_photo_and_struck_off_by_a_second_person() -> None:
    with register_life("2026-06-01 09:00") as life:
        hazard = found(life)
        assert (hazard.state, hazard.data["next_step"]) == ("registered", "定级并明确整改要求")
        life.does("town", hazard, "grade_general", deadline="2026-06-05", requirement="立即清理并划线")
        life.refused("manager", hazard, "rectify", because="照片", rectification="已清理")
        life.does("manager", hazard, "rectify", rectification="已清理", photos=[life.photo("manager", "hazards")])
        assert hazard.state == "recheck"
        life.does("principal", hazard, "recheck_close", comment="现场畅通")
        assert hazard.state == "closed"
        assert not hazard.data["is_open"]
        assert [photo["slot"] for photo in hazard.data["photos"]] == ["after"]
        assert [line["kind"] for line in hazard.data["timeline"]] == [
            "created", "grade_general", "rectify", "recheck_close",
        ]  # fmt: skip
        assert AuditEntry.objects.filter(action__startswith="hazards.").count() == 4


def test_who_rectified_cannot_recheck_and_a_failed_recheck_goes_round_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        hazard = found(life)
        life.does("town", hazard, "grade_general", deadline="2026-06-05", requirement="清理")
        life.does("town", hazard, "rectify", rectification="镇里代为清理", no_photo_reason="相机损坏")
        life.refused("town", hazard, "recheck_close", because="须由另一人办理")
        life.does("grid", hazard, "recheck_fail", deadline="2026-06-09", reason="又堆回来了")
        assert (hazard.state, hazard.data["values"]["reject_count"]) == ("rectifying", 1)
        life.does("manager", hazard, "rectify", rectification="加装护栏", no_photo_reason="相机损坏")
        life.does("grid", hazard, "recheck_close")
        life.does("town", hazard, "reopen", deadline="2026-06-20", reason="夜查发现再次堵塞")
        assert (hazard.state, hazard.data["values"]["reopen_count"]) == ("rectifying", 1)


def test_an_overdue_hazard_climbs_from_grid_to_committee_to_bureau() -> None:
    with register_life("2026-06-01 09:00") as life:
        hazard = found(life)
        life.does(
            "town",
            hazard,
            "grade_general",
            deadline="2026-06-05",
            requirement="清理",
            assignee=life.people["manager"].pk,
        )
        life.day(2).told("manager", why="reminded")
        life.day(4).told("manager", why="reminded")
        life.day(5, hour=7).told("grid", "town", "manager", why="overdue")
        life.day(6, hour=7).told("committee", "manager", why="overdue")
        life.day(7, hour=7).told("duty", "leader", "manager", why="overdue")
        life.day(8, hour=7).told("duty", "leader", "manager", why="overdue")
        life.does("manager", hazard, "rectify", rectification="已清理", no_photo_reason="夜间")
        assert not hazard.data["is_overdue"]
        life.does("grid", hazard, "recheck_close")
        assert hazard.data["values"]["is_late"] is True


def test_major_hazard_needs_five_implementations_an_approved_plan_and_an_acceptance() -> None:
    with register_life("2026-06-01 09:00") as life:
        told = {"title": "速冻间超员", "description": "速冻间内作业人员 12 人，超过 9 人"}
        hazard = found(life, "town", enterprise=life.plant.pk, source="inspection", category="ammonia", **told)
        assert "O10-A2" in hazard.data["values"]["suspected"]
        life.refused("grid", hazard, "grade_major", because="无权", criterion="O10-A2", requirement="限员")
        life.does("enforcement", hazard, "grade_major", criterion="O10-A2", requirement="限员并设独立作业间")
        life.refused("manager", hazard, "submit_plan", because="必填", duty_text="主要负责人", measures="隔间")
        plan = {"duty_text": "主要负责人", "measures": "增设独立作业间", "funds_yuan": 80000, "deadline": "2026-07-31",
                "contingency": "限员、停机撤离"}  # fmt: skip
        life.does("principal", hazard, "submit_plan", **plan)
        life.does("committee", hazard, "refuse_plan", reason="资金来源不明")
        life.does("principal", hazard, "submit_plan", **plan)
        life.does("committee", hazard, "approve_plan")
        life.does("principal", hazard, "ask_extension", asked_until="2026-08-31", reason="设备到货推迟")
        life.does("town", hazard, "grant_extension", reason="情况属实")
        assert hazard.data["values"]["deadline"] == "2026-08-31"
        assert hazard.data["next_step_due_at"] == "2026-08-31T16:00:00+00:00"
        life.does("principal", hazard, "rectify", rectification="独立作业间已验收", no_photo_reason="企业保密")
        life.does("town", hazard, "recheck_pass")
        assert hazard.state == "acceptance"
        life.refused("committee", hazard, "accept", because="必填")
        life.does("committee", hazard, "refuse_acceptance", deadline="2026-09-10", reason="未见培训记录")
        life.does("principal", hazard, "rectify", rectification="已补训", no_photo_reason="企业保密")
        life.does("town", hazard, "recheck_pass")
        life.does("committee", hazard, "accept", comment="同意销号")
        assert hazard.state == "closed"


def test_no_criterion_is_ever_confirmed_by_the_platform_itself() -> None:
    with register_life("2026-06-01 09:00") as life:
        hazard = found(life, title="除尘器泄爆口被堵", description="干式除尘未设泄爆")
        assert hazard.data["values"]["suspected"].startswith("O10-D03")
        assert hazard.data["values"]["level"] is None
        assert hazard.data["values"]["criterion"] is None


def test_a_work_order_becomes_a_hazard_once_and_both_know() -> None:
    from tests.factories import GatewayFactory, PointFactory
    from tests.factories.alarms import alarm

    with register_life("2026-06-01 09:00") as life:
        incident = alarm(PointFactory(gateway=GatewayFactory(enterprise=life.plant))).incident_id
        path = f"/api/registers/hazards/from/incident/{incident}"
        body = {"values": {"category": "ammonia"}}
        made = life.client("duty").post(path, body, content_type="application/json")
        assert made.status_code == 201, made.content.decode()
        assert made.json()["values"]["source"]["value"] == "alarm"
        assert made.json()["links"][0]["register_name"] == "incident"
        again = life.client("duty").post(path, body, content_type="application/json")
        assert (again.status_code, Link.objects.count()) == (409, 1)
