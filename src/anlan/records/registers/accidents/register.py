"""The declaration of accidents."""

from anlan.records.accounts.choices import Role
from anlan.records.registers.accidents import documents, rules
from anlan.records.registers.accidents.clocks import CLOCKS
from anlan.records.registers.accidents.models import Accident
from anlan.records.registry.declare import (
    COMMENT,
    OFFICIALS,
    OVERDUE,
    PLANTS,
    REASON,
    Change,
    Escalation,
    Figure,
    Paper,
    Register,
    Slot,
    Source,
    State,
    Step,
)

R = Role
READERS = (*OFFICIALS, R.GRID_OFFICER, *PLANTS)
REPORTERS = (*OFFICIALS, R.GRID_OFFICER, *PLANTS)
COUNTED = "state:!excluded"

STATES = (
    State("received", "待上报", "To be reported up", "核实并逐级上报", CLOCKS.due("level_report")),
    State("investigating", "调查中", "Investigating", "提交调查报告",
          CLOCKS.due("investigation", "investigate_until")),
    State("reply", "待批复", "Reply due", "批复调查报告", CLOCKS.due("reply", "reply_until")),
    State("follow_up", "整改落实中", "Follow-up", "评估整改措施落实", CLOCKS.due("evaluation")),
    State("closed", "已结案", "Closed", tone="good"),
    State("excluded", "不计入生产安全事故", "Not counted", tone="neutral"),
)  # fmt: skip

STEPS = (
    Step("report_up", "上报", "Report up", "report", ("received",), "investigating", fields=("reported_to",),
         optional=("team_lead", COMMENT), stamps={"reported_up_by": "actor"}, says="已上报 {reported_to}：{comment}",
         tells=(R.LEADER, R.COMMITTEE, R.TOWN_OFFICER)),
    Step("exclude", "认定不属生产安全事故", "Exclude", "decide", ("received", "investigating"), "excluded",
         fields=(REASON,), not_by=("reported_up_by",), says="不计入生产安全事故：{reason}", tells=("reporter",),
         is_danger=True),
    Step("update", "续报", "Report changes", "report", ("received", "investigating", "reply"), None,
         fields=("deaths", "injuries", "loss_yuan", COMMENT), why_not=rules.update_why_not, effect=rules.regrade,
         says="续报：死亡 {deaths} 人，重伤 {injuries} 人，损失 {loss_yuan} 元。{comment}",
         tells=(R.LEADER, R.DUTY_OFFICER, R.COMMITTEE), in_bulk=False),
    Step("extend", "调查延期", "Extend investigation", "decide", ("investigating",), None,
         fields=("investigate_until", REASON), is_possible=rules.not_extended, effect=rules.extend_investigation,
         says="调查延期至 {investigate_until}：{reason}", in_bulk=False),
    Step("submit", "提交调查报告", "Submit report", "investigate", ("investigating",), "reply",
         fields=("direct_cause", "indirect_cause", "nature", "advice"), stamps={"submitted_by": "actor"},
         effect=rules.submitted, says="提交调查报告：{nature}", tells=(R.LEADER,)),
    Step("send_back", "退回补充调查", "Send back", "decide", ("reply",), "investigating", fields=(REASON,),
         not_by=("submitted_by",), stamps={"return_count": "+1"}, says="退回补充调查：{reason}",
         tells=(R.ENFORCEMENT, R.DUTY_OFFICER), is_danger=True),
    Step("approve", "批复", "Approve report", "decide", ("reply",), "follow_up", optional=(COMMENT,),
         not_by=("submitted_by",), stamps={"replied_by": "actor"}, says="批复调查报告：{comment}",
         tells=(*PLANTS, R.TOWN_OFFICER, R.COMMITTEE, R.ENFORCEMENT)),
    Step("evaluate", "评估通过并结案", "Evaluate, close", "investigate", ("follow_up",), "closed",
         fields=("evaluation",), says="整改措施落实评估：{evaluation}", tells=(R.LEADER,)),
    Step("reopen", "重新调查", "Reopen", "decide", ("closed", "excluded"), "investigating",
         fields=("investigate_until", REASON), says="重新调查，期限 {investigate_until}：{reason}",
         tells=(R.ENFORCEMENT, R.DUTY_OFFICER), is_danger=True, in_bulk=False),
)  # fmt: skip

