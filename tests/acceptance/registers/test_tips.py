"""A tip from the page to the payout, and what happens when nobody looks at it."""

from typing import Any

import pytest
from django.test import Client

from anlan.records.registers.tips.choices import Basis, Grade
from anlan.records.registers.tips.codes import payout_code
from anlan.records.registers.tips.models import Tip
from anlan.records.registers.tips.reward import reward
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def sent(life: Life, what: str = "仓库里堆了很多没有标签的桶") -> tuple[str, Record]:
    """Somebody uses the page; the record as the desk finds it."""
    answer = Client().post("/tip", {"what": what, "where": "某村东头仓库"})
    assert answer.status_code == 200, answer.content.decode()
    code = answer.context["plain"]
    tip = Tip.objects.latest("id")
    return code, Record("tips", life._get("duty", f"/api/registers/tips/records/{tip.pk}"))


def accepted(life: Life, tip: Record) -> Record:
    return life.does(
        "duty", tip, "accept", title="危化品线索", description="仓库存放无标签桶", kind="illegal",
        assignee=life.people["town"].pk, enterprise=life.plant.pk,
    )  # fmt: skip


def seen(code: str) -> str:
    return Client().post("/tip/progress", {"code": f"{code[:4]} {code[4:]}"}).content.decode()


def test_a_tip_is_verified_comes_back_is_rewarded_and_paid_without_a_name() -> None:
    with register_life("2026-06-01 09:20") as life:
        code, tip = sent(life)
        assert Tip.objects.get().opened_at.isoformat() == "2026-06-01T01:00:00+00:00"  # the hour, not the minute
        assert "正在决定是否受理" in seen(code)
        accepted(life, tip)
        assert tip.data["values"]["verify_by"] == "2026-07-31"
        found = {"findings": "查获无标签桶 20 只", "feedback": "已查实并处罚。"}
        life.does("town", tip, "verify", verdict="true", **found)
        assert "已查实并处罚" not in seen(code)
        life.does("duty", tip, "return_findings", reason="未附清单")
        life.does("duty", tip, "verify", verdict="true", **found)
        life.refused("duty", tip, "confirm", because="须由另一人办理")
        life.does("leader", tip, "confirm")
        life.refused("duty", tip, "propose", because="死亡人数", reward_basis="concealed")
        life.does("duty", tip, "propose", reward_basis="fine", fine_yuan=100_000)
        life.refused("duty", tip, "approve", because="无权")
        life.does("leader", tip, "refuse", reason="罚款未执行")
        life.does("duty", tip, "propose", reward_basis="fine", fine_yuan=50_000)
        life.does("leader", tip, "approve")
        assert tip.data["values"]["reward_yuan"] == 7_500
        page = seen(code)
        assert payout_code(code) in page
        assert "2026-07-31" in page
        life.refused("committee", tip, "pay", because="领奖码与本线索不符", payout_code="0000000000")
        life.does("committee", tip, "pay", payout_code=payout_code(code))
        assert tip.state == "closed"
        assert payout_code(code) not in str(tip.data)
        assert "7500 元" in seen(code)
        life.refused("leader", tip, "reopen", because="", verify_by="2026-08-01", reason="复查")


def test_a_tip_that_nobody_looks_at_climbs_and_one_that_was_refused_is_taken_up_again() -> None:
    with register_life("2026-06-01 09:20") as life:
        code, tip = sent(life)
        life.day(0, hour=16).told("duty", why="reminded")
        life.day(10).told("duty", why="overdue")
        life.day(11).told("leader", why="overdue")
        life.does("duty", tip, "reject", reason="地点不明", feedback="地点不明，请补充后再报。")
        assert "地点不明，请补充" in seen(code)
        life.does("leader", tip, "take_up", reason="补充了地点")
        accepted(life, tip)
        assert tip.data["values"]["verify_by"] == "2026-08-11"
        life.does("duty", tip, "extend", reason="涉及多个乡镇")
        assert tip.data["values"]["verify_by"] == "2026-09-10"
        life.refused("duty", tip, "extend", because="只能延长一次", reason="再延")
        life.does("town", tip, "verify", verdict="false", findings="未发现", feedback="经核查未发现。")
        life.does("duty", tip, "close_unfounded")
        life.does("duty", tip, "reopen", verify_by="2026-10-01", reason="又有新情况")
        assert tip.state == "verifying"


