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
