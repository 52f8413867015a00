"""Committees at work: a meeting whose decision is late, a duty report sent back, a talk nobody came to."""

import pytest

from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def meeting_of(life: Life) -> Record:
    committee = life.creates(
        "duty", "committees", title="工矿专委会", body="special", field=life.plant.field, chair="副市长",
        duties="统筹工矿领域安全生产",
    )  # fmt: skip
    return life.creates(
        "committee", "meetings", committee=committee.data["id"], title="二季度会议", kind="special",
        held_on="2026-06-03", agenda="部署粉尘涉爆整治",
    )  # fmt: skip


def test_a_meeting_is_tracked_until_its_decisions_are_done_and_a_late_one_climbs() -> None:
    with register_life("2026-06-01 09:00") as life:
        meeting = meeting_of(life)
        life.refused("committee", meeting, "hold", because="尚未召开")
        life.day(2).does("committee", meeting, "hold", attendees="各成员单位")
        life.does("committee", meeting, "write", minutes="会议强调……")
        life.does("duty", meeting, "send_back", reason="缺责任单位")
        life.does("committee", meeting, "write", minutes="会议明确由塘下镇牵头……")
        life.refused("committee", meeting, "sign", because="无权")
        life.does("duty", meeting, "sign")
        decision = life.creates(
            "committee", "meeting_decisions", meeting=meeting.data["id"], title="粉尘企业全覆盖", unit="塘下镇",
            description="逐家检查", deadline="2026-06-05", town=life.plant.town_id, field=life.plant.field,
            assignee=life.people["town"].pk,
        )  # fmt: skip
        life.does("town", decision, "accept")
        life.day(5, hour=2)
        assert decision_of(life, decision)["is_overdue"] is True
        life.refused("duty", meeting, "close", because="还有 1 项")
        life.does("town", decision, "submit", result="已查完")
        life.does("committee", decision, "send_back", reason="缺清单")
        life.does("town", decision, "submit", result="已附清单")
        life.does("duty", decision, "confirm")
        assert (decision.state, decision.data["values"]["is_late"]) == ("done", True)
        life.does("duty", meeting, "close")
        life.does("leader", meeting, "reopen", reason="整改反弹")


def decision_of(life: Life, record: Record) -> dict[str, object]:
    return dict(life.client("duty").get(record.path).json())


def test_a_duty_report_is_sent_back_scored_by_another_and_ranked() -> None:
    with register_life("2026-01-05 09:00") as life:
        reports = []
        for unit, score in (("塘下镇", 90), ("莘塍街道", 85)):
            report = life.creates("duty", "duty_reports", title="述职", unit=unit, year=2025, deadline="2026-01-20")
            life.does("committee", report, "submit", report="抓实了……")
            life.does("leader", report, "send_back", deadline="2026-01-25", reason="未写问题")
            life.does("committee", report, "submit", report="存在的问题……")
            life.refused("leader", report, "score", because="100", score=120)
            life.does("leader", report, "score", score=score, opinion="较好")
            reports.append(report)
        board = life.client("leader").get(reports[0].path).json()["boards"][0]
        assert [row["cells"] for row in board["rows"]] == [["1", "塘下镇", "90"], ["2", "莘塍街道", "85"]]
        life.does("leader", reports[1], "reopen", deadline="2026-02-10", reason="材料不实")


def test_a_talk_is_decided_by_another_missed_held_and_answered_within_five_working_days() -> None:
    with register_life("2026-06-01 09:00") as life:
        talk = life.creates("duty", "cautions", title="约谈", kind="talk", unit="塘下镇", trigger="半年三起一般事故",
                            town=life.plant.town_id, field=life.plant.field)  # fmt: skip
        life.refused("duty", talk, "decide_talk", because="须由另一人办理")
        life.does("leader", talk, "decide_talk")
        life.day(8, hour=2).told("committee", "town", why="overdue")
        life.does("duty", talk, "absent", reason="未请假")
        life.does("duty", talk, "hold", held_record="主要负责人到会")
        assert talk.data["next_step_due_at"] == "2026-06-16T16:00:00+00:00"  # five working days from Tuesday the 9th
        life.does("town", talk, "answer", feedback="已整改")
        life.does("duty", talk, "send_back", reason="无佐证")
        life.does("town", talk, "answer", feedback="附照片")
        life.does("committee", talk, "close")
        life.does("leader", talk, "reopen", reason="又发一起")


def test_a_circular_and_a_system_are_signed_by_somebody_else() -> None:
    with register_life("2026-06-01 09:00") as life:
        circular = life.creates("duty", "circulars", title="通报", kind="criticism", body="现予通报", units="各镇街")
        life.refused("duty", circular, "publish", because="须由另一人办理")
        life.does("leader", circular, "refuse", reason="事实不清")
        life.does("duty", circular, "reopen", reason="已核实")
        life.does("leader", circular, "publish", published_at="内网")
        system = life.creates("duty", "safety_systems", title="约谈制度", text="……", derived_duties="专委办每季一次")
        life.does("leader", system, "send_back", reason="再征求意见")
        life.does("leader", system, "issue", document_no="安委〔2026〕1 号")
        life.does("committee", system, "revise", text="……修订", reason="新规")
        assert system.state == "draft"