ACCIDENTS = Register(
    name="accidents",
    label="事故",
    en="Accidents",
    purpose="生产安全事故的快报、续报、定级、调查、批复和整改落实；起数和死亡人数与上年同期相比。",
    series="SG",
    model=Accident,
    states=STATES,
    steps=STEPS,
    rights={
        "view": READERS,
        "create": REPORTERS,
        "edit": (*OFFICIALS,),
        "import": (R.DUTY_OFFICER, R.LEADER),
        "export": OFFICIALS,
        "report": (R.DUTY_OFFICER, R.COMMITTEE, R.ENFORCEMENT, R.TOWN_OFFICER),
        "investigate": (R.ENFORCEMENT, R.DUTY_OFFICER, R.COMMITTEE),
        "decide": (R.LEADER,),
    },
    create_fields=("title", "occurred_at", "informed_at", "place", "kind", "description", "measures_taken",
                   "enterprise", "town", "field", "deaths", "injuries", "loss_yuan", "assignee"),
    edit_fields=("title", "place", "kind", "description", "measures_taken", "team_lead", "assignee"),
    required=("title", "occurred_at", "place", "kind", "description"),
    list_columns=("title", "occurred_at", "enterprise", "town", "kind", "grade", "deaths", "injuries"),
    filters=("occurred_at", "kind", "grade", "town", "field", "deaths", "is_reported_late"),
    search=("no", "title", "description", "place"),
    sorts=("opened_at", "occurred_at", "deaths"),
    detail=("informed_at", "place", "description", "measures_taken", "loss_yuan", "field", "is_reported_late",
            "reported_to", "reported_up_by", "report_count", "casualties_until", "team_lead", "investigate_until",
            "is_extended", "direct_cause", "indirect_cause", "nature", "advice", "submitted_by", "reply_until",
            "replied_by", "return_count", "evaluation", "opened_by", "assignee"),
    figures=(
        Figure("accidents", "起数", "Accidents", (COUNTED,)),
        Figure("deaths", "死亡", "Deaths", (COUNTED,), column="deaths", unit="人"),
        Figure("injuries", "重伤", "Injuries", (COUNTED,), column="injuries", unit="人"),
        Figure("loss_yuan", "直接经济损失", "Loss", (COUNTED,), column="loss_yuan", unit="元"),
        Figure("larger", "较大及以上", "Larger and worse", (COUNTED, "grade:larger,major,extra_major")),
        Figure("reported_late", "迟报", "Reported late", (COUNTED, "is_reported_late:true")),
        Figure("open", "未结案", "Open", ("is_open:true",)),
    ),
    changes=(Change("accidents_change", "起数同比", "Accidents, year on year", "accidents", "occurred_at"),
             Change("deaths_change", "死亡同比", "Deaths, year on year", "deaths", "occurred_at")),
    dimensions=("town", "field", "kind", "grade", "state"),
    views=(OVERDUE,),
    slots=(Slot("scene", "现场照片", "Scene"),),
    papers=(Paper("flash", "生产安全事故快报", "Flash report", "SGKB", documents.flash),
            Paper("investigation", "生产安全事故调查报告", "Investigation report", "SGDC", documents.investigation,
                  right="investigate")),
    sources=(Source("incident", rules.from_incident),),
    units={"loss_yuan": "元", "deaths": "人", "injuries": "人"},
    right_labels={"report": "上报与续报", "investigate": "事故调查", "decide": "批复与认定"},
    escalation=Escalation(((R.DUTY_OFFICER,), (R.LEADER,)), remind_days=(7, 1)),
    before_create=rules.received,
)  # fmt: skip

REGISTERS = (ACCIDENTS,)
