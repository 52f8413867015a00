"""Census, grading, parks, alliances, permits and insurance, each through a year."""

import pytest

from anlan.records.registers.risks.grading import grade
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def permit(life: Life, **more: object) -> Record:
    values = {"title": "制冷管道焊接", "kind": "hot_2", "place": "机房", "begins_at": "2026-06-01T10:00:00+08:00",
              "guardian": "监护员甲", "measures": "清理可燃物，配灭火器"}  # fmt: skip
    return life.creates("manager", "work_permits", enterprise=life.plant.pk, **{**values, **more})


def test_a_form_is_filled_in_assessed_coloured_and_looked_at_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        risk = life.creates("manager", "risk_census", title="冷库", enterprise=life.plant.pk, sector="ammonia")
        assert risk.data["values"]["completeness"] == 0
        life.refused("manager", risk, "submit", because="本行业普查表必填", control_owner="厂长")
        life.does("manager", risk, "submit", control_owner="厂长", employees=40, main_products="速冻", ammonia_t=9.5,
                  special_equipment=6)  # fmt: skip
        life.does("town", risk, "return_form", reason="液氨存量有误")
        life.does("manager", risk, "submit", control_owner="厂长", ammonia_t=8.5)
        factors = {"method": "lec", "likelihood": 3, "exposure": 6, "consequence": 15, "measures": "加装检测器"}
        life.refused("town", risk, "assess", because="之一", **{**factors, "likelihood": 4})
        life.does("town", risk, "assess", **factors)
        assert (risk.data["values"]["score"], risk.data["values"]["colour"]["value"]) == (270, "orange")
        life.refused("town", risk, "confirm", because="须由另一人办理")
        life.does("committee", risk, "confirm")
        life.plant.refresh_from_db()
        assert life.plant.risk_level == "orange"
        assert "3 × 6 × 15 = 270" in risk.data["values"]["colour_reason"]
        risk.data = life._get("duty", risk.path)
        assert risk.data["next_step"] == "复评风险"
        life.does("committee", risk, "retire", reason="冷库停用")
        life.does("committee", risk, "reopen", reason="重新启用")
        life.jump(23).told("town", why="overdue")


@pytest.mark.parametrize(
    ("method", "factors", "colour"),
    [("lec", (10, 6, 7), "red"), ("lec", (6, 6, 7), "orange"), ("lec", (3, 3, 15), "yellow"),
     ("lec", (1, 3, 7), "blue"), ("lec", (10, 10, 1), "yellow"), ("ls", (5, 1, 4), "red"),
     ("ls", (4, 1, 4), "orange"), ("ls", (3, 1, 3), "yellow"),
     ("ls", (2, 1, 4), "blue")],
)  # fmt: skip
def test_the_bands(method: str, factors: tuple[float, float, float], colour: str) -> None:
    assert grade(method, *factors).colour == colour


def test_a_permit_needs_gas_figures_a_second_person_and_ends_on_the_hour() -> None:
    with register_life("2026-06-01 09:00") as life:
        work = permit(life, combustible_percent=0.8)
        life.refused("principal", work, "approve", because="证书")
        life.does("manager", work, "remeasure", combustible_percent=0.8, has_certificates=True)
        life.refused("principal", work, "approve", because="可燃气体")
        life.does("manager", work, "remeasure", combustible_percent=0.1, has_certificates=True)
        life.does("principal", work, "approve")
        assert work.data["next_step_due_at"] == "2026-06-04T02:00:00+00:00"  # 72 hours from ten o'clock
        life.does("grid", work, "stop", stop_reason="监护人离场")
        life.does("principal", work, "resume")
        life.day(3, hour=16).told("principal", why="overdue")
        life.does("manager", work, "finish", comment="余火已查清")
        room = permit(life, kind="confined", oxygen_percent=18.0, combustible_percent=0.0, has_certificates=True)
        life.refused("principal", room, "approve", because="氧含量")
        life.does("principal", room, "refuse", reason="通风不足")
        life.does("manager", room, "reopen", begins_at="2026-06-05T10:00:00+08:00", measures="强制通风")
        assert room.state == "asked"


