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
