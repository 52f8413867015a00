"""Words of the work orders."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a work order stands; the same names as ``domain.incident_states``."""

    OPEN = "open", "待派单"
    DISPATCHED = "dispatched", "待签收"
    ACCEPTED = "accepted", "已签收"
    HANDLING = "handling", "处置中"
    FEEDBACK = "feedback", "待复核"
    CLOSED = "closed", "已闭环"
    FALSE_ALARM = "false_alarm", "误报办结"
    MERGED = "merged", "已并入"


class Kind(TextChoices):
    """What sort of trouble."""

    PROCESS = "process", "安全报警"
    EQUIPMENT = "equipment", "设备异常"


class SupportState(TextChoices):
    """How a request for support was answered."""

    ASKED = "asked", "待答复"
    COMING = "coming", "前来支援"
    DECLINED = "declined", "不能前来"
    VOID = "void", "已不需要"


class LinkKind(TextChoices):
    """What a work order may be made into."""

    HAZARD = "hazard", "隐患"
    ENFORCEMENT_LEAD = "enforcement_lead", "执法线索"


GRADE_NAMES = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}

#: Steps with deadlines of their own between acceptance and feedback, where the policy asks for them.
ARRIVE, REPORT, HANDLE = "到场", "首报", "处置并反馈"

#: What must happen next in each state; empty when the work order has ended.
NEXT_STEPS = {
    State.OPEN: "派单",
    State.DISPATCHED: "签收",
    State.ACCEPTED: "处置并反馈",
    State.HANDLING: "处置并反馈",
    State.FEEDBACK: "复核",
}