def test_who_asks_for_a_permit_does_not_give_it() -> None:
    with register_life("2026-06-01 09:00") as life:
        work = life.creates(
            "principal", "work_permits", title="焊接", enterprise=life.plant.pk, kind="height", place="屋面",
            begins_at="2026-06-01T10:00:00+08:00", guardian="甲", measures="系安全带", has_certificates=True,
        )  # fmt: skip
        life.refused("principal", work, "approve", because="须由另一人办理")


def test_a_policy_that_ends_is_reminded_of_renewed_and_bounded() -> None:
    with register_life("2026-06-01 09:00") as life:
        terms = {"title": "安责险", "enterprise": life.plant.pk, "policy_no": "P1", "insurer": "某财险",
                 "insured_count": 40, "begins_on": "2025-06-10", "ends_on": "2026-06-09"}  # fmt: skip
        policy = life.creates("manager", "insurances", per_person_yuan=400_000, **terms)
        life.day(3).told("principal", why="reminded")
        life.day(9).told("principal", why="overdue")
        form = {"policy_no": "P2", "begins_on": "2026-06-10", "ends_on": "2027-06-09", "insured_count": 42}
        life.refused("manager", policy, "renew", because="不得低于", per_person_yuan=300_000, **form)
        life.does("manager", policy, "renew", per_person_yuan=500_000, **form)
        life.does("manager", policy, "service", comment="保险机构来厂排查")
        assert policy.data["values"]["service_count"] == 1
        life.does("town", policy, "end", reason="企业注销")
        life.does("manager", policy, "renew", per_person_yuan=500_000, **form)
        assert policy.state == "valid"


def test_rounds_parks_and_alliances_go_round() -> None:
    with register_life("2026-06-01 09:00") as life:
        town = life.plant.town_id
        census = life.creates("town", "census_rounds", title="工矿普查", town=town, field=life.plant.field,
                              sector="general", planned_count=10, deadline="2026-06-30")  # fmt: skip
        life.refused("grid", census, "report", because="不能超过", done_count=11)
        life.does("grid", census, "report", done_count=9)
        life.refused("town", census, "submit", because="还有 1 家")
        life.does("town", census, "report", done_count=10)
        life.does("town", census, "submit")
        life.does("duty", census, "send_back", deadline="2026-07-10", reason="抽查不实")
        life.does("town", census, "submit")
        life.does("duty", census, "confirm")
        park = life.creates("town", "park_assessments", title="园区评估", park="北工业园", town=town)
        scores = {"management_score": 60, "hazard_score": 55, "rescue_score": 62, "findings": "消防通道不足"}
        life.does("town", park, "assess", **scores)
        assert park.data["values"]["colour"]["value"] == "red"
        life.does("leader", park, "send_back", reason="佐证不足")
        life.does("town", park, "assess", **{**scores, "management_score": 90})
        life.does("leader", park, "confirm")
        group = life.creates("town", "alliances", title="第一小组", town=town, lead_unit="甲厂", member_count=6,
                             next_round_on="2026-06-30")  # fmt: skip
        check = life.creates(
            "town", "alliance_checks", alliance=group.data["id"], title="互查甲厂", enterprise=life.plant.pk,
            planned_on="2026-06-20", checkers="乙厂、丙厂",
        )  # fmt: skip
        life.does("town", check, "check", description="电箱未关", found_count=2)
        life.refused("town", check, "fix", because="须由另一人办理", fixed_count=2)
        life.does("grid", check, "fix", fixed_count=2)
        life.does("town", group, "round_done", next_round_on="2026-09-30", comment="首轮")
        life.does("town", group, "dissolve", reason="搬迁")
        life.does("town", group, "reopen", next_round_on="2026-12-31", reason="重组")
        assert group.data["values"]["round_count"] == 1
