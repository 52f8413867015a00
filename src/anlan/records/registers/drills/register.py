"""The declarations of the drill registers."""

from anlan.records.accounts.choices import Role
from anlan.records.registers.drills import documents, rules
from anlan.records.registers.drills.models import Command, CommandTask, Drill, EmergencyPlan, RescueResource
from anlan.records.registry.declare import (
    COMMENT,
    EVERYBODY,
    OFFICIALS,
    REASON,
    Ask,
    Due,
    Escalation,
    Figure,
    Paper,
    Register,
    Slot,
    State,
    Step,
    View,
)

R = Role
PLANTS = (R.ENTERPRISE_MANAGER, R.ENTERPRISE_PRINCIPAL)
OFFICERS = (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER)
LEADS = (R.DUTY_OFFICER, R.LEADER, R.COMMITTEE)
OVERDUE = View("overdue", "逾期未办", "Overdue", ("is_overdue:true",), "next_step_due_at")
LATE = Figure("overdue", "逾期", "Overdue", ("is_overdue:true",))
REPORT = Ask("report", "情况", "What happened", max_length=1000)

PLANS = Register(
    name="emergency_plans", label="应急预案", en="Emergency plans", series="YA", model=EmergencyPlan,
    purpose="应急预案：编制、评审、备案、三年修订。",
    states=(
        State("draft", "编制中", "Draft", "报评审", Due(days=60), "neutral"),
        State("review", "待评审", "In review", "评审备案", Due(days=20, is_working=True)),
        State("valid", "有效", "Valid", "修订预案",
              Due(days=1095, column="revise_by", law="应急预案管理办法 第35条 M"), "good"),
        State("retired", "已废止", "Retired", tone="neutral"),
    ),
    steps=(
        Step("submit", "报评审", "Submit", "write", ("draft",), "review", fields=("text",),
             stamps={"written_by": "actor"}, says="报评审", in_bulk=False),
        Step("approve", "评审备案", "Approve", "approve", ("review",), "valid", not_by=("written_by",),
             effect=rules.approved, says="评审通过并备案"),
        Step("send_back", "退回修改", "Send back", "approve", ("review",), "draft", fields=(REASON,),
             says="退回：{reason}", is_danger=True),
        Step("revise", "修订", "Revise", "write", ("valid", "retired"), "draft", fields=(REASON,),
             effect=rules.revise, says="修订：{reason}"),
        Step("retire", "废止", "Retire", "approve", ("draft", "valid"), "retired", fields=(REASON,),
             says="废止：{reason}", is_danger=True),
    ),
    rights={"view": EVERYBODY, "create": (*OFFICERS, *PLANTS), "edit": (*OFFICERS, *PLANTS), "import": OFFICERS,
            "export": (*OFFICIALS, *PLANTS), "write": (*OFFICERS, *PLANTS), "approve": (*OFFICERS, R.LEADER)},
    create_fields=("title", "scope", "owner", "enterprise", "town", "field", "text"), edit_fields=("title", "text"),
    required=("title", "scope", "owner"), list_columns=("title", "enterprise", "town", "scope", "edition", "revise_by"),
    filters=("scope", "owner", "town", "revise_by"), sorts=("opened_at", "revise_by"), detail=("text", "written_by"),
    figures=(Figure("plans", "预案", "Plans"), Figure("valid", "有效", "Valid", ("state:valid",)), LATE),
    dimensions=("scope", "owner", "town", "state"), views=(OVERDUE,),
    escalation=Escalation(((R.TOWN_OFFICER,), (R.COMMITTEE,)), 7, (90, 30, 7)),
    english={"scope": "Kind", "owner": "Owner", "edition": "Edition", "revise_by": "Revise by", "text": "Plan"},
)  # fmt: skip

RESOURCES = Register(
    name="rescue_resources", label="救援资源", en="Rescue resources", series="YJZY", model=RescueResource,
    purpose="救援队伍、物资、专家、避灾场所，每季度核查一次。",
    states=(
        State("ready", "可用", "Ready", "季度核查", Due(days=90, column="check_by"), "good"),
        State("out", "不可用", "Not available", "恢复或撤销", Due(days=15), "bad"),
        State("removed", "已撤销", "Removed", tone="neutral"),
    ),
    steps=(
        Step("check", "核查", "Check", "keep", ("ready", "out"), "ready", fields=("quantity",), optional=("phone",),
             effect=rules.checked, says="核查可用，数量 {quantity}"),
        Step("put_out", "报停用", "Put out", "keep", ("ready",), "out", fields=(REASON,), says="停用：{reason}",
             tells=(R.DUTY_OFFICER,), is_danger=True),
        Step("remove", "撤销", "Remove", "remove", ("ready", "out"), "removed", fields=(REASON,),
             says="撤销：{reason}", is_danger=True),
        Step("reopen", "恢复", "Reopen", "remove", ("removed",), "out", fields=(REASON,), says="恢复：{reason}"),
    ),
    rights={"view": (*OFFICIALS, R.GRID_OFFICER), "create": OFFICERS, "edit": OFFICERS, "import": OFFICERS,
            "export": OFFICIALS, "keep": (*OFFICERS, R.GRID_OFFICER), "remove": LEADS},
    create_fields=("title", "kind", "unit", "town", "field", "contact", "phone", "quantity", "ability", "lon", "lat"),
    edit_fields=("title", "contact", "phone", "quantity", "ability", "lon", "lat"),
    required=("title", "kind", "unit", "contact", "phone"),
    list_columns=("title", "kind", "unit", "town", "contact", "phone", "quantity"),
    filters=("kind", "town", "check_by"),
    search=("no", "title", "unit", "ability"), sorts=("opened_at", "check_by", "quantity"),
    detail=("ability", "lon", "lat", "check_by"),
    figures=(Figure("ready", "可用", "Ready", ("state:ready",)),
             Figure("teams", "队伍", "Teams", ("state:ready", "kind:team")),
             Figure("shelters", "避灾场所", "Shelters", ("state:ready", "kind:shelter")), LATE),
    dimensions=("kind", "town", "state"), views=(OVERDUE,),
    english={"kind": "Kind", "unit": "Unit", "quantity": "Quantity", "check_by": "Check by"},
)  # fmt: skip

