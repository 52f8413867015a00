"""What happens in the field: joint operations, and what is seized."""

from typing import Any

from django.db.models import Sum

from anlan.records.registers.enforcement import documents, rules
from anlan.records.registers.enforcement.clocks import CLOCKS
from anlan.records.registers.enforcement.models import JointOperation, Seizure
from anlan.records.registers.enforcement.roles import DECIDERS, HANDLERS, LADDER, LEADS, READERS, R
from anlan.records.registry.declare import (
    COMMENT,
    REASON,
    Board,
    BoardRows,
    Due,
    Figure,
    Paper,
    Register,
    Slot,
    State,
    Step,
)


def results(operation: Any, reader: Any) -> BoardRows:
    """What an operation brought, each figure with its cases."""
    cases, here = operation.cases.filter(filed_on__isnull=False), [f"operation:{operation.pk}", "filed_on:!-"]
    fines = cases.aggregate(sum=Sum("fine_yuan"))["sum"] or 0
    rows = [
        (["打击非法场所", str(cases.count())], here),
        (["取缔", str(cases.filter(is_closed_down=True).count())], [*here, "is_closed_down:true"]),
        (["罚款（元）", str(fines)], [*here, "decided_on:!-"]),
        (["移送司法", str(cases.filter(transferred_on__isnull=False).count())], [*here, "transferred_on:!-"]),
    ]
    return BoardRows(["成果", "数量"], rows, register="cases")


OPERATIONS = Register(
    name="joint_operations",
    label="联合执法",
    en="Joint operations",
    purpose="多部门联合执法：一键通知各方（“一件事”）、行动、总结，成果由案件和扣押物品汇总。",
    series="LH",
    model=JointOperation,
    is_public=True,
    states=(
        State("planned", "待通知", "Planned", "一键通知各方", Due(days=3, is_working=True), "neutral"),
        State("notified", "待行动", "Notified", "开展行动", Due(days=7, column="planned_on")),
        State("running", "行动中", "Running", "总结", Due(days=5, is_working=True)),
        State("concluded", "已总结", "Concluded", tone="good"),
        State("cancelled", "已取消", "Cancelled", tone="neutral"),
    ),
    steps=(
        Step("notify", "一键通知", "Notify all", "lead", ("planned",), "notified", optional=(COMMENT,),
             stamps={"notified_at": "now"}, says="一键通知各方：{comment}",
             tells=(R.ENFORCEMENT, R.TOWN_OFFICER, R.COMMITTEE, R.DUTY_OFFICER, R.LEADER)),
        Step("begin", "开展行动", "Begin", "lead", ("notified",), "running", says="开展行动"),
        Step("postpone", "改期", "Postpone", "lead", ("planned", "notified"), None, fields=("planned_on", REASON),
             says="改期至 {planned_on}：{reason}", tells=(R.ENFORCEMENT, R.TOWN_OFFICER)),
        Step("cancel", "取消", "Cancel", "lead", ("planned", "notified"), "cancelled", fields=(REASON,),
             says="取消：{reason}", tells=(R.ENFORCEMENT, R.TOWN_OFFICER), is_danger=True),
        Step("conclude", "总结", "Conclude", "lead", ("running",), "concluded", fields=("summary",),
             says="总结：{summary}"),
        Step("reopen", "恢复行动", "Reopen", "lead", ("concluded", "cancelled"), "planned",
             fields=("planned_on", REASON), says="恢复，行动日期 {planned_on}：{reason}", in_bulk=False),
    ),
    rights={"view": READERS, "create": LEADS, "edit": LEADS, "import": LEADS, "export": READERS, "lead": LEADS},
    create_fields=("title", "field", "town", "planned_on", "departments", "targets", "assignee"),
    edit_fields=("title", "departments", "targets", "assignee"),
    required=("title", "planned_on", "departments", "targets"),
    list_columns=("title", "field", "town", "planned_on", "departments"),
    filters=("field", "town", "planned_on"),
    sorts=("opened_at", "planned_on"),
    detail=("targets", "notified_at", "summary", "opened_by", "assignee"),
    figures=(Figure("operations", "联合执法", "Operations", ("state:running,concluded",)),
             Figure("hazchem", "危化品联合执法", "Hazardous chemicals",
                    ("state:running,concluded", "field:hazchem"))),
    dimensions=("field", "town", "state"),
    papers=(Paper("notice", "联合执法行动通知", "Notice", "LHTZ", documents.operation, style="file"),),
    boards=(Board("results", "行动成果", "Results", results),),
    children=(("cases", "operation"),),
    right_labels={"lead": "组织联合执法"},
    escalation=LADDER,
)  # fmt: skip

