"""The declaration of the tip register."""

from anlan.records.accounts.choices import Role
from anlan.records.registers.tips import documents, rules
from anlan.records.registers.tips.models import Tip
from anlan.records.registry.declare import (
    LATE,
    OFFICIALS,
    OVERDUE,
    REASON,
    Ask,
    Board,
    Due,
    Escalation,
    Figure,
    Paper,
    Rate,
    Register,
    Slot,
    State,
    Step,
    View,
)

R = Role
DESK = (R.DUTY_OFFICER, R.LEADER)
VERIFIERS = (R.TOWN_OFFICER, R.ENFORCEMENT, R.COMMITTEE, R.DUTY_OFFICER)
PAYOUT = Ask("payout_code", "领奖码", "Payout code", "text", "由领奖人出示，不登记其身份", 20, is_secret=True)
#: Marks U: common practice, article not confirmed; see docs/explanation/tip-privacy.md.
ACCEPT_LAW, VERIFY_LAW = "受理 7 个工作日（通行做法 U）", "核查 60 日，可延 30 日（通行做法 U）"
CLAIM_LAW = "安监总财〔2018〕19号：接到领奖通知 60 日内领取 M"

STATES = (
    State("received", "待受理", "Received", "决定是否受理", Due(days=7, is_working=True, law=ACCEPT_LAW), "neutral"),
    State("verifying", "核查中", "Verifying", "核查并报送结论", Due(days=60, column="verify_by", law=VERIFY_LAW)),
    State("review", "待审核", "In review", "审核核查结论", Due(days=5, is_working=True)),
    State("rewarding", "待拟奖励", "Reward due", "拟定奖励", Due(days=10, is_working=True)),
    State("approval", "奖励待审批", "Reward in approval", "审批奖励", Due(days=10, is_working=True)),
    State("claim", "待领取", "To be claimed", "发放奖励", Due(days=60, column="claim_by", law=CLAIM_LAW)),
    State("closed", "已办结", "Closed", tone="good"),
    State("rejected", "不予受理", "Rejected", tone="neutral"),
    State("transferred", "已移交", "Transferred", tone="neutral"),
)

STEPS = (
    Step("accept", "受理并交办", "Accept", "receive", ("received",), "verifying",
         fields=("title", "description", "kind", "assignee"), optional=("enterprise", "town", "place"),
         stamps={"accepted_by": "actor"}, effect=rules.accept, says="受理并交办", tells=("assignee",), in_bulk=False),
    Step("reject", "不予受理", "Reject", "receive", ("received",), "rejected", fields=(REASON, "feedback"),
         says="不予受理：{reason}", is_danger=True, in_bulk=False),
    Step("transfer", "移交其他部门", "Transfer", "receive", ("received", "verifying"), "transferred",
         fields=(REASON, "feedback"), says="移交：{reason}", in_bulk=False),
    Step("extend", "延长核查期限", "Extend", "review", ("verifying",), None, fields=(REASON,), effect=rules.extend,
         why_not=rules.extended_before, says="核查期限延长 30 日：{reason}", tells=("assignee",), in_bulk=False),
    Step("verify", "报送核查结论", "Report findings", "verify", ("verifying",), "review",
         fields=("verdict", "findings", "feedback"), stamps={"verified_by": "actor"}, says="核查结论：{verdict}",
         tells=(R.DUTY_OFFICER,), in_bulk=False),
    Step("return_findings", "退回补充核查", "Return", "review", ("review",), "verifying", fields=(REASON,),
         not_by=("verified_by",), stamps={"return_count": "+1"}, says="退回补充核查：{reason}", tells=("assignee",),
         is_danger=True, in_bulk=False),
    Step("confirm", "审核通过，转奖励", "Confirm", "review", ("review",), "rewarding", not_by=("verified_by",),
         stamps={"reviewed_by": "actor"}, is_possible=rules.is_true, says="核查结论审核通过", in_bulk=False),
    Step("close_unfounded", "审核通过，办结", "Close as unfounded", "review", ("review",), "closed",
         not_by=("verified_by",), stamps={"reviewed_by": "actor"}, is_possible=rules.is_false,
         says="不属实，审核通过并办结", in_bulk=False),
    Step("propose", "拟定奖励", "Propose reward", "reward", ("rewarding",), "approval", fields=("reward_basis",),
         optional=("fine_yuan", "deaths", "accident_grade"), stamps={"proposed_by": "actor"}, effect=rules.propose,
         why_not=rules.no_code,
         says="拟定奖励", tells=(R.LEADER,), in_bulk=False),
    Step("no_reward", "不予奖励并办结", "No reward", "reward", ("rewarding",), "closed", fields=(REASON, "feedback"),
         effect=rules.no_reward, says="不予奖励：{reason}", in_bulk=False),
    Step("approve", "批准奖励", "Approve reward", "approve", ("approval",), "claim", not_by=("proposed_by",),
         stamps={"approved_by": "actor"}, effect=rules.approve, says="批准奖励", in_bulk=False),
    Step("refuse", "退回奖励", "Return proposal", "approve", ("approval",), "rewarding", fields=(REASON,),
         not_by=("proposed_by",), says="退回奖励方案：{reason}", is_danger=True, in_bulk=False),
    Step("pay", "凭码发放", "Pay out", "pay", ("claim",), "closed", fields=(PAYOUT,), not_by=("approved_by",),
         stamps={"paid_by": "actor", "paid_on": "today"}, effect=rules.pay, says="凭领奖码发放奖励", in_bulk=False),
    Step("forfeit", "逾期未领，办结", "Forfeit", "pay", ("claim",), "closed", fields=(REASON,),
         is_possible=lambda tip: tip.is_overdue, effect=rules.no_reward, says="逾期未领取：{reason}", in_bulk=False),
    Step("take_up", "重新受理", "Take up again", "receive", ("rejected",), "received", fields=(REASON,),
         stamps={"reopen_count": "+1"}, says="重新受理：{reason}", in_bulk=False),
    Step("reopen", "恢复办理", "Reopen", "review", ("closed",), "verifying", fields=("verify_by", REASON),
         stamps={"reopen_count": "+1"}, is_possible=lambda tip: tip.paid_on is None,
         says="恢复办理至 {verify_by}：{reason}", tells=("assignee",), is_danger=True, in_bulk=False),
)  # fmt: skip

