"""Words of the dispatch policies."""

from django.db.models import TextChoices


class VersionState(TextChoices):
    """Where a version stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"


class When(TextChoices):
    """When a rule holds; empty = always."""

    ALWAYS = "", "任何时间"
    NIGHT = "night", "夜间"
    HOLIDAY = "holiday", "节假日"
    HOLIDAY_NIGHT = "holiday_night", "节假日夜间"


CHANNELS = ("message", "call")
KINDS = ("", "process", "equipment")
KIND_NAMES = {"": "", "process": "安全报警", "equipment": "设备异常"}
GRADE_NAMES = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}
