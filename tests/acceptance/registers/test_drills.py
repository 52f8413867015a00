"""Plans, resources, a drill with its command log."""

from typing import Any

import pytest

from anlan.records.accounts.choices import Role
from anlan.records.registers.drills.documents import log_of
from anlan.records.registers.drills.models import Command
from anlan.records.registry.papers import Heading
from tests.acceptance.registers.life import Life, Record, register_life
from tests.acceptance.registers.test_tip_privacy import unpacked
from tests.factories import TownFactory, UserFactory

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


def plan_with_rows(life: Life) -> Record:
    """A plan of two posts and two steps, written by the enterprise, not yet approved."""
    plan = life.creates("manager", "emergency_plans", title="氨泄漏处置", scope="site", owner="high_risk")
    posts = [
        life.creates("manager", "plan_posts", plan=plan.data["id"], title=title, rank=rank, holder=holder, phone=phone)
        for rank, title, holder, phone in (
            (2, "抢险组", "示例乙", "13800000002"), (1, "总指挥", "示例甲", "13800000001")
        )
    ]  # fmt: skip
    for rank, title, post, minutes in ((2, "切断氨源", posts[0], 10), (1, "撤离清点", posts[1], 5)):
        life.creates("manager", "plan_steps", plan=plan.data["id"], title=title, rank=rank, post=post.data["id"],
                     within_min=minutes, text=f"{title}并报告")  # fmt: skip
    return plan


def tasks_of(life: Life, command: Record) -> list[dict[str, Any]]:
    rows = life._get("duty", f"/api/registers/command_tasks/records?f=command:{command.data['id']}")["items"]
    return sorted(rows, key=lambda row: row["id"])


def in_force(life: Life, plan: Record) -> Record:
    life.does("manager", plan, "submit", text="撤离、切断、稀释")
    return life.does("town", plan, "approve")


def test_a_command_opened_from_a_plan_has_its_steps_as_tasks_in_order_with_their_minutes() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = plan_with_rows(life)
        path = f"/api/registers/commands/from/emergency_plans/{plan.data['id']}"
        values = {"event": "机房氨泄漏", "place": "制冷机房"}
        early = life.client("duty").post(path, {"values": values}, content_type="application/json")
        assert early.status_code in (409, 422), "a plan that nobody approved is not opened"
        in_force(life, plan)
        made = life.client("duty").post(path, {"values": values}, content_type="application/json")
        assert made.status_code == 201, made.content.decode()
        command = Record("commands", made.json())
        tasks = tasks_of(life, command)
        assert [(row["values"]["title"], row["values"]["unit"]) for row in tasks] == [
            ("撤离清点", "总指挥"), ("切断氨源", "抢险组")
        ]  # fmt: skip
        assert [row["values"]["deadline_at"][11:16] for row in tasks] == ["01:05", "01:10"]
        assert [row["next_step_due_at"][11:16] for row in tasks] == ["01:05", "01:10"]  # nobody waits an hour to accept
        board = life._get("duty", command.path)["boards"][0]
        assert [row["cells"][2] for row in board["rows"]] == ["示例甲", "示例乙"]
        life.refused("leader", command, "end", because="还有 2 项任务", conclusion="x")


def test_a_command_that_runs_takes_up_a_plan_once() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = plan_with_rows(life)
        command = life.creates("duty", "commands", title="泄漏", event="氨泄漏", place="机房", enterprise=life.plant.pk)
        life.refused("duty", command, "use_plan", because="尚未评审备案", plan=plan.data["id"])
        assert tasks_of(life, command) == []
        in_force(life, plan)
        life.does("duty", command, "use_plan", plan=plan.data["id"])
        assert len(tasks_of(life, command)) == 2
        assert "use_plan" not in [step["name"] for step in life._get("duty", command.path)["steps"]]