SEIZURES = Register(
    name="seizures",
    label="扣押物品",
    en="Seizures",
    purpose="查封、扣押和先行登记保存的物品台账：期限、延期、退还、处理、移交公安。",
    series="KY",
    model=Seizure,
    states=(
        State("held", "扣押中", "Held", "期满前作出处理", CLOCKS.due("seizure", "until")),
        State("returned", "已退还", "Returned", tone="neutral"),
        State("disposed", "已处理", "Disposed of", tone="good"),
        State("handed_over", "已移交公安", "Handed over", tone="good"),
    ),
    steps=(
        Step("extend", "延长期限", "Extend", "approve", ("held",), None, fields=(REASON,),
             is_possible=rules.may_extend, effect=rules.extend, says="延长三十日：{reason}", tells=("assignee",)),
        Step("give_back", "退还", "Give back", "handle", ("held",), "returned", fields=("outcome",),
             says="退还：{outcome}"),
        Step("dispose", "处理", "Dispose", "approve", ("held",), "disposed", fields=("outcome",), not_by=("opened_by",),
             says="处理：{outcome}", is_danger=True),
        Step("hand_over", "移交公安", "Hand over", "handle", ("held",), "handed_over", fields=("outcome",),
             says="移交公安：{outcome}"),
        Step("correct", "更正登记", "Correct", "approve", ("returned", "disposed", "handed_over"), "held",
             fields=("until", REASON), says="登记有误，恢复扣押至 {until}：{reason}", is_danger=True, in_bulk=False),
    ),
    rights={"view": READERS, "create": LEADS, "edit": LEADS, "import": LEADS, "export": READERS, "handle": HANDLERS,
            "approve": DECIDERS},
    create_fields=("case", "title", "measure", "goods", "quantity", "place", "seized_on", "enterprise", "town",
                   "field", "assignee"),
    edit_fields=("title", "place", "assignee"),
    required=("case", "title", "measure", "goods", "quantity", "place"),
    list_columns=("title", "case", "goods", "quantity", "measure", "until", "place"),
    filters=("case", "goods", "measure", "until", "seized_on"),
    sorts=("opened_at", "until", "quantity"),
    detail=("enterprise", "seized_on", "is_extended", "outcome", "opened_by"),
    figures=(
        Figure("seizures", "扣押", "Seizures"),
        Figure("chemicals_t", "危险化学品", "Chemicals", ("goods:chemical",), column="quantity", unit="吨"),
        Figure("cylinders", "工业气瓶", "Cylinders", ("goods:cylinder",), column="quantity", unit="瓶"),
        Figure("fireworks", "烟花爆竹", "Fireworks", ("goods:firework",), column="quantity", unit="箱"),
        Figure("held", "扣押中", "Held", ("state:held",)),
        Figure("overdue", "逾期未处理", "Overdue", ("is_overdue:true",)),
    ),
    dimensions=("goods", "measure", "case", "town", "state"),
    slots=(Slot("goods", "物品照片", "Goods"),),
    papers=(Paper("decision", "查封（扣押）决定书", "Decision", "KYJD", documents.seizure, style="law", mark="查扣"),),
    right_labels={"handle": "处理扣押物品", "approve": "审批扣押物品"},
    escalation=LADDER,
    before_create=rules.seized,
)  # fmt: skip
