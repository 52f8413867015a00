"""Cases under the penalty law, with its clocks, its second persons, and the ways out of it."""

from typing import Any

import pytest

from tests.acceptance.registers.life import Life, Record, register_life
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TWO = {"officers": "张队、李队"}


def lead(life: Life, violation: str = "V101", **more: Any) -> Record:
    return life.creates("town", "cases", title="未建隐患排查制度", violation=violation, enterprise=life.plant.pk,
                        description="现场未见台账", **more)  # fmt: skip


def investigated(life: Life, violation: str = "V101", **facts: bool) -> Record:
    case = lead(life, violation)
    life.does("leader", case, "file", **TWO)
    return life.does("enforcement", case, "weigh", **facts)


def proposed(life: Life, yuan: int = 70_000, stage: str = "heavy") -> Record:
    case = investigated(life, is_serious=True)
    life.does("enforcement", case, "propose", evidence="笔录、照片", stage=stage, proposed_yuan=yuan)
    life.does("duty", case, "pass_review")
    return life.does("enforcement", case, "notify")


def test_a_case_goes_through_review_notice_hearing_decision_late_payment_and_closing() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = lead(life)
        life.refused("duty", case, "file", because="不得少于两人", officers="张队")
        life.does("duty", case, "file", **TWO)
        assert case.data["values"]["decide_until"] == "2026-08-30"  # ninety days
        proposal = {"evidence": "笔录", "stage": "heavy", "proposed_yuan": 70_000}
        life.refused("enforcement", case, "propose", because="先完成裁量评估", **proposal)
        life.does("enforcement", case, "weigh", is_passive=True, is_serious=True)
        assert "可以关停的一律关停" in case.data["values"]["advice"]
        low = {**proposal, "stage": "light", "proposed_yuan": 10_000}
        life.refused("enforcement", case, "propose", because="请写明理由", **low)
        life.refused("enforcement", case, "propose", because="60000 至 100000", **{**proposal, "proposed_yuan": 5})
        life.does("enforcement", case, "propose", **proposal)
        life.refused("enforcement", case, "pass_review", because="须由另一人办理")
        life.does("duty", case, "return_review", reason="证据不足")
        life.does("enforcement", case, "propose", **proposal)
        life.does("duty", case, "pass_review")
        life.does("enforcement", case, "notify")
        assert case.data["values"]["hearing_until"] == "2026-06-08"  # five working days
        life.refused("enforcement", case, "term_over", because="到 2026-06-08 止")
        life.refused("enforcement", case, "ask_hearing", because="最早为 2026-06-10", hearing_on="2026-06-09")
        life.does("enforcement", case, "ask_hearing", hearing_on="2026-06-10")
        life.refused("duty", case, "hold_hearing", because="听证定于", hearing_record="略")
        life.day(9).does("duty", case, "hold_hearing", hearing_record="当事人陈述……")
        life.refused("duty", case, "decide", because="须由另一人办理", decision="罚款", fine_yuan=60_000)
        life.refused("leader", case, "decide", because="不得高于告知", decision="罚款", fine_yuan=90_000)
        life.does("leader", case, "decide", decision="责令改正，罚款", fine_yuan=60_000)
        life.does("enforcement", case, "serve")
        assert case.data["values"]["pay_until"] == "2026-06-25"
        life.day(26)
        assert life.client("duty").get(case.path).json()["is_overdue"] is True
        life.does("enforcement", case, "press", comment="书面催告")
        life.refused("enforcement", case, "pay", because="未足额", paid_yuan=1)
        life.does("enforcement", case, "pay", paid_yuan=63_600)
        assert case.data["values"]["surcharge_yuan"] == 60_000 * 3 * 2 // 100  # two days late
        life.does("leader", case, "close")
        life.does("leader", case, "reopen", decide_until="2026-09-30", reason="复议撤销")
        assert case.state == "investigating"


def test_the_first_slight_offence_is_let_off_once_and_never_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = investigated(life, is_corrected=True)
        assert "首查不罚" in case.data["values"]["advice"]
        plea = {"evidence": "笔录", "leniency": "first", "reason": "初次、已改"}
        life.does("enforcement", case, "propose_no_penalty", **plea)
        life.does("leader", case, "refuse_no_penalty", reason="未见整改照片")
        life.does("enforcement", case, "propose_no_penalty", **plea)
        life.does("leader", case, "approve_no_penalty", comment="已教育")
        assert case.state == "no_penalty"
        again = investigated(life, is_corrected=True)
        life.refused("enforcement", again, "propose_no_penalty", because="2 年内同一行为已被立案", **plea)
        harmful = investigated(life, "V99", has_harm=True)
        life.refused("enforcement", harmful, "propose_no_penalty", because="有危害后果、未及时改正", **plea)


