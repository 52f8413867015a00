"""The declaration of cases; seizures and joint operations are in ``field_work.py``."""

from anlan.records.registers.enforcement import documents, rules
from anlan.records.registers.enforcement.choices import CaseSource
from anlan.records.registers.enforcement.clocks import CLOCKS
from anlan.records.registers.enforcement.field_work import OPERATIONS, SEIZURES
from anlan.records.registers.enforcement.models import Case
from anlan.records.registers.enforcement.recordings import RECORDINGS
from anlan.records.registers.enforcement.roles import DECIDERS, LADDER, LEADS, READERS, R
from anlan.records.registers.enforcement.steps import STEPS
from anlan.records.registry.declare import LATE, Figure, Paper, Rate, Register, Slot, Source, State, View

FILED = "filed_on:!-"

STATES = (
    State("lead", "线索待审", "Lead", "审查是否立案", CLOCKS.due("lead"), "neutral"),
    State("investigating", "调查中", "Investigating", "调查并提出处理意见", CLOCKS.due("decision", "decide_until")),
    State("leniency", "不予处罚待批", "No penalty asked", "审批不予处罚", CLOCKS.due("leniency")),
    State("legal_review", "法制审核", "Legal review", "法制审核", CLOCKS.due("legal_review")),
    State("notice", "待告知", "Notice due", "送达事先告知书", CLOCKS.due("notice")),
    State("statement", "陈述申辩期", "Statement", "等待陈述申辩和听证申请",
          CLOCKS.due("hearing_request", "hearing_until")),
    State("hearing", "待听证", "Hearing due", "举行听证", CLOCKS.due("hearing_call", "hearing_on")),
    State("decision", "待决定", "Decision due", "作出处罚决定", CLOCKS.due("decision", "decide_until")),
    State("service", "待送达", "To be served", "送达决定书", CLOCKS.due("service")),
    State("execution", "执行中", "Execution", "缴纳罚款", CLOCKS.due("payment", "pay_until")),
    State("closing", "待结案", "To be closed", "审批结案", CLOCKS.due("closing")),
    State("transfer", "移送待批", "Transfer asked", "决定是否移送", CLOCKS.due("transfer")),
    State("handover", "待移交公安", "To be handed over", "移交公安机关", CLOCKS.due("handover")),
    State("police", "公安审查中", "With the police", "公安机关告知是否立案", CLOCKS.due("police")),
    State("closed", "已结案", "Closed", tone="good"),
    State("no_penalty", "不予处罚", "No penalty", tone="good"),
    State("transferred", "已移送", "Transferred", tone="good"),
    State("not_filed", "不予立案", "Not filed", tone="neutral"),
    State("withdrawn", "撤销立案", "Withdrawn", tone="neutral"),
)  # fmt: skip

