"""Words of the evidence."""

from datetime import timedelta

from django.db.models import TextChoices

#: Pictures in which people can be recognised are kept this long, then destroyed; blurred ones stay with the alarm.
ORIGINALS_KEPT = timedelta(days=30)


class Role(TextChoices):
    """Which moment a piece shows."""

    BEFORE = "before", "报警前"
    AT = "at", "报警时"
    AFTER = "after", "报警后"
    CLIP = "clip", "片段"


class Rendition(TextChoices):
    """How much of people it shows."""

    BLURRED = "blurred", "已打码"
    ORIGINAL = "original", "原始"


class Judgement(TextChoices):
    """What a person makes of a camera's alarm."""

    TRUE = "true", "属实"
    FALSE = "false", "误报"
    UNCLEAR = "unclear", "无法判断"
