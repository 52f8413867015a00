"""Tables of shared positions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlan.records.core import clock
from anlan.records.registers.drills.models import CommandTask


class Sharing(models.Model):
    """Somebody shares where they are for one task, from their own consent to their own end or the end of the task.

    The last position is kept here as well, so that the map reads one row a vehicle.
    """

    task = models.ForeignKey(CommandTask, models.CASCADE, related_name="+", verbose_name="指挥任务")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="共享人")
    started_at = models.DateTimeField("开始时间", default=clock.now)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    accuracy_m = models.FloatField("误差（米）", null=True, blank=True)
    at = models.DateTimeField("定位时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "位置共享"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "user"], condition=models.Q(ended_at=None), name="sharing_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["-at"], name="sharing_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.user} {self.task}"


class Position(models.Model):
    """One place of the way; kept for a set number of days."""

    sharing = models.ForeignKey(Sharing, models.CASCADE, related_name="track", verbose_name="位置共享")
    lon = models.FloatField("经度")
    lat = models.FloatField("纬度")
    accuracy_m = models.FloatField("误差（米）", null=True, blank=True)
    at = models.DateTimeField("定位时间")

    class Meta:
        verbose_name = verbose_name_plural = "位置"
        ordering = ["at"]
        indexes = [models.Index(fields=["at"], name="position_at")]

    def __str__(self) -> str:
        return f"{self.lon:.5f}, {self.lat:.5f}"
