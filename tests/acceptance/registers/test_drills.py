"""Plans, resources, a drill with its command log."""

import pytest

from tests.acceptance.registers.life import register_life

pytestmark = pytest.mark.django_db
SCRIPT = "09:00 隧道出口坍塌；09:05 响应；10:30 打通救生通道"


def test_a_drill_is_late_fails_is_held_again_and_says_when_the_next_is_due() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = life.creates("manager", "emergency_plans", title="氨泄漏处置", scope="site", owner="high_risk")
        life.does("manager", plan, "submit", text="撤离、切断、稀释")
        life.does("town", plan, "send_back", reason="缺联络表")
        life.does("town", plan, "submit", text="撤离、切断、稀释；联络表")
        life.refused("town", plan, "approve", because="须由另一人办理")
        life.does("committee", plan, "approve")
        assert plan.data["values"]["revise_by"] == "2029-05-31"
        drill = life.creates("manager", "drills", title="氨泄漏演练", owner="high_risk", planned_on="2026-06-05",
                             script=SCRIPT, plan=plan.data["id"], assignee=life.people["manager"].pk)  # fmt: skip
        life.day(5).told("manager", "town", why="overdue")
        life.does("manager", drill, "hold", record_text="撤离用时 6 分钟", people_count=30)
        life.does("town", drill, "evaluate", score=55, problems="无人清点")
        assert drill.data["values"]["next_on"] == "2026-12-05"
        life.refused("town", drill, "close", because="须重新演练", improvement="补训")
        life.does("town", drill, "repeat", planned_on="2026-06-20", reason="不合格")
        life.does("town", drill, "hold", record_text="撤离 4 分钟", people_count=30)
        life.refused("town", drill, "evaluate", because="须由另一人办理", score=90, problems="无")
        life.does("leader", drill, "evaluate", score=90, problems="无")
        life.does("leader", drill, "close", improvement="设清点员")
        life.does("manager", plan, "revise", reason="工艺变化")
        assert plan.data["values"]["edition"] == 2


def test_a_command_is_kept_alive_by_reports_and_ends_with_its_tasks() -> None:
    with register_life("2026-06-01 09:00") as life:
        command = life.creates("duty", "commands", title="隧道坍塌", event="出口段坍塌，3 人被困", place="某隧道",
                               enterprise=life.plant.pk, level=3, commander=life.people["leader"].pk)  # fmt: skip
        assert command.data["next_step_due_at"] == "2026-06-01T03:00:00+00:00"
        life.does("leader", command, "order", report="封闭道路")
        task = life.creates("duty", "command_tasks", command=command.data["id"], title="打通通道", unit="救援队",
                            description="钻孔", enterprise=life.plant.pk, deadline_at="2026-06-01T12:00:00+08:00",
                            lon=120.6, lat=27.8)  # fmt: skip
        life.does("grid", task, "accept")
        assert task.data["next_step_due_at"] == "2026-06-01T04:00:00+00:00"
        life.refused("leader", command, "end", because="还有 1 项任务", conclusion="救出")
        life.day(0, hour=15).told("duty", why="overdue")
        life.does("town", command, "report", report="救出 3 人")
        life.does("grid", task, "finish", result="10:30 打通")
        life.does("leader", command, "end", conclusion="全部救出")
        made = life.client("duty").post(f"{command.path}/papers/log?format=docx")
        assert made.status_code == 200, made.content.decode()
        life.does("leader", command, "reopen", reason="次生坍塌")
        life.does("duty", task, "reopen", deadline_at="2026-06-01T20:00:00+08:00")
        assert task.state == "ordered"


def test_a_resource_is_checked_every_quarter() -> None:
    with register_life("2026-06-01 09:00") as life:
        team = life.creates("town", "rescue_resources", title="镇应急队", kind="team", unit="镇政府", contact="队长",
                            phone="12350", quantity=20, town=life.plant.town_id, field=life.plant.field)  # fmt: skip
        life.does("grid", team, "check", quantity=18)
        assert team.data["values"]["check_by"] == "2026-08-30"
        life.does("town", team, "put_out", reason="车辆检修")
        life.does("town", team, "check", quantity=18)
        life.does("duty", team, "remove", reason="撤编")
        life.does("duty", team, "reopen", reason="恢复编制")
        assert team.state == "out"
