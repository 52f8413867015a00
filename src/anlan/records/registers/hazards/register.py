"""The declaration of the hazard register."""

from anlan.records.accounts.choices import Role
from anlan.records.registers.hazards import documents, rules
from anlan.records.registers.hazards.choices import Source as From
from anlan.records.registers.hazards.models import Hazard
from anlan.records.registry.declare import (
    COMMENT,
    EVERYBODY,
    LATE,
    OFFICIALS,
    OVERDUE,
    PLANTS,
    REASON,
    Due,
    Escalation,
    Figure,
    Paper,
    Rate,
    Register,
    Slot,
    Source,
    State,
    Step,
    View,
)

R = Role
FINDERS = (*OFFICIALS, R.GRID_OFFICER, *PLANTS, R.ENTERPRISE_OPERATOR)

STATES = (
    State("registered", "待定级", "To be graded", "定级并明确整改要求", Due(days=2, is_working=True), "neutral"),
    State("planning", "待报方案", "Plan due", "报送整改方案（五落实）", Due(days=5, is_working=True)),
    State("plan_review", "方案待审", "Plan in review", "审批整改方案", Due(days=3, is_working=True)),
    State("rectifying", "整改中", "Rectifying", "完成整改", Due(days=7, column="deadline")),
    State("recheck", "待复查", "Recheck due", "复查", Due(days=3, is_working=True)),
    State("acceptance", "待验收", "Acceptance due", "验收", Due(days=10, is_working=True)),
    State("closed", "已销号", "Closed out", tone="good"),
    State("void", "不予认定", "Not a hazard", tone="neutral"),
)