DRILLS = Register(
    name="drills", label="应急演练", en="Drills", series="YL", model=Drill,
    purpose="应急演练：脚本、记录、评估、改进；政府每两年、高危企业每半年至少一次。",
    states=(
        State("planned", "待演练", "Planned", "组织演练",
              Due(days=182, column="planned_on", law="国务院令第708号 第8条 H"), "neutral"),
        State("evaluating", "待评估", "To be evaluated", "评估", Due(days=10, is_working=True)),
        State("improving", "改进中", "Improving", "落实改进", Due(days=30)),
        State("done", "已办结", "Done", tone="good"),
        State("cancelled", "已取消", "Cancelled", tone="neutral"),
    ),
    steps=(
        Step("hold", "记录演练", "Record the drill", "hold", ("planned",), "evaluating",
             fields=("record_text", "people_count"), photo="scene", photo_waiver="record_text",
             stamps={"held_by": "actor"}, says="参演 {people_count} 人", in_bulk=False),
        Step("evaluate", "评估", "Evaluate", "evaluate", ("evaluating",), "improving", fields=("score", "problems"),
             not_by=("held_by",), stamps={"evaluated_by": "actor"}, effect=rules.evaluated,
             says="评估 {score} 分：{problems}", in_bulk=False),
        Step("close", "落实改进并办结", "Close", "evaluate", ("improving",), "done", fields=("improvement",),
             why_not=rules.too_weak, says="改进：{improvement}", in_bulk=False),
        Step("repeat", "重新演练", "Hold again", "hold", ("improving", "done"), "planned",
             fields=("planned_on", REASON), stamps={"repeat_count": "+1"}, says="重新演练：{reason}"),
        Step("postpone", "改期", "Postpone", "hold", ("planned",), None, fields=("planned_on", REASON),
             says="改期至 {planned_on}：{reason}"),
        Step("cancel", "取消", "Cancel", "evaluate", ("planned",), "cancelled", fields=(REASON,), says="取消：{reason}",
             is_danger=True),
        Step("reopen", "恢复", "Reopen", "evaluate", ("cancelled",), "planned", fields=("planned_on", REASON),
             says="恢复：{reason}"),
    ),
    rights={"view": EVERYBODY, "create": (*OFFICERS, *PLANTS), "edit": (*OFFICERS, *PLANTS), "import": OFFICERS,
            "export": (*OFFICIALS, *PLANTS), "hold": (*OFFICERS, *PLANTS), "evaluate": (*OFFICERS, R.LEADER)},
    create_fields=("title", "plan", "owner", "manner", "enterprise", "town", "field", "planned_on", "script",
                   "assignee"),
    edit_fields=("title", "script", "assignee"), required=("title", "owner", "planned_on", "script"),
    list_columns=("title", "enterprise", "town", "owner", "manner", "planned_on", "score", "next_on"),
    filters=("owner", "manner", "town", "planned_on", "score", "next_on"),
    sorts=("opened_at", "planned_on", "score", "next_on"),
    detail=("plan", "script", "record_text", "people_count", "held_by", "problems", "evaluated_by", "improvement",
            "repeat_count"),
    figures=(Figure("drills", "演练", "Drills", ("state:!cancelled",)),
             Figure("held", "已演练", "Held", ("state:evaluating,improving,done",)),
             Figure("people", "参演人数", "People", column="people_count", unit="人次"), LATE),
    dimensions=("owner", "manner", "town", "state"), views=(OVERDUE,), slots=(Slot("scene", "演练照片", "Scene"),),
    papers=(Paper("evaluation", "演练评估报告", "Evaluation", "YLPG", documents.evaluation),),
    english={"owner": "Owner", "manner": "Manner", "planned_on": "Planned on", "score": "Score", "next_on": "Next by"},
)  # fmt: skip