TIPS = Register(
    name="tips",
    label="举报",
    en="Tips",
    purpose="群众举报从受理、核查、审核、奖励到发放；举报人身份密封，须两名保管人共同开启。",
    series="JB",
    model=Tip,
    is_confidential=True,
    states=STATES,
    steps=STEPS,
    rights={
        "view": OFFICIALS,
        "create": (R.DUTY_OFFICER, R.COMMITTEE),
        "edit": DESK,
        "import": (R.DUTY_OFFICER,),
        "export": DESK,
        "receive": DESK,
        "verify": VERIFIERS,
        "review": (*DESK, R.COMMITTEE),
        "reward": (R.DUTY_OFFICER, R.COMMITTEE),
        "approve": (R.LEADER,),
        "pay": (R.DUTY_OFFICER, R.COMMITTEE),
        "keep": (*DESK, R.COMMITTEE),
    },
    create_fields=("title", "description", "kind", "channel", "place", "enterprise", "town"),
    edit_fields=("title", "description", "kind", "place", "assignee"),
    required=("title", "description", "channel"),
    list_columns=("title", "kind", "channel", "town", "verdict", "reward_yuan", "assignee", "opened_at"),
    filters=("kind", "channel", "town", "field", "verdict", "opened_at", "paid_on", "reward_yuan", "has_identity"),
    search=("no", "title", "description"),
    sorts=("opened_at", "verify_by", "closed_at", "reward_yuan"),
    detail=("description", "place", "field", "has_identity", "accepted_by", "verify_by", "extension_count", "findings",
            "verified_by", "return_count", "reviewed_by", "feedback", "reward_basis", "fine_yuan", "deaths",
            "accident_grade", "reward_formula", "proposed_by", "approved_by", "claim_by", "paid_by", "paid_on",
            "reopen_count", "closed_at"),
    figures=(
        Figure("all", "线索", "Tips"),
        Figure("accepted", "已受理", "Accepted", ("state:!received,rejected,transferred",)),
        Figure("open", "未办结", "Open", ("is_open:true",)),
        LATE,
        Figure("founded", "查证属实", "Founded", ("verdict:true,partly",)),
        Figure("paid", "已发奖励（件）", "Rewards paid", ("paid_on:2000-01-01..",)),
        Figure("paid_yuan", "已发奖励金额", "Paid", ("paid_on:2000-01-01..",), column="reward_yuan", unit="元"),
    ),
    rates=(Rate("founded_rate", "属实率", "Founded", "founded", "accepted"),),
    dimensions=("kind", "town", "field", "channel", "verdict", "state"),
    views=(
        View("to_accept", "待受理", "To accept", ("state:received",), "next_step_due_at"),
        View("mine", "我核查的", "Mine", ("is_open:true", "assignee:me"), "next_step_due_at"),
        OVERDUE,
    ),
    slots=(Slot("evidence", "举报照片", "Photos"), Slot("check", "核查照片", "Check photos")),
    papers=(
        Paper("order", "举报核查交办单", "Verification order", "JBJB", documents.acceptance),
        Paper("approval", "举报奖励审批表", "Reward approval", "JBSP", documents.approval, right="reward"),
    ),
    boards=(Board("original", "待受理的举报内容", "Original", rules.original_board),),
    english={"kind": "Kind", "channel": "Channel", "description": "Summary", "place": "Place", "verdict": "Verdict",
             "has_identity": "Sealed identity", "verify_by": "Verify by", "findings": "Findings",
             "feedback": "Answer to the tipster", "reward_basis": "Basis", "fine_yuan": "Fine",
             "accident_grade": "Accident grade", "reward_yuan": "Reward", "reward_formula": "Calculation",
             "claim_by": "Claim by", "paid_on": "Paid on"},
    units={"reward_yuan": "元", "fine_yuan": "元"},
    right_labels={"receive": "受理举报", "review": "审核核查结论", "keep": "保管密封信息"},
    escalation=Escalation(((R.DUTY_OFFICER,), (R.LEADER,)), remind_days=(3, 1)),
)  # fmt: skip

REGISTERS = (TIPS,)
