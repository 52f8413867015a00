"""Words of the campaign register."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What sort of action."""

    BATTLE = "battle", "集中攻坚（如百日大会战）"
    YEARLY = "yearly", "多年行动（如三年行动）"
    OPINION = "opinion", "文件任务清单（如危化意见）"
    CHECK = "check", "专项检查"
