"""The declarations of the outreach registers."""

from anlan.records.accounts.choices import Role
from anlan.records.registers.outreach import documents, rules, texting
from anlan.records.registers.outreach.models import Article, HallBooking, OutreachEvent, SmsCampaign, TreeSeason
from anlan.records.registry.declare import (
    COMMENT,
    LATE,
    OFFICIALS,
    OVERDUE,
    REASON,
    Board,
    Due,
    Figure,
    Paper,
    Rate,
    Register,
    Slot,
    State,
    Step,
)

R = Role
READERS = (*OFFICIALS, R.GRID_OFFICER)
WRITERS = (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER)
LEADS = (R.DUTY_OFFICER, R.LEADER, R.COMMITTEE)


def rights(**more: tuple[Role, ...]) -> dict[str, tuple[Role, ...]]:
    """What all registers of this folder share, and what one adds."""
    return {"view": READERS, "create": WRITERS, "edit": WRITERS, "import": WRITERS, "export": OFFICIALS, **more}


EVENTS = Register(
    name="outreach_events", label="宣传活动", en="Outreach events", series="XC", model=OutreachEvent,
    purpose="宣传日历（3·19、4·15、5·12、安全生产月等）和“五进”活动：计划、举办、核定。",
    states=(
        State("planned", "待举办", "Planned", "举办活动", Due(days=30, column="planned_on"), "neutral"),
        State("review", "待核定", "In review", "核定活动情况", Due(days=10, is_working=True)),
        State("done", "已完成", "Done", tone="good"),
        State("cancelled", "已取消", "Cancelled", tone="neutral"),
    ),
    steps=(
        Step("hold", "报送活动情况", "Report", "hold", ("planned",), "review", fields=("reach_count", "summary"),
             optional=("material_count",), photo="scene", photo_waiver="summary", stamps={"held_by": "actor"},
             says="参与 {reach_count} 人：{summary}"),
        Step("confirm", "核定", "Confirm", "confirm", ("review",), "done", not_by=("held_by",), says="核定"),
        Step("send_back", "退回", "Send back", "confirm", ("review",), "planned", fields=("planned_on", REASON),
             not_by=("held_by",), says="退回：{reason}", is_danger=True),
        Step("cancel", "取消", "Cancel", "confirm", ("planned",), "cancelled", fields=(REASON,), says="取消：{reason}",
             is_danger=True),
        Step("reopen", "恢复", "Reopen", "confirm", ("done", "cancelled"), "planned", fields=("planned_on", REASON),
             says="恢复：{reason}"),
    ),
    rights=rights(hold=(*WRITERS, R.GRID_OFFICER), confirm=LEADS),
    create_fields=("title", "kind", "occasion", "planned_on", "place", "town", "field", "assignee"),
    edit_fields=("title", "occasion", "place", "assignee"), required=("title", "kind", "planned_on"),
    list_columns=("title", "kind", "town", "planned_on", "reach_count"), filters=("kind", "town", "planned_on"),
    sorts=("opened_at", "planned_on", "reach_count"),
    detail=("occasion", "place", "material_count", "summary", "held_by"),
    figures=(Figure("events", "活动", "Events", ("state:!cancelled",)),
             Figure("reached", "参与人数", "People reached", ("state:done",), "reach_count", "人次"), LATE),
    dimensions=("kind", "town", "state"), views=(OVERDUE,), slots=(Slot("scene", "活动照片", "Scene"),),
    papers=(Paper("report", "宣传活动总结", "Event report", "XCZJ", documents.event_report),),
    english={"kind": "Kind", "planned_on": "Planned on", "reach_count": "People"},
)  # fmt: skip

