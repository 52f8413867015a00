"""Words of observations."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What was seen, as a person in the rain would tap it."""

    FIRE = "fire", "动火、烟火"
    GAS = "gas", "异味、泄漏"
    PASSAGE = "passage", "通道堵塞"
    ELECTRIC = "electric", "电气隐患"
    EQUIPMENT = "equipment", "设备缺陷"
    CONDUCT = "conduct", "违章作业"
    OTHER = "other", "其他"


class State(TextChoices):
    """Where an observation stands."""

    OPEN = "open", "待处理"
    TAKEN_OVER = "taken_over", "已转办"
    DISMISSED = "dismissed", "不予处理"
