"""Counts of readings, written by the worker only: of the present per point, of the past per point and local day.

What lists show is summed up per enterprise after every round: 650,000 points are 13,000 rows there.
"""

from django.db import models

from anlan.records.sites.models import Enterprise, Point

HOURS = 24


class PointArrival(models.Model):
    """A point's last hour and last 24 whole hours. ``commissioned_at``: when its first counted reading came."""

    point = models.OneToOneField(Point, models.CASCADE, primary_key=True, related_name="arrival", verbose_name="测点")
    commissioned_at = models.DateTimeField("投用时间", null=True)
    newest_at = models.DateTimeField("最新数据时间", null=True)
    is_online = models.BooleanField("在线", default=False)
    hour_until = models.DateTimeField("小时统计至", null=True)
    hour_due = models.PositiveIntegerField("小时应到", default=0)
    hour_arrived = models.PositiveIntegerField("小时实到", default=0)
    day_until = models.DateTimeField("24 小时统计至", null=True)
    day_due = models.PositiveIntegerField("24 小时应到", default=0)
    day_arrived = models.PositiveIntegerField("24 小时实到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "测点数据到达"

    def __str__(self) -> str:
        return f"{self.point_id} {self.hour_arrived}/{self.hour_due}"


class ArrivalDay(models.Model):
    """One point's local day. ``hours`` holds 24 times ``[due, arrived]``, null for an hour that nobody counted."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="+", verbose_name="测点")
    day = models.DateField("日期")
    hours = models.JSONField("各小时应到实到", default=list)
    due = models.PositiveIntegerField("应到", default=0)
    arrived = models.PositiveIntegerField("实到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "测点每日数据到达"
        ordering = ["point", "day"]
        constraints = [models.UniqueConstraint(fields=["point", "day"], name="arrival_day_of_point")]
        indexes = [models.Index(fields=["day"], name="arrival_day")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.day} {self.arrived}/{self.due}"


class CountedHour(models.Model):
    """An hour that was counted, and how often: a second time a day later, for what came late."""

    start = models.DateTimeField("开始", unique=True)
    rounds = models.PositiveSmallIntegerField("统计次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "已统计小时"
        ordering = ["start"]

    def __str__(self) -> str:
        return f"{self.start} ({self.rounds})"


class SiteArrival(models.Model):
    """An enterprise's points, summed up after the newest round; columns as in :class:`PointArrival`.

    ``*_counted`` and ``*_online``: points that the round judged, and those of them on line; ``online``: points in
    service that are on line.
    """

    enterprise = models.OneToOneField(
        Enterprise, models.CASCADE, primary_key=True, related_name="+", verbose_name="企业"
    )
    points = models.PositiveIntegerField("测点", default=0)
    no_interval = models.PositiveIntegerField("未申报采样间隔", default=0)
    not_commissioned = models.PositiveIntegerField("尚未投用", default=0)
    online = models.PositiveIntegerField("在线", default=0)
    hour_until = models.DateTimeField("小时统计至", null=True)
    hour_counted = models.PositiveIntegerField("小时计入测点", default=0)
    hour_online = models.PositiveIntegerField("小时在线测点", default=0)
    hour_due = models.PositiveIntegerField("小时应到", default=0)
    hour_arrived = models.PositiveIntegerField("小时实到", default=0)
    day_until = models.DateTimeField("24 小时统计至", null=True)
    day_counted = models.PositiveIntegerField("24 小时计入测点", default=0)
    day_online = models.PositiveIntegerField("24 小时在线测点", default=0)
    day_due = models.PositiveBigIntegerField("24 小时应到", default=0)
    day_arrived = models.PositiveBigIntegerField("24 小时实到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "企业数据到达"

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.hour_arrived}/{self.hour_due}"


class SiteDay(models.Model):
    """An enterprise's local day, summed over its points whenever one of the day's hours was counted."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="企业")
    day = models.DateField("日期")
    due = models.PositiveBigIntegerField("应到", default=0)
    arrived = models.PositiveBigIntegerField("实到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "企业每日数据到达"
        ordering = ["enterprise", "day"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "day"], name="arrival_day_of_site")]
        indexes = [models.Index(fields=["day"], name="arrival_site_day")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.day} {self.arrived}/{self.due}"