def test_a_reward_that_nobody_fetches_ends_and_one_without_a_code_is_not_proposed() -> None:
    with register_life("2026-06-01 09:20") as life:
        _, tip = sent(life)
        accepted(life, tip)
        life.does("town", tip, "verify", verdict="partly", findings="部分属实", feedback="已责令整改。")
        life.does("duty", tip, "confirm")
        life.does("duty", tip, "propose", reward_basis="no_fine")
        life.does("leader", tip, "approve")
        life.jump(62)  # claimed within 60 days, so two days over
        life.does("duty", tip, "forfeit", reason="逾期两日，已公示")
        assert tip.data["values"]["reward_yuan"] == 0
        by_letter = life.creates("duty", "tips", title="来信线索", description="来信反映", channel="letter")
        accepted(life, by_letter)
        life.does("town", by_letter, "verify", verdict="true", findings="属实", feedback="已处理。")
        life.does("duty", by_letter, "confirm")
        life.refused("duty", by_letter, "propose", because="没有领奖码", reward_basis="no_fine")
        life.does("duty", by_letter, "no_reward", reason="来信未留码", feedback="已处理。")


def test_the_enterprise_that_gets_a_hazard_does_not_learn_of_the_tip() -> None:
    with register_life("2026-06-01 09:20") as life:
        _, tip = sent(life)
        accepted(life, tip)
        path = f"/api/registers/hazards/from/tips/{tip.data['id']}"
        made = life.client("duty").post(path, {"values": {"category": "chemical"}}, content_type="application/json")
        assert made.status_code == 201, made.content.decode()
        shown = life.client("manager").get(f"/api/registers/hazards/records/{made.json()['id']}").content.decode()
        assert "举报" not in shown
        assert tip.data["no"] not in shown
        assert made.json()["links"][0]["register_name"] == "tips"


def test_a_tip_becomes_a_lead_only_when_somebody_found_it_true() -> None:
    with register_life("2026-06-01 09:20") as life:
        _, tip = sent(life)

        def turned_into(register: str, values: dict[str, str]) -> tuple[int, Any]:
            path = f"/api/registers/{register}/from/tips/{tip.data['id']}"
            made = life.client("duty").post(path, {"values": values}, content_type="application/json")
            return made.status_code, made.json()

        status, said = turned_into("hazards", {"category": "chemical"})
        assert (status, "尚未受理" in said["message"]) == (409, True)
        accepted(life, tip)
        status, said = turned_into("cases", {"violation": "V77"})
        assert (status, "核查属实" in said["message"]) == (409, True)
        life.does("town", tip, "verify", verdict="partly", findings="确有无证储存", feedback="已立案调查。")
        assert {one["register_name"] for one in tip.data["spawn"]} >= {"hazards", "inspections"}
        status, case = turned_into("cases", {"violation": "V77"})
        assert (status, case["values"]["source"]["value"]) == (201, "tip")
        assert [one["register_name"] for one in case["links"]] == ["tips"]


@pytest.mark.parametrize(
    ("given", "yuan"),
    [
        ({"basis": Basis.FINE, "fine_yuan": 19_999}, 3_000),
        ({"basis": Basis.FINE, "fine_yuan": 20_000}, 3_000),
        ({"basis": Basis.FINE, "fine_yuan": 100_000}, 15_000),
        ({"basis": Basis.FINE, "fine_yuan": 5_000_000}, 300_000),
        ({"basis": Basis.NO_FINE}, 3_000),
        ({"basis": Basis.CONCEALED, "deaths": 3, "grade": Grade.LARGER}, 120_000),
        ({"basis": Basis.CONCEALED, "deaths": 9, "grade": Grade.EXTRA_MAJOR}, 300_000),
    ],
)
def test_the_official_rule(given: dict[str, object], yuan: int) -> None:
    assert reward(**given)[0] == yuan  # type: ignore[arg-type]