def test_a_crime_goes_to_the_police_in_three_days_and_twenty_four_hours() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = investigated(life, "V99", is_serious=True)
        life.does("enforcement", case, "ask_transfer", transfer_basis="篡改报警数据，涉嫌危险作业罪")
        assert case.data["next_step_due_at"] == "2026-06-04T16:00:00+00:00"
        life.does("leader", case, "refuse_transfer", reason="证据不足")
        life.does("enforcement", case, "ask_transfer", transfer_basis="补充鉴定")
        life.does("leader", case, "approve_transfer")
        assert case.data["next_step_due_at"] == "2026-06-02T01:00:00+00:00"  # 24 hours after 09:00 in Shanghai
        life.day(1, hour=16).told("enforcement", why="overdue")
        life.does("enforcement", case, "hand_over")
        life.does("enforcement", case, "police_refused", reason="不构成犯罪")
        assert (case.state, case.data["values"]["transferred_on"]) == ("investigating", None)
        life.does("enforcement", case, "ask_transfer", transfer_basis="新证据")
        life.does("leader", case, "approve_transfer")
        life.does("enforcement", case, "hand_over")
        life.does(
            "enforcement", case, "detained", admin_detained=0, criminal_detained=1, document_no="公刑拘〔2026〕1号"
        )
        life.does("enforcement", case, "police_filed", comment="已立案")
        counted = life.client("leader").get("/api/registers/cases/statistics").json()["figures"]
        assert (counted["criminal_detained"], counted["transferred"]) == (1, 1)


def test_a_lead_nobody_looks_at_climbs_is_refused_and_taken_up_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = lead(life)
        life.day(8, hour=1).told("enforcement", why="overdue")
        life.day(9, hour=1).told("duty", why="overdue")
        life.does("leader", case, "refuse_filing", reason="轻微，已当场改正")
        life.does("enforcement", case, "reconsider", reason="再次违法")
        big = {"decision": "警告并罚款", **TWO}
        life.refused("enforcement", case, "decide_on_spot", because="不得超过 3000 元", fine_yuan=5_000, **big)
        life.does("enforcement", case, "decide_on_spot", fine_yuan=2_000, **big)
        life.does("enforcement", case, "pay", paid_yuan=2_000)
        assert case.state == "closing"


def test_a_party_that_is_silent_is_decided_on_after_five_working_days_only() -> None:
    with register_life("2026-06-01 09:00") as life:
        case = proposed(life)
        life.does("enforcement", case, "state", statement="资金困难")
        life.day(8)
        life.refused("enforcement", case, "ask_hearing", because="已于 2026-06-08 截止", hearing_on="2026-07-01")
        life.does("enforcement", case, "term_over")
        life.does("leader", case, "return_decision", reason="裁量过重")
        assert case.state == "investigating"


def test_seizures_have_thirty_days_and_thirty_more_once_and_operations_sum_their_cases() -> None:
    with register_life("2026-06-01 09:00") as life:
        UserFactory(role="enforcement")
        operation = life.creates("duty", "joint_operations", title="危化品联合执法", planned_on="2026-06-02",
                                 departments="应急、公安", targets="非法储存", field="hazchem")  # fmt: skip
        life.does("duty", operation, "notify", comment="请按时到位")
        life.does("duty", operation, "postpone", planned_on="2026-06-03", reason="大雨")
        life.does("duty", operation, "begin")
        case = lead(life, operation=operation.data["id"], source="operation")
        life.does("leader", case, "file", **TWO)
        life.does("leader", case, "close_down", reason="无证")
        rows = life.client("leader").get(operation.path).json()["boards"][0]["rows"]
        assert [row["cells"][1] for row in rows] == ["1", "1", "0", "0"]
        seized = life.creates("enforcement", "seizures", case=case.data["id"], title="甲苯", measure="seizure",
                              goods="chemical", quantity=1.25, place="指定仓库", enterprise=life.plant.pk)  # fmt: skip
        assert seized.data["values"]["until"] == "2026-07-01"
        life.does("leader", seized, "extend", reason="鉴定")
        assert seized.data["values"]["until"] == "2026-07-31"
        life.refused("leader", seized, "extend", because="当前状态", reason="再延")
        life.does("leader", seized, "dispose", outcome="无害化处置")
        life.does("leader", seized, "correct", until="2026-07-31", reason="登记有误")
        life.does("duty", operation, "conclude", summary="取缔一处")
        life.does("duty", operation, "reopen", planned_on="2026-06-20", reason="回头看")
