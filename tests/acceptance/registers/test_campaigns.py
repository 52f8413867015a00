"""A campaign from its launch to its end, with tasks that lag, come back and are reopened."""

import pytest

from anlan.records.registers.campaigns.models import Campaign
from anlan.records.registers.campaigns.scoring import ranking
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def launched(life: Life) -> Record:
    campaign = life.creates(
        "duty", "campaigns", title="百日大会战", kind="battle", goals="压事故、清隐患", begins_on="2026-06-01",
        ends_on="2026-09-08",
    )  # fmt: skip
    return life.does("duty", campaign, "launch")


def task_of(life: Life, campaign: Record, deadline: str = "2026-06-20") -> Record:
    return life.creates(
        "duty", "campaign_tasks", campaign=campaign.data["id"], title="重点企业全覆盖", description="逐家检查",
        unit=life.plant.town.name, town=life.plant.town_id, field=life.plant.field, deadline=deadline,
        assignee=life.people["town"].pk,
    )  # fmt: skip


def test_a_task_lags_is_overdue_comes_back_and_is_done_after_all() -> None:
    with register_life("2026-06-01 09:00") as life:
        campaign = launched(life)
        task = task_of(life, campaign)
        life.does("town", task, "accept")
        life.day(15)
        life.does("town", task, "report", progress_percent=20, comment="人手不足")
        assert task.data["values"]["is_lagging"] is True
        life.day(21).told("town", "committee", "duty", why="overdue")
        life.does("town", task, "submit", result="已查完", no_evidence_reason="材料存档")
        assert task.data["values"]["is_late"] is True
        life.does("committee", task, "send_back", reason="缺 3 家")
        life.does("town", task, "submit", result="已补查", photos=[life.photo("town", "campaign_tasks")])
        life.does("committee", task, "confirm")
        life.refused("duty", campaign, "set_formula", because="必填", weight_done=100)
        life.does("duty", task, "reopen", deadline="2026-07-30", reason="回头看发现遗漏")
        life.refused("duty", campaign, "conclude", because="还有 1 项任务未完成", comment="总结")
        life.does("town", task, "submit", result="已补齐", no_evidence_reason="材料存档")
        life.does("duty", task, "confirm")
        life.does("duty", campaign, "conclude", comment="目标完成")
        assert campaign.state == "concluded"


def test_who_submitted_a_task_does_not_accept_it() -> None:
    with register_life("2026-06-01 09:00") as life:
        task = task_of(life, launched(life))
        life.does("duty", task, "accept")
        life.does("duty", task, "submit", result="代办", no_evidence_reason="无")
        life.refused("duty", task, "confirm", because="须由另一人办理")


def test_the_published_formula_ranks_the_units_and_a_change_of_it_is_on_record() -> None:
    with register_life("2026-06-01 09:00") as life:
        campaign = launched(life)
        task = task_of(life, campaign)
        life.does("town", task, "accept")
        life.does("town", task, "report", progress_percent=50, comment="过半")
        task_of(life, campaign)
        # 2 tasks, none done, one reported: 100 × (15 × 1/2) / 100
        assert [one.score for one in ranking(Campaign.objects.get())] == [7.5]
        weights = {"weight_done": 0, "weight_on_time": 0, "weight_reported": 50, "deduct_returned": 1}
        life.does("duty", campaign, "set_formula", reason="突出进展报送", **weights)
        board = campaign.data["boards"][0]
        assert board["rows"][0]["cells"][-1] == "50.0"
        assert "50 × 报送率" in board["note"]
        assert "突出进展报送" in campaign.data["timeline"][-1]["text"]
        listed = life.client("leader").get("/api/registers/campaign_tasks/records", {"f": board["rows"][0]["where"]})
        assert listed.json()["total"] == 2