CASES = Register(
    name="cases", names_people=True,
    label="案件",
    en="Cases",
    purpose="行政处罚全过程：线索、立案、调查、裁量、法制审核、告知、听证、决定、执行、结案，以及行刑衔接。",
    series="AJ",
    model=Case,
    states=STATES,
    steps=STEPS,
    rights={"view": READERS, "create": LEADS, "edit": LEADS, "import": (R.ENFORCEMENT, R.DUTY_OFFICER),
            "export": READERS, "handle": (R.ENFORCEMENT, R.TOWN_OFFICER),
            "review": (R.ENFORCEMENT, R.DUTY_OFFICER), "approve": DECIDERS},
    create_fields=("title", "source", "operation", "violation", "description", "enterprise", "town", "field",
                   "found_on", "officers", "assignee"),
    edit_fields=("title", "description", "officers", "assignee"),
    required=("title", "violation", "description"),
    list_columns=("title", "enterprise", "town", "violation", "filed_on", "decide_until", "fine_yuan", "assignee"),
    filters=("source", "operation", "violation", "town", "field", "filed_on", "decided_on", "decide_until",
             "fine_yuan", "is_closed_down", "admin_detained", "criminal_detained", "transferred_on", "leniency",
             "stage", "is_on_spot"),
    search=("no", "title", "description"),
    sorts=("opened_at", "filed_on", "decide_until", "fine_yuan"),
    detail=("source", "operation", "description", "found_on", "field", "proposed_by", "filed_by", "officers",
            "has_harm", "is_corrected", "is_minor", "is_passive", "is_serious", "weighed_by", "advice", "evidence",
            "investigated_by", "stage", "proposed_yuan", "departure_reason", "reviewed_by", "leniency", "noticed_on",
            "hearing_until", "statement", "hearing_on", "hearing_record", "decision", "decided_on", "decided_by",
            "is_on_spot", "served_on", "pay_until", "paid_yuan", "surcharge_yuan", "press_count", "is_closed_down",
            "admin_detained", "criminal_detained", "transfer_basis", "transferred_on", "reopen_count"),
    figures=(
        Figure("all", "线索与案件", "Leads and cases"),
        Figure("filed", "立案", "Filed", (FILED,)),
        Figure("admin_detained", "行政拘留", "Administrative detention", ("admin_detained:1..",),
               column="admin_detained", unit="人"),
        Figure("criminal_detained", "刑事拘留", "Criminal detention", ("criminal_detained:1..",),
               column="criminal_detained", unit="人"),
        Figure("closed_down", "关闭取缔", "Closed down", ("is_closed_down:true",)),
        Figure("fines_yuan", "罚款", "Fines", ("decided_on:!-",), column="fine_yuan", unit="元"),
        Figure("transferred", "移送司法", "Transferred", ("transferred_on:!-",)),
        Figure("no_penalty", "不予处罚", "No penalty", ("state:no_penalty",)),
        Figure("closed", "已结案", "Closed", ("state:closed,no_penalty,transferred",)),
        Figure("leads", "线索待审", "Leads", ("state:lead",)),
        LATE,
    ),
    rates=(Rate("closing_rate", "结案率", "Closed", "closed", "filed"),),
    dimensions=("violation", "source", "operation", "town", "field", "stage", "leniency", "state"),
    views=(View("mine", "我承办的", "Mine", ("is_open:true", "assignee:me"), "next_step_due_at"),
           View("due", "三十日内须作决定", "Decide within 30 days", ("is_open:true", "decide_until:..today+30"),
                "decide_until"),
           View("transfers", "行刑衔接", "Transfers", ("state:transfer,handover,police",), "next_step_due_at")),
    slots=(Slot("evidence", "证据", "Evidence"), Slot("receipt", "送达回证", "Receipt")),
    papers=(
        Paper("filing", "立案审批表", "Filing", "LA", documents.filing, style="law", mark="立"),
        Paper("inquiry", "询问笔录", "Record of questioning", "XW", documents.inquiry, "handle", "law", "询"),
        Paper("notice", "行政处罚告知书", "Prior notice", "GZ", documents.notice, style="law", mark="告"),
        Paper("rights", "行政处罚听证告知书", "Right to a hearing", "TGZ", documents.rights, style="law", mark="听告"),
        Paper("hearing", "行政处罚听证会通知书", "Hearing", "TZ", documents.hearing, style="law", mark="听通"),
        Paper("decision", "行政处罚决定书", "Decision", "CF", documents.decision, style="law", mark="罚"),
        Paper("on_spot", "行政（当场）处罚决定书", "On-the-spot decision", "DCF", documents.on_spot, style="law",
              mark="当罚"),
        Paper("receipt", "文书送达回执", "Receipt of service", "SD", documents.receipt, style="law", mark="回"),
        Paper("no_penalty", "不予行政处罚决定书", "No penalty", "BCF", documents.no_penalty, style="law", mark="不罚"),
        Paper("press", "行政处罚决定履行催告书", "Reminder to comply", "CG", documents.press, style="law", mark="催"),
        Paper("transfer", "案件移送书", "Transfer", "YS", documents.transfer, style="law", mark="移"),
        Paper("closing", "结案审批表", "Closing", "JA", documents.closing, style="law", mark="结"),
    ),
    sources=(
        Source("incident", rules.from_incident, link_kind="enforcement_lead"),
        Source("inspections", rules.from_record(CaseSource.INSPECTION), is_many=True),
        Source("inspection_items", rules.from_record(CaseSource.INSPECTION)),
        Source("tips", rules.from_record(CaseSource.TIP), why_not=rules.tip_why_not),
        Source("hazards", rules.from_record(CaseSource.HAZARD)),
        Source("accidents", rules.from_record(CaseSource.ACCIDENT), is_many=True),
    ),
    children=(("seizures", "case"), ("recordings", "case")),
    units={"fine_yuan": "元", "proposed_yuan": "元", "paid_yuan": "元", "surcharge_yuan": "元"},
    right_labels={"handle": "承办案件", "review": "法制审核与听证", "approve": "审批案件"},
    escalation=LADDER,
    before_create=rules.lead,
)  # fmt: skip

REGISTERS = (OPERATIONS, CASES, SEIZURES, RECORDINGS)
