"""What people rely on is read by two, looked at again every year, and repealed in the open."""

import pytest

from tests.acceptance.registers.life import register_life

pytestmark = pytest.mark.django_db


def test_an_entry_is_reviewed_by_another_confirmed_every_year_revised_and_repealed() -> None:
    with register_life("2026-06-01 09:00") as life:
        entry = life.creates("committee", "knowledge", title="氨", kind="sds", document_no="7664-41-7",
                             body="刺激性气体，比空气轻。", source="供应商安全技术说明书 2024 版")  # fmt: skip
        life.refused("committee", entry, "approve", because="须由另一人办理")
        life.does("duty", entry, "approve")
        found = life.client("operator").get("/api/registers/knowledge/records", {"q": "比空气轻"}).json()
        assert [row["no"] for row in found["items"]] == [entry.data["no"]]
        life.jump(367).told("duty", why="overdue")
        life.does("leader", entry, "confirm")
        assert entry.data["values"]["review_on"] == "2028-06-02"
        life.does("town", entry, "revise", body="更正", source="2026 版", reason="新版")
        assert entry.state == "draft"
        life.does("duty", entry, "approve")
        life.does("duty", entry, "repeal", reason="被代替")
        life.does("duty", entry, "reopen", reason="误废止")


def test_a_question_is_passed_on_answered_asked_on_thanked_for_and_kept() -> None:
    with register_life("2026-06-01 09:00") as life:
        asked = life.creates("manager", "questions", title="检修人员计不计入速冻间人数", topic="ammonia",
                             question="8 人作业时两名检修人员进入，算不算超过 9 人？",
                             enterprise=life.plant.pk)  # fmt: skip
        life.day(2).told("duty", why="overdue")
        life.does("duty", asked, "assign", assignee=life.people["committee"].pk)
        life.told("committee", why="step")
        kept = f"/api/registers/knowledge/from/questions/{asked.data['id']}"
        said = {"expert": "李工（制冷）", "answer": "按同一时间在场人数计算。", "basis": "令第10号；经验意见"}
        refused = life.client("committee").post(kept, {"values": {}}, content_type="application/json")
        assert (refused.status_code, "尚未答复" in refused.content.decode()) == (409, True)
        life.does("committee", asked, "answer", **said)
        life.refused("town", asked, "thank", because="由提问人本人")
        life.does("manager", asked, "ask_on", follow_up="夜间也一样吗？")
        assert "追问（2026-06-03）：夜间也一样吗？" in asked.data["values"]["question"]
        life.does("committee", asked, "answer", **said)
        life.does("manager", asked, "thank")
        made = life.client("committee").post(kept, {"values": {}}, content_type="application/json").json()
        assert (made["state"], made["values"]["keywords"]) == ("draft", "涉氨制冷")
        read = life.client("operator").get(f"/api/registers/knowledge/records/{made['id']}").content.decode()
        assert life.people["manager"].name not in read
        assert life.plant.name not in read


def test_a_question_that_is_none_is_closed_with_a_reason_and_taken_up_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        asked = life.creates("operator", "questions", title="食堂", topic="other", question="食堂几点开门？")
        life.does("town", asked, "close", reason="与安全无关")
        life.does("town", asked, "reopen", reason="误关")
        assert asked.state == "asked"
