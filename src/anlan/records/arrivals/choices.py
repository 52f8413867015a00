"""Choices of the arrivals app."""

from django.db.models import TextChoices


class Period(TextChoices):
    """What a rate is over."""

    HOUR = "hour", "最近 1 小时"
    DAY = "day", "最近 24 小时"
    DAYS = "days", "所选日期"


class Standing(TextChoices):
    """How a point stands; what cannot be judged is never called good."""

    COUNTED = "counted", "已统计"
    NO_INTERVAL = "no_interval", "未申报采样间隔"
    NOT_COMMISSIONED = "not_commissioned", "尚未投用"
    NOT_COUNTED = "not_counted", "尚未统计"
