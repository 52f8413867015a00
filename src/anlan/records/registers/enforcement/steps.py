"""The steps of a case, in the order of the penalty law."""

from anlan.records.registers.enforcement import rules
from anlan.records.registers.enforcement.roles import DECIDERS, R
from anlan.records.registry.declare import COMMENT, REASON, Ask, Step

OPEN = ("investigating", "legal_review", "notice", "statement", "hearing", "decision")
FOLLOWED = (*OPEN, "service", "execution", "closing", "transfer", "handover", "police", "transferred", "closed")

BEGIN = (
    Step("file", "立案", "File", "approve", ("lead",), "investigating", fields=("officers",),
         optional=(COMMENT, "assignee"), not_by=("proposed_by",), stamps={"filed_by": "actor"}, effect=rules.file,
         says="立案，承办人 {officers}。{comment}", tells=("assignee", "reporter")),
    Step("refuse_filing", "不予立案", "Refuse filing", "approve", ("lead",), "not_filed", fields=(REASON,),
         not_by=("proposed_by",), says="不予立案：{reason}", tells=("reporter",), is_danger=True),
    Step("reconsider", "重新审查线索", "Reconsider", "handle", ("not_filed",), "lead", fields=(REASON,),
         stamps={"proposed_by": "actor"}, says="重新审查：{reason}", in_bulk=False),
    Step("decide_on_spot", "当场处罚", "Decide on the spot", "handle", ("lead",), "execution",
         fields=("officers", "decision", "fine_yuan"), stamps={"investigated_by": "actor", "filed_by": "actor"},
         effect=rules.on_spot, says="当场处罚 {fine_yuan} 元：{decision}", in_bulk=False),
)  # fmt: skip

WEIGH = (
    Step("weigh", "裁量评估", "Weigh", "handle", ("investigating",), None,
         optional=("has_harm", "is_corrected", "is_minor", "is_passive", "is_serious"),
         stamps={"weighed_by": "actor"}, effect=rules.weigh, says="裁量评估"),
    Step("propose", "提出处罚建议", "Propose penalty", "handle", ("investigating",), "legal_review",
         fields=("evidence", "stage", "proposed_yuan"), optional=("departure_reason",),
         stamps={"investigated_by": "actor"}, why_not=rules.propose_why_not, effect=rules.propose,
         says="拟罚款 {proposed_yuan} 元。{departure_reason}", in_bulk=True),
    Step("propose_no_penalty", "提出不予处罚", "Propose no penalty", "handle", ("investigating",), "leniency",
         fields=("evidence", "leniency", REASON), stamps={"investigated_by": "actor"},
         why_not=rules.propose_why_not, effect=rules.let_off, says="提出不予处罚：{reason}", in_bulk=False),
    Step("approve_no_penalty", "批准不予处罚并教育", "Approve no penalty", "approve", ("leniency",), "no_penalty",
         optional=(COMMENT,), not_by=("investigated_by",), stamps={"decided_by": "actor", "decided_on": "today"},
         says="不予处罚，已教育：{comment}", tells=("reporter",)),
    Step("refuse_no_penalty", "不同意不予处罚", "Refuse no penalty", "approve", ("leniency",), "investigating",
         fields=(REASON,), not_by=("investigated_by",), stamps={"leniency": ""}, says="不同意不予处罚：{reason}",
         tells=("assignee",), is_danger=True),
)  # fmt: skip

DECIDE = (
    Step("pass_review", "法制审核通过", "Pass legal review", "review", ("legal_review",), "notice",
         optional=(COMMENT,), not_by=("investigated_by",), stamps={"reviewed_by": "actor"},
         says="法制审核通过：{comment}"),
    Step("return_review", "法制审核退回", "Return", "review", ("legal_review",), "investigating", fields=(REASON,),
         not_by=("investigated_by",), says="法制审核退回：{reason}", tells=("assignee",), is_danger=True),
    Step("notify", "送达事先告知书", "Serve the notice", "handle", ("notice",), "statement", effect=rules.notified,
         says="送达行政处罚事先告知书"),
    Step("state", "记录陈述申辩", "Record the statement", "handle", ("statement",), None, fields=("statement",),
         says="陈述申辩：{statement}"),
    Step("ask_hearing", "要求听证", "Ask for a hearing", "handle", ("statement",), "hearing", fields=("hearing_on",),
         is_possible=rules.has_hearing_right, why_not=rules.hearing_why_not, effect=rules.call_hearing,
         says="当事人要求听证，定于 {hearing_on}", in_bulk=False),
    Step("hold_hearing", "举行听证", "Hold the hearing", "review", ("hearing",), "decision",
         fields=("hearing_record",), not_by=("investigated_by",), why_not=rules.held_why_not,
         says="听证：{hearing_record}", in_bulk=False),
    Step("waive", "当事人放弃", "Waived", "handle", ("statement",), "decision", fields=(COMMENT,),
         says="当事人书面放弃陈述申辩和听证：{comment}"),
    Step("term_over", "期满，转决定", "Term over", "handle", ("statement",), "decision", why_not=rules.term_why_not,
         says="陈述申辩和听证申请期限届满"),
    Step("decide", "作出处罚决定", "Decide", "approve", ("decision",), "service", fields=("decision", "fine_yuan"),
         not_by=("investigated_by", "reviewed_by"), stamps={"decided_by": "actor"}, effect=rules.decide,
         says="决定罚款 {fine_yuan} 元：{decision}", tells=("assignee",)),
    Step("return_decision", "退回补充调查", "Return", "approve", ("decision",), "investigating", fields=(REASON,),
         not_by=("investigated_by",), says="退回补充调查：{reason}", tells=("assignee",), is_danger=True),
)  # fmt: skip

