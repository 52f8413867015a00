"""An audio or video record is known again by its hash, checked by a second person, and goes only when it may."""

from typing import Any

import pytest

from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db
HASH, OTHER = "a1" * 32, "b2" * 32
FILE: dict[str, Any] = {
    "title": "现场检查录像", "occasion": "check", "medium": "video", "device_no": "ZFJL-07", "officers": "张队、李队",
    "began_at": "2026-06-01T08:10:00+08:00", "ended_at": "2026-06-01T08:52:00+08:00", "file_name": "20260601_0810.mp4",
    "sha256": HASH.upper(), "storage": "一号采集站 盘3 /2026/06", "summary": "02:10 出示证件；30:00 现场情况",
}  # fmt: skip


def recorded(life: Life, **more: Any) -> Record:
    return life.creates("enforcement", "recordings", enterprise=life.plant.pk, **{**FILE, **more})


def test_a_record_is_checked_by_another_and_kept_its_time_then_destroyed_by_a_third_word() -> None:
    with register_life("2026-06-01 09:00") as life:
        file = recorded(life)
        values = file.data["values"]
        assert (values["sha256"], values["minutes"], values["keep_until"]) == (HASH, 42, "2026-12-01")
        life.refused("enforcement", file, "verify", because="须由另一人办理", found_sha256=HASH)
        life.refused("town", file, "verify", because="与登记值不一致", found_sha256=OTHER)
        life.does("town", file, "verify", found_sha256=HASH)
        life.refused("enforcement", file, "ask_disposal", because="期满后方可提请销毁", reason="到期")
        life.does("enforcement", file, "extend", keep_until="2026-12-10", reason="涉诉")
        life.refused("enforcement", file, "extend", because="不得早于 2026-12-01",
                     keep_until="2026-07-01", reason="腾空间")  # fmt: skip
        life.jump(200).told("enforcement", why="overdue")
        life.does("enforcement", file, "ask_disposal", reason="期满，无保存必要")
        life.does("leader", file, "refuse_disposal", keep_until="2027-01-31", reason="留作培训")
        life.jump(250)
        life.does("enforcement", file, "ask_disposal", reason="培训已用毕")
        life.does("leader", file, "destroy", reason="同意")
        assert (file.state, file.data["is_open"]) == ("destroyed", False)


def test_what_nobody_checks_climbs_and_what_differs_is_looked_into() -> None:
    with register_life("2026-06-01 09:00") as life:
        file = recorded(life)
        life.jump(3).told("enforcement", why="overdue")
        life.does("town", file, "doubt", reason="采集站中找不到文件")
        life.told("duty", "leader", why="step")
        life.does("leader", file, "lose", reason="磁盘损坏，无备份")
        life.does("leader", file, "reopen", reason="备份盘中找到")
        life.does("town", file, "verify", found_sha256=HASH)
        life.does("leader", file, "keep_for_ever", reason="典型案例")
        assert file.state == "lasting"


def test_nothing_of_an_open_case_is_destroyed() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = life.creates("town", "cases", title="未建制度", violation="V101", enterprise=life.plant.pk,
                            description="现场未见台账")  # fmt: skip
        file = life.creates("enforcement", "recordings", case=case.data["id"], **FILE)
        assert file.data["values"]["enterprise"]["id"] == life.plant.pk
        life.does("town", file, "verify", found_sha256=HASH)
        life.jump(190)
        life.refused("town", file, "ask_disposal", because="尚未办结", reason="期满")


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"sha256": "1234"}, "64 位十六进制"),
        ({"ended_at": "2026-06-01T08:00:00+08:00"}, "核对记录仪时钟"),
        ({"ended_at": "2026-06-02T08:00:00+08:00"}, "不晚于现在"),
        ({"began_at": "2026-05-28T08:00:00+08:00"}, "24 小时"),
        ({"officers": "张队"}, "不得少于两人"),
    ],
)
def test_what_cannot_be_is_refused_with_a_word(wrong: dict[str, str], because: str) -> None:
    with register_life("2026-06-01 09:00") as life:
        answer = life.client("enforcement").post(
            "/api/registers/recordings/records", {"values": {**FILE, "enterprise": life.plant.pk, **wrong}},
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 422
        assert because in answer.content.decode()