STEPS = (
    Step(
        "grade_general", "定为一般隐患", "Grade as general", "grade", ("registered",), "rectifying",
        fields=("deadline", "requirement"), optional=("assignee",), stamps={"graded_by": "actor"},
        effect=rules.grade_general, says="定为一般隐患，整改期限 {deadline}：{requirement}",
        tells=("assignee", *PLANTS),
    ),
    Step(
        "grade_major", "认定重大隐患", "Confirm as major", "confirm_major", ("registered", "rectifying"), "planning",
        fields=("criterion", "requirement"), optional=("assignee",), stamps={"graded_by": "actor"},
        is_possible=lambda hazard: not rules.is_major(hazard), effect=rules.grade_major,
        says="认定为重大事故隐患（{criterion}）：{requirement}", tells=(*PLANTS, R.TOWN_OFFICER, R.COMMITTEE),
        in_bulk=False,
    ),
    Step(
        "void", "不予认定", "Not a hazard", "grade", ("registered",), "void", fields=(REASON,),
        says="不予认定为隐患：{reason}", tells=("reporter",), is_danger=True, in_bulk=False,
    ),
    Step(
        "submit_plan", "报送整改方案", "Submit plan", "rectify", ("planning",), "plan_review",
        fields=("duty_text", "measures", "funds_yuan", "deadline", "contingency"), stamps={"planned_by": "actor"},
        says="报送整改方案：责任 {duty_text}；资金 {funds_yuan} 元；时限 {deadline}", tells=(R.TOWN_OFFICER,),
        in_bulk=False,
    ),
    Step(
        "approve_plan", "批准方案", "Approve plan", "approve", ("plan_review",), "rectifying", optional=(COMMENT,),
        not_by=("planned_by",), stamps={"plan_approved_by": "actor"}, says="批准整改方案：{comment}", tells=PLANTS,
        in_bulk=False,
    ),
    Step(
        "refuse_plan", "退回方案", "Return plan", "approve", ("plan_review",), "planning", fields=(REASON,),
        says="退回整改方案：{reason}", tells=PLANTS, is_danger=True, in_bulk=False,
    ),
    Step(
        "ask_extension", "申请延期", "Ask for extension", "rectify", ("rectifying",), None,
        fields=("asked_until", REASON), stamps={"asked_by": "actor"}, is_possible=rules.asks_no_extension,
        why_not=rules.extension_why_not, says="申请延期至 {asked_until}：{reason}", tells=(R.TOWN_OFFICER,),
        in_bulk=False,
    ),
    Step(
        "grant_extension", "同意延期", "Grant extension", "approve", ("rectifying",), None, fields=(REASON,),
        not_by=("asked_by",), is_possible=rules.asks_extension, effect=rules.extend, says="同意延期：{reason}",
        tells=PLANTS, in_bulk=False,
    ),
    Step(
        "refuse_extension", "不同意延期", "Refuse extension", "approve", ("rectifying",), None, fields=(REASON,),
        stamps={"asked_until": None}, is_possible=rules.asks_extension, says="不同意延期：{reason}", tells=PLANTS,
        is_danger=True, in_bulk=False,
    ),
    Step(
        "suspend", "责令停产停业整改", "Order suspension", "confirm_major",
        ("planning", "plan_review", "rectifying"), None,
        fields=(REASON,), stamps={"is_suspended": True}, is_possible=lambda hazard: not hazard.is_suspended,
        says="责令停产停业整改：{reason}", tells=(*PLANTS, R.TOWN_OFFICER), is_danger=True, in_bulk=False,
    ),
    Step(
        "rectify", "提交整改", "Report rectified", "rectify", ("rectifying",), "recheck", fields=("rectification",),
        optional=("no_photo_reason",), photo="after", photo_waiver="no_photo_reason",
        stamps={"rectified_by": "actor", "rectified_at": "now", "asked_until": None}, effect=rules.note_lateness,
        says="完成整改：{rectification}", tells=(R.GRID_OFFICER, R.TOWN_OFFICER),
    ),
    Step(
        "recheck_close", "复查通过并销号", "Recheck passed, close out", "recheck", ("recheck",), "closed",
        optional=(COMMENT,), not_by=("rectified_by",), is_possible=rules.is_general,
        stamps={"rechecked_by": "actor", "rechecked_at": "now"}, says="复查通过，销号：{comment}", tells=PLANTS,
    ),
    Step(
        "recheck_pass", "复查通过", "Recheck passed", "recheck_major", ("recheck",), "acceptance",
        optional=(COMMENT,),
        not_by=("rectified_by",), is_possible=rules.is_major, stamps={"rechecked_by": "actor", "rechecked_at": "now"},
        says="复查通过，转入验收：{comment}", tells=(R.COMMITTEE,), in_bulk=False,
    ),
    Step(
        "recheck_fail", "复查不通过", "Recheck failed", "recheck", ("recheck",), "rectifying",
        fields=("deadline", REASON),
        not_by=("rectified_by",), stamps={"rechecked_by": "actor", "rechecked_at": "now", "reject_count": "+1"},
        says="复查不通过，重新整改至 {deadline}：{reason}", tells=PLANTS, is_danger=True, in_bulk=False,
    ),
    Step(
        "accept", "验收通过并销号", "Accept, close out", "accept", ("acceptance",), "closed", fields=(COMMENT,),
        not_by=("rectified_by", "rechecked_by"), stamps={"accepted_by": "actor", "is_suspended": False},
        says="验收通过，销号：{comment}", tells=(*PLANTS, R.TOWN_OFFICER), in_bulk=False,
    ),
    Step(
        "refuse_acceptance", "验收不通过", "Refuse acceptance", "accept", ("acceptance",), "rectifying",
        fields=("deadline", REASON), not_by=("rectified_by",), stamps={"reject_count": "+1"},
        says="验收不通过，重新整改至 {deadline}：{reason}", tells=PLANTS, is_danger=True, in_bulk=False,
    ),
    Step(
        "reopen", "恢复办理", "Reopen", "reopen", ("closed", "void"), "rectifying", fields=("deadline", REASON),
        stamps={"reopen_count": "+1"}, is_possible=lambda hazard: bool(hazard.level),
        says="隐患复发或销号有误，恢复办理至 {deadline}：{reason}", tells=(*PLANTS, R.TOWN_OFFICER),
        is_danger=True, in_bulk=False,
    ),
)  # fmt: skip