ARTICLES = Register(
    name="articles", label="宣传稿件", en="Articles", series="GJ", model=Article, is_public=True,
    purpose="专栏、文章和隐患曝光：撰稿、审稿、刊发；曝光前听取被曝光单位意见。",
    states=(
        State("draft", "撰稿中", "Draft", "报审", Due(days=15), "neutral"),
        State("review", "待审稿", "In review", "审稿", Due(days=3, is_working=True)),
        State("accepted", "待刊发", "Accepted", "刊发", Due(days=7)),
        State("published", "已刊发", "Published", tone="good"),
        State("withdrawn", "已撤稿", "Withdrawn", tone="neutral"),
    ),
    steps=(
        Step("submit", "报审", "Submit", "write", ("draft",), "review", why_not=rules.exposed_without_reply,
             stamps={"written_by": "actor"}, says="报审"),
        Step("reply", "填写对方意见", "Reply", "write", ("draft",), None, fields=("right_of_reply",),
             says="被曝光单位意见：{right_of_reply}"),
        Step("accept", "审稿通过", "Accept", "release", ("review",), "accepted", not_by=("written_by",),
             says="审稿通过"),
        Step("send_back", "退稿", "Send back", "release", ("review",), "draft", fields=(REASON,), says="退稿：{reason}",
             is_danger=True),
        Step("publish", "刊发", "Publish", "write", ("accepted",), "published", stamps={"published_on": "today"},
             says="刊发"),
        Step("withdraw", "撤稿", "Withdraw", "release", ("draft", "accepted", "published"), "withdrawn",
             fields=(REASON,), stamps={"published_on": None}, says="撤稿：{reason}", is_danger=True),
        Step("reopen", "恢复撰稿", "Reopen", "release", ("withdrawn",), "draft", fields=(REASON,),
             says="恢复：{reason}"),
    ),
    rights=rights(write=WRITERS, release=LEADS),
    create_fields=("title", "kind", "medium", "issue_no", "body", "enterprise", "right_of_reply"),
    edit_fields=("title", "medium", "issue_no", "body"), required=("title", "kind", "medium"),
    list_columns=("title", "kind", "medium", "issue_no", "published_on"), filters=("kind", "published_on"),
    sorts=("opened_at", "published_on"), detail=("body", "enterprise", "right_of_reply", "written_by"),
    figures=(Figure("published", "已刊发", "Published", ("state:published",)),
             Figure("columns", "专栏期数", "Column issues", ("state:published", "kind:column")),
             Figure("exposures", "曝光点", "Exposures", ("state:published", "kind:exposure")), LATE),
    dimensions=("kind", "state"), views=(OVERDUE,),
    papers=(Paper("slip", "刊发稿签", "Release slip", "GJQ", documents.exposure),),
    english={"kind": "Kind", "medium": "Medium", "published_on": "Published on"},
)  # fmt: skip

SMS = Register(
    name="sms_campaigns", label="公益短信", en="SMS campaigns", series="DX", model=SmsCampaign, is_public=True,
    purpose="安全公益短信：申请、审批、配额、经短信网关或运营商发送、回执、退订；发完即删号码，只留总数。",
    states=(
        State("asked", "待审批", "Asked", "审批", Due(days=3, is_working=True), "neutral"),
        State("approved", "待发送", "Approved", "发送", Due(days=3, column="planned_on")),
        State("sending", "发送中", "Sending", "核对回执并办结", Due(days=3)),
        State("done", "已完成", "Done", tone="good"),
        State("refused", "未批准", "Refused", tone="neutral"),
    ),
    steps=(
        Step("approve", "批准", "Approve", "approve", ("asked",), "approved", not_by=("asked_by",),
             why_not=rules.sms_why_not, stamps={"approved_by": "actor"}, says="批准发送"),
        Step("refuse", "不批准", "Refuse", "approve", ("asked", "approved"), "refused", fields=(REASON,),
             effect=texting.drop, says="不批准：{reason}", is_danger=True),
        Step("send", "发送", "Send", "send", ("approved",), "sending", optional=("job_no",), effect=texting.send,
             says="开始发送", in_bulk=False),
        Step("receipt", "登记回执", "Receipts", "send", ("sending",), None,
             fields=("sent_count", "delivered_count", "failed_count"), optional=("unsubscribed_count",),
             is_possible=texting.is_by_hand, effect=texting.receipts,
             says="已发 {sent_count}，成功 {delivered_count}，失败 {failed_count}"),
        Step("finish", "办结", "Finish", "send", ("sending",), "done", why_not=texting.no_receipts,
             effect=texting.finish, says="办结"),
        Step("stop", "停止发送", "Stop sending", "approve", ("sending",), "done", fields=(REASON,),
             is_possible=texting.is_by_gateway, effect=texting.stop, says="停止发送：{reason}", is_danger=True,
             in_bulk=False),
        Step("reopen", "重新申请", "Ask again", "send", ("refused",), "asked", fields=("text", "planned_on"),
             says="重新申请"),
    ),
    rights=rights(approve=(R.LEADER, R.DUTY_OFFICER), send=WRITERS),
    create_fields=("title", "text", "audience", "planned_on", "planned_count"),
    edit_fields=("title", "audience"), required=("title", "text", "audience", "planned_on", "planned_count"),
    list_columns=("title", "audience", "planned_on", "planned_count", "sent_count", "delivered_count"),
    filters=("planned_on",), sorts=("opened_at", "planned_on"),
    detail=("text", "number_count", "failed_count", "unsubscribed_count", "job_no", "asked_by", "approved_by"),
    figures=(Figure("campaigns", "短信任务", "Campaigns", ("state:done",)),
             Figure("sent", "已发送", "Sent", ("state:done",), "sent_count", "条"),
             Figure("delivered", "回执成功", "Delivered", ("state:done",), "delivered_count", "条"), LATE),
    rates=(Rate("delivered_rate", "送达率", "Delivered", "delivered", "sent"),),
    dimensions=("state",), views=(OVERDUE,), before_create=rules.asks,
    boards=(Board("progress", "发送进度", "Progress", texting.progress),),
    english={"audience": "To", "planned_on": "Planned on", "sent_count": "Sent", "delivered_count": "Delivered"},
)  # fmt: skip