EXECUTE = (
    Step("serve", "送达决定书", "Serve", "handle", ("service",), "execution", effect=rules.served, says="送达决定书"),
    Step("press", "催告", "Press", "handle", ("execution",), None, fields=(COMMENT,), stamps={"press_count": "+1"},
         says="催告：{comment}"),
    Step("pay", "缴清罚款", "Paid", "handle", ("execution",), "closing", fields=("paid_yuan",), effect=rules.paid,
         says="缴纳罚款 {paid_yuan} 元"),
    Step("court", "法院强制执行完毕", "Enforced by court", "handle", ("execution",), "closing", fields=(COMMENT,),
         says="申请人民法院强制执行：{comment}", in_bulk=False),
    Step("close", "结案", "Close", "approve", ("closing",), "closed", optional=(COMMENT,), not_by=("investigated_by",),
         says="结案：{comment}", tells=("assignee",)),
    Step("reopen", "重新办理", "Reopen", "approve", ("closed", "no_penalty", "transferred"), "investigating",
         fields=("decide_until", REASON), stamps={"reopen_count": "+1"}, says="重新办理，期限 {decide_until}：{reason}",
         tells=("assignee",), is_danger=True, in_bulk=False),
    Step("withdraw", "撤销立案", "Withdraw", "approve", OPEN, "withdrawn", fields=(REASON,),
         not_by=("investigated_by",), says="违法事实不成立，撤销立案：{reason}", is_danger=True, in_bulk=False),
    Step("close_down", "关闭取缔", "Close down", "approve", FOLLOWED, None, fields=(REASON,),
         is_possible=lambda case: not case.is_closed_down, stamps={"is_closed_down": True}, says="关闭取缔：{reason}",
         tells=(R.TOWN_OFFICER,), is_danger=True),
    Step("detained", "登记拘留", "Note detention", "handle", FOLLOWED, None,
         fields=("admin_detained", "criminal_detained", Ask("document_no", "公安机关文书号", "Document no.", "text")),
         says="行政拘留 {admin_detained} 人，刑事拘留 {criminal_detained} 人（{document_no}）", is_danger=True),
)  # fmt: skip

TRANSFER = (
    Step("ask_transfer", "提请移送公安", "Ask for transfer", "handle", OPEN, "transfer", fields=("transfer_basis",),
         stamps={"transfer_by": "actor"}, says="提请移送：{transfer_basis}", tells=DECIDERS),
    Step("approve_transfer", "批准移送", "Approve transfer", "approve", ("transfer",), "handover",
         optional=(COMMENT,), not_by=("transfer_by",), says="批准移送：{comment}", tells=("assignee",)),
    Step("refuse_transfer", "不批准移送", "Refuse transfer", "approve", ("transfer",), "investigating",
         fields=(REASON,), not_by=("transfer_by",), says="不批准移送，理由记录在案：{reason}", is_danger=True),
    Step("hand_over", "移交公安机关", "Hand over", "handle", ("handover",), "police",
         stamps={"transferred_on": "today"}, says="移交公安机关，抄送检察机关"),
    Step("police_filed", "公安立案", "Police filed", "handle", ("police",), "transferred", fields=(COMMENT,),
         says="公安机关立案：{comment}"),
    Step("police_refused", "公安不予立案", "Police refused", "handle", ("police",), "investigating", fields=(REASON,),
         stamps={"transferred_on": None}, says="公安机关不予立案，恢复行政处罚：{reason}", is_danger=True),
)  # fmt: skip

STEPS = (*BEGIN, *WEIGH, *DECIDE, *EXECUTE, *TRANSFER)