HAZARDS = Register(
    name="hazards",
    label="隐患",
    en="Hazards",
    purpose="事故隐患从发现、定级、整改、复查到销号的全过程；重大隐患另须方案审批、五落实和验收。",
    series="YH",
    model=Hazard,
    states=STATES,
    steps=STEPS,
    rights={
        "view": EVERYBODY,
        "create": FINDERS,
        "edit": (*OFFICIALS, R.GRID_OFFICER, *PLANTS),
        "import": (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER),
        "export": (*OFFICIALS, *PLANTS),
        "grade": (*OFFICIALS, R.GRID_OFFICER, *PLANTS),
        "confirm_major": (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER, R.ENFORCEMENT),
        "rectify": (*PLANTS, R.ENTERPRISE_OPERATOR, R.TOWN_OFFICER),
        "approve": (R.COMMITTEE, R.TOWN_OFFICER, R.DUTY_OFFICER, R.ENFORCEMENT),
        "recheck": (*OFFICIALS, R.GRID_OFFICER, R.ENTERPRISE_PRINCIPAL),
        "recheck_major": (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER, R.ENFORCEMENT),
        "accept": (R.COMMITTEE, R.DUTY_OFFICER, R.LEADER),
        "reopen": (R.COMMITTEE, R.TOWN_OFFICER, R.DUTY_OFFICER, R.ENFORCEMENT),
    },
    create_fields=("title", "description", "enterprise", "town", "place", "source", "category", "found_on", "assignee"),
    edit_fields=("title", "description", "place", "source", "category", "requirement", "assignee"),
    required=("title", "description", "source", "category"),
    list_columns=("title", "enterprise", "town", "level", "source", "category", "deadline", "assignee", "opened_at"),
    filters=("level", "source", "category", "town", "field", "criterion", "deadline", "opened_at", "is_late",
             "reject_count", "extension_count", "is_suspended"),
    search=("no", "title", "description"),
    sorts=("opened_at", "deadline", "level", "closed_at", "reject_count"),
    detail=("description", "place", "field", "grid", "found_on", "suspected", "criterion", "graded_by", "requirement",
            "duty_text", "measures", "funds_yuan", "contingency", "plan_approved_by", "asked_until",
        "extension_count",
            "rectification", "no_photo_reason", "rectified_by", "rectified_at", "is_late", "rechecked_by",
            "rechecked_at", "accepted_by", "reject_count", "reopen_count", "is_suspended", "opened_by", "closed_at"),
    figures=(
        Figure("found", "排查隐患", "Found", ("state:!void",)),
        Figure("rectified", "已整改销号", "Rectified", ("state:closed",)),
        Figure("open", "未销号", "Open", ("is_open:true",)),
        LATE,
        Figure("major", "重大隐患", "Major", ("state:!void", "level:major")),
        Figure("major_open", "重大隐患未销号", "Major, open", ("is_open:true", "level:major")),
        Figure("on_time", "按期整改", "On time", ("state:closed", "is_late:false")),
        Figure("rejected", "复查未一次通过", "Failed a recheck", ("state:!void", "reject_count:1..")),
    ),
    rates=(
        Rate("rectification_rate", "整改率", "Rectification rate", "rectified", "found"),
        Rate("on_time_rate", "按期整改率", "On-time rate", "on_time", "rectified"),
    ),
    dimensions=("town", "field", "source", "level", "category", "criterion", "enterprise", "assignee", "state"),
    views=(
        View("mine", "我负责的", "Mine", ("is_open:true", "assignee:me"), "next_step_due_at"),
        OVERDUE,
        View("major", "重大隐患", "Major", ("is_open:true", "level:major"), "next_step_due_at"),
        View("recheck", "待复查", "To recheck", ("state:recheck",), "next_step_due_at"),
    ),
    slots=(Slot("before", "整改前", "Before"), Slot("after", "整改后", "After")),
    papers=(
        Paper("notice", "隐患整改通知书", "Rectification notice", "YHTZ", documents.notice),
        Paper("order", "责令限期整改指令书", "Order to rectify", "ZG", documents.order, "confirm_major", "law", "责改"),
        Paper("recheck", "隐患复查意见书", "Recheck opinion", "YHFC", documents.recheck),
        Paper("opinion", "整改复查意见书", "Opinion on the recheck", "FC", documents.opinion, "recheck_major", "law",
              "复查"),
    ),
    sources=(
        Source("incident", rules.from_incident, link_kind="hazard"),
        Source("observation", rules.from_observation),
        Source("inspections", rules.from_record(From.INSPECTION), is_many=True),
        Source("inspection_items", rules.from_record(From.INSPECTION)),
        Source("accidents", rules.from_record(From.ACCIDENT), is_many=True),
        # The enterprise must not learn of the tip.
        Source("tips", rules.from_record(From.INSPECTION), why_not=rules.tip_why_not),
        Source("campaign_tasks", rules.from_record(From.CAMPAIGN)),
    ),
    english={
        "source": "Source", "category": "Category", "level": "Level", "description": "Description", "place": "Place",
        "found_on": "Found on", "suspected": "Suspected criteria", "criterion": "Criterion", "graded_by": "Graded by",
        "requirement": "Requirement", "deadline": "Deadline", "duty_text": "Responsibility", "measures": "Measures",
        "funds_yuan": "Funds", "contingency": "Contingency plan", "rectification": "Rectification",
        "no_photo_reason": "Why no photo", "asked_until": "Extension asked until", "is_late": "Late",
        "reject_count": "Failed rechecks", "is_suspended": "Suspended",
    },
    units={"funds_yuan": "元"},
    right_labels={"confirm_major": "认定重大隐患", "approve": "审批方案与延期", "recheck_major": "复查重大隐患"},
    escalation=Escalation(((R.GRID_OFFICER, R.TOWN_OFFICER), (R.COMMITTEE,), (R.DUTY_OFFICER, R.LEADER))),
    before_create=rules.screen,
)  # fmt: skip

REGISTERS = (HAZARDS,)
