"""Words of the knowledge base."""

from django.db.models import TextChoices


class EntryKind(TextChoices):
    """What is kept."""

    LAW = "law", "法律法规"
    STANDARD = "standard", "标准规范"
    DOCUMENT = "document", "政策文件"
    SDS = "sds", "化学品安全技术说明书"
    CASE = "case", "事故案例"
    METHOD = "method", "做法与问答"


class Topic(TextChoices):
    """What a question is about."""

    AMMONIA = "ammonia", "涉氨制冷"
    DUST = "dust", "粉尘涉爆"
    CONFINED_SPACE = "confined_space", "有限空间"
    CHEMICAL = "chemical", "危险化学品"
    SPECIAL_WORK = "special_work", "动火等特殊作业"
    FIRE = "fire", "消防"
    EQUIPMENT = "equipment", "设备与电气"
    MANAGEMENT = "management", "制度、责任与培训"
    OTHER = "other", "其他"