COMMANDS = Register(
    name="commands", label="应急指挥", en="Emergency command", series="ZH", model=Command,
    purpose="应急指挥日志：启动、指令、情况、任务、终止，自动生成大事记。",
    states=(
        State("running", "处置中", "Running", "续报情况", Due(hours=2), "bad"),
        State("ended", "已终止", "Ended", tone="good"),
    ),
    steps=(
        Step("report", "续报", "Report", "log", ("running",), "running", fields=(REPORT,), says="{report}",
             in_bulk=False),
        Step("order", "下达指令", "Order", "command", ("running",), "running", fields=(REPORT,), effect=rules.ordered,
             says="指令：{report}", tells=(R.DUTY_OFFICER, R.TOWN_OFFICER), in_bulk=False),
        Step("change_level", "调整响应级别", "Change level", "command", ("running",), None, fields=("level", REASON),
             says="响应级别调整为 {level} 级：{reason}", tells=(R.DUTY_OFFICER, R.TOWN_OFFICER), in_bulk=False),
        Step("end", "终止响应", "End", "command", ("running",), "ended", fields=("conclusion",),
             why_not=rules.open_tasks, says="终止响应：{conclusion}", in_bulk=False),
        Step("reopen", "再次启动", "Reopen", "command", ("ended",), "running", fields=(REASON,),
             says="再次启动：{reason}", is_danger=True, in_bulk=False),
    ),
    rights={"view": (*OFFICIALS, R.GRID_OFFICER), "create": LEADS, "edit": LEADS, "import": LEADS,
            "export": OFFICIALS, "log": (*OFFICIALS, R.GRID_OFFICER), "command": LEADS},
    create_fields=("title", "event", "place", "enterprise", "town", "field", "lon", "lat", "level", "commander",
                   "drill"),
    edit_fields=("title", "event", "place", "lon", "lat", "commander"), required=("title", "event", "place"),
    list_columns=("title", "place", "town", "level", "commander", "order_count"), filters=("town", "level"),
    sorts=("opened_at", "level"), detail=("event", "enterprise", "lon", "lat", "drill", "conclusion"),
    figures=(Figure("commands", "指挥", "Commands"), Figure("running", "处置中", "Running", ("state:running",)), LATE),
    dimensions=("town", "level", "state"), views=(OVERDUE,), children=(("command_tasks", "command"),),
    papers=(Paper("log", "应急处置大事记", "Command log", "ZHDS", documents.log_of),),
    escalation=Escalation(((R.DUTY_OFFICER,), (R.LEADER,)), remind_days=()),
    english={"event": "Event", "place": "Place", "level": "Level", "commander": "Commander", "order_count": "Orders"},
)  # fmt: skip

TASKS = Register(
    name="command_tasks", label="指挥任务", en="Command tasks", series="ZHRW", model=CommandTask,
    purpose="应急指挥下达的任务：地点、时限、签收、完成。",
    states=(
        State("ordered", "待签收", "Ordered", "签收", Due(hours=1), "bad"),
        State("working", "执行中", "Working", "完成任务", Due(hours=4, column="deadline_at")),
        State("done", "已完成", "Done", tone="good"),
        State("cancelled", "已撤销", "Cancelled", tone="neutral"),
    ),
    steps=(
        Step("accept", "签收", "Accept", "work", ("ordered",), "working", says="签收"),
        Step("finish", "完成", "Finish", "work", ("working",), "done", fields=("result",),
             stamps={"done_by": "actor"}, says="完成：{result}", tells=("reporter",)),
        Step("cancel", "撤销", "Cancel", "command", ("ordered", "working"), "cancelled", fields=(REASON,),
             says="撤销：{reason}", is_danger=True),
        Step("reopen", "重新下达", "Order again", "command", ("done", "cancelled"), "ordered",
             fields=("deadline_at",), optional=(COMMENT,), says="重新下达：{comment}", tells=("assignee",)),
    ),
    rights={"view": (*OFFICIALS, R.GRID_OFFICER), "create": LEADS, "edit": LEADS, "import": LEADS,
            "export": OFFICIALS, "work": (*OFFICIALS, R.GRID_OFFICER), "command": LEADS},
    create_fields=("command", "title", "unit", "description", "town", "field", "enterprise", "deadline_at", "lon",
                   "lat", "assignee"),
    edit_fields=("title", "unit", "description", "lon", "lat", "assignee"),
    required=("command", "title", "unit", "description", "deadline_at"),
    list_columns=("title", "command", "unit", "town", "deadline_at", "assignee"), filters=("command", "town"),
    search=("no", "title", "unit", "description"), sorts=("opened_at", "deadline_at"),
    detail=("description", "lon", "lat", "result", "done_by"),
    figures=(Figure("tasks", "任务", "Tasks", ("state:!cancelled",)), Figure("done", "已完成", "Done", ("state:done",)),
             LATE),
    dimensions=("command", "town", "state"), views=(OVERDUE,),
    escalation=Escalation(((R.DUTY_OFFICER,), (R.LEADER,)), remind_days=()),
    english={"command": "Command", "unit": "Unit", "description": "Task", "deadline_at": "By", "result": "Result"},
)  # fmt: skip

REGISTERS = (PLANS, RESOURCES, DRILLS, COMMANDS, TASKS)
