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


class Kind(TextChoices):
    """What sort of trouble."""

    PROCESS = "process", "安全报警"
    EQUIPMENT = "equipment", "设备异常"


GRADE_NAMES = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}

#: What must happen next in each state; empty when the work order has ended.
NEXT_STEPS = {
    State.OPEN: "派单",
    State.DISPATCHED: "签收",
    State.ACCEPTED: "处置并反馈",
    State.HANDLING: "处置并反馈",
    State.FEEDBACK: "复核",
}
