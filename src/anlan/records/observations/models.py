"""Observations."""

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.observations.choices import Kind, State
from anlan.records.places.models import Town
from anlan.records.sites.models import Enterprise


class Observation(models.Model):
    """What one person saw, where and when. Never edited; a register takes it over and says which record it became.

    ``taken_over_by`` is that register's name, ``taken_over_id`` the number of its record: registers know observations
    and not the other way round. The position (WGS 84) is the phone's claim.
    """

    no = models.CharField("编号", max_length=32, unique=True)
    kind = models.CharField("类别", max_length=16, choices=Kind)
    text = models.CharField("情况", max_length=1000, blank=True)
    state = models.CharField("状态", max_length=16, choices=State, default=State.OPEN)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey(Town, models.PROTECT, null=True, blank=True, related_name="+")
    grid = models.CharField("网格", max_length=32, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    accuracy_m = models.FloatField("定位精度（米）", null=True, blank=True)
    seen_at = models.DateTimeField("发现时间")
    created_at = models.DateTimeField("上报时间", default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上报人")
    taken_over_by = models.CharField("转入台账", max_length=32, blank=True)
    taken_over_id = models.BigIntegerField("台账记录", null=True, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_reason = models.CharField("处理说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场情况"
        ordering = ["-id"]
        indexes = [models.Index(fields=["town", "-id"], name="observation_town")]

    def __str__(self) -> str:
        return f"{self.no} {self.get_kind_display()}"