def test_rows_of_a_plan_in_force_change_only_by_a_revision_but_numbers_any_day() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = in_force(life, plan_with_rows(life))
        steps = life._get("manager", "/api/registers/plan_steps/records")["items"]
        step = Record("plan_steps", life._get("manager", f"/api/registers/plan_steps/records/{steps[0]['id']}"))
        changed = {"title": "撤离", "rank": 1, "within_min": 3, "text": "三分钟内撤离"}
        life.refused("manager", step, "change", because="修订", **changed)
        life.refused("manager", step, "drop", because="修订", reason="x")
        body = {"values": {"plan": plan.data["id"], "title": "新岗", "rank": 3, "holder": "示例丙", "phone": "1"}}
        late = life.client("manager").post("/api/registers/plan_posts/records", body, content_type="application/json")
        assert "修订" in late.json()["fields"]["plan"]
        posts = life._get("manager", "/api/registers/plan_posts/records")["items"]
        post = Record("plan_posts", life._get("manager", f"/api/registers/plan_posts/records/{posts[0]['id']}"))
        life.does("manager", post, "check", holder="示例丁", phone="13800000009")
        life.refused("manager", post, "drop", because="还有 1 个步骤", reason="撤岗")
        life.does("manager", plan, "revise", reason="工艺变化")
        life.does("manager", step, "change", **changed)
        life.does("manager", step, "drop", reason="并入")
        life.does("manager", step, "reopen")
        life.does("manager", step, "review")


def test_numbers_that_nobody_asked_again_climb_and_the_list_is_printed_in_order() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = in_force(life, plan_with_rows(life))
        for paper in ("call_list", "steps"):
            made = life.client("town").post(f"{plan.path}/papers/{paper}?format=docx")
            assert made.status_code in (200, 201), made.content.decode()
        file = life.client("town").get(made.json()["documents"][0]["url"])
        text = unpacked(b"".join(file.streaming_content)).decode("utf-8", "ignore")  # type: ignore[arg-type]
        assert text.index("13800000001") < text.index("13800000002")
        life.jump(181)
        posts = life._get("manager", "/api/registers/plan_posts/records?f=is_overdue:true")
        assert posts["total"] == 2


def test_a_step_belongs_to_a_post_of_its_own_plan() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan_with_rows(life)
        other = life.creates("manager", "emergency_plans", title="粉尘", scope="site", owner="high_risk")
        post = life._get("manager", "/api/registers/plan_posts/records")["items"][0]["id"]
        body = {"values": {"plan": other.data["id"], "title": "x", "rank": 1, "post": post, "within_min": 5,
                           "text": "x"}}  # fmt: skip
        answer = life.client("manager").post("/api/registers/plan_steps/records", body, content_type="application/json")
        assert "不属于" in answer.json()["fields"]["post"]


def test_people_talk_on_a_command_and_whoever_is_called_on_is_told_if_the_record_is_theirs() -> None:
    with register_life("2026-06-01 09:00") as life:
        UserFactory(username="elsewhere", name="陈远山", role=Role.TOWN_OFFICER, town=TownFactory())
        UserFactory(username="short", name="town", role=Role.ENFORCEMENT)  # called by nobody: the longer name counts
        command = life.creates("duty", "commands", title="隧道坍塌", event="出口段坍塌", place="某隧道",
                               enterprise=life.plant.pk, level=3)  # fmt: skip
        life.told(why="called_on")
        picture = life.photo("duty", "commands")
        said = life.client("duty").post(
            f"{command.path}/comments",
            {"text": "@town员请带水泵，@陈远山 @manager员 收到回复", "photo_ids": [picture]},
            content_type="application/json",
        )
        assert said.status_code == 200, said.content.decode()
        life.told("town", why="called_on")
        notice = life.client("town").get("/api/notices").json()["items"][0]
        assert notice["path"] == f"/registers/commands/{command.data['id']}"
        line = said.json()["timeline"][-1]
        assert (line["kind"], line["data"]) == ("comment", {"photos": [picture]})
        again = life.client("town").post(
            f"{command.path}/comments", {"text": "收到", "photo_ids": [picture]}, content_type="application/json"
        )
        assert again.status_code == 422  # a photo lies in one place, and is its uploader's
        life.does("leader", command, "end", conclusion="全部救出")
        assert "会商记录" in [block.text for block in log_of(Command.objects.get(), None) if isinstance(block, Heading)]
