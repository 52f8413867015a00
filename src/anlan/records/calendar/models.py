"""What the county says about single days and whole years; everything else is in the shipped table."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock


def _person(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class CountyDay(models.Model):
    """A day that the county set by hand; it comes before the shipped table and before the weekday."""

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("工作日")
    name = models.CharField("名称", max_length=32, blank=True)
    source = models.CharField("依据", max_length=100, blank=True)
    set_by = _person("设置人")
    set_at = models.DateTimeField("设置时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CheckedYear(models.Model):
    """A year whose days somebody compared with the State Council's notice; until then they are to be confirmed."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("核对依据", max_length=100)
    checked_by = _person("核对人")
    checked_at = models.DateTimeField("核对时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "已核对年份"

    def __str__(self) -> str:
        return f"{self.year}"