BOOKINGS = Register(
    name="hall_bookings", label="体验馆预约", en="Hall bookings", series="YY", model=HallBooking,
    purpose="安全体验馆的预约：时段容量、确认、到馆登记。",
    states=(
        State("asked", "待确认", "Asked", "确认预约", Due(days=2, is_working=True), "neutral"),
        State("confirmed", "已确认", "Confirmed", "登记到馆", Due(days=30, column="visit_on")),
        State("visited", "已到馆", "Visited", tone="good"),
        State("refused", "未成行", "Not taken place", tone="neutral"),
    ),
    steps=(
        Step("confirm", "确认", "Confirm", "run", ("asked",), "confirmed", why_not=rules.hall_full, says="确认预约",
             tells=("reporter",), in_bulk=False),
        Step("visited", "登记到馆", "Visited", "run", ("confirmed",), "visited", fields=("came_count",),
             says="到馆 {came_count} 人"),
        Step("refuse", "取消", "Cancel", "run", ("asked", "confirmed"), "refused", fields=(REASON,),
             says="取消：{reason}", tells=("reporter",), is_danger=True),
        Step("reopen", "改期", "Reopen", "run", ("refused",), "asked", fields=("visit_on", "hour"),
             says="改期至 {visit_on}"),
    ),
    rights={**rights(run=WRITERS), "view": (*READERS, R.ENTERPRISE_MANAGER),
            "create": (*WRITERS, R.ENTERPRISE_MANAGER)},
    create_fields=("title", "unit", "enterprise", "town", "visit_on", "hour", "people_count"),
    edit_fields=("title", "people_count"), required=("title", "unit", "visit_on", "people_count"),
    list_columns=("title", "unit", "visit_on", "hour", "people_count", "came_count"), filters=("visit_on", "town"),
    sorts=("opened_at", "visit_on"), detail=("enterprise", "town"),
    figures=(Figure("bookings", "预约", "Bookings"),
             Figure("visitors", "到馆人数", "Visitors", ("state:visited",), "came_count", "人"), LATE),
    dimensions=("town", "state"), views=(OVERDUE,),
    english={"unit": "Unit", "visit_on": "Visit", "hour": "Hour", "people_count": "People"},
)  # fmt: skip

SEASONS = Register(
    name="tree_seasons", label="种安全树", en="Safety tree", series="AQS", model=TreeSeason, is_public=True,
    purpose="线上种安全树（/safety-tree）：答对题就种下一棵树；只计人次，不收集任何个人信息。",
    states=(
        State("running", "进行中", "Running", "结束并公布", Due(days=90, column="ends_on"), "good"),
        State("ended", "已结束", "Ended", tone="neutral"),
    ),
    steps=(
        Step("end", "结束并公布", "End", "run", ("running",), "ended", optional=(COMMENT,), says="结束：{comment}"),
        Step("extend", "延长", "Extend", "run", ("running",), None, fields=("ends_on", REASON),
             says="延长至 {ends_on}：{reason}"),
        Step("count_in", "补录线下人次", "Count in", "run", ("running",), None,
             fields=("planter_count", "try_count", REASON), says="累计 {planter_count} 人次：{reason}"),
        Step("reopen", "继续", "Reopen", "run", ("ended",), "running", fields=("ends_on", REASON),
             says="继续至 {ends_on}：{reason}"),
    ),
    rights=rights(run=WRITERS),
    create_fields=("title", "begins_on", "ends_on"), edit_fields=("title",), required=("title", "begins_on", "ends_on"),
    list_columns=("title", "begins_on", "ends_on", "planter_count", "try_count"), filters=("begins_on", "ends_on"),
    sorts=("opened_at", "begins_on", "planter_count"), detail=(),
    figures=(Figure("seasons", "场次", "Seasons"),
             Figure("planters", "种树人次", "Trees planted", column="planter_count", unit="人次"), LATE),
    dimensions=("state",), views=(OVERDUE,),
    english={"begins_on": "Begins", "ends_on": "Ends", "planter_count": "Trees", "try_count": "Tries"},
)  # fmt: skip

REGISTERS = (EVENTS, ARTICLES, SMS, BOOKINGS, SEASONS)
