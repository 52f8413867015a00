"""Words of the outreach registers."""

from django.db.models import TextChoices


class Event(TextChoices):
    """What sort of event; the five places to go to are the 五进."""

    DAY = "day", "宣传日活动"
    ENTERPRISE = "enterprise", "进企业"
    VILLAGE = "village", "进农村"
    COMMUNITY = "community", "进社区"
    SCHOOL = "school", "进学校"
    FAMILY = "family", "进家庭"


class Piece(TextChoices):
    """What is published."""

    COLUMN = "column", "专栏"
    ARTICLE = "article", "文章"
    EXPOSURE = "exposure", "隐患曝光"
