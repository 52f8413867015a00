"""Versions of rules, and what they would have done."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.rules.choices import TrialState, VersionState
from anlan.records.sites.models import Enterprise


def _person(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class RuleVersion(models.Model):
    """What one kind, point or group of points alarms on. Once published it never changes; a newer one follows it.

    ``target`` is ``kind:<name>``, ``point:<id>`` or ``group:<id>`` (``group:new`` until it is published). ``content``
    holds what :mod:`anlan.records.rules.targets` says. ``number`` counts within the target and is given when the
    version is published; number 1 is what was in force when somebody first drafted. ``author_ids`` are all who wrote.
    """

    target = models.CharField("对象", max_length=80, db_index=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField("版本号", null=True, blank=True)
    title = models.CharField("说明", max_length=200)
    state = models.CharField("状态", max_length=16, choices=VersionState, default=VersionState.DRAFT)
    content = models.JSONField("内容")
    made_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    made_by = _person("起草人")
    author_ids = models.JSONField("参与起草", default=list)
    made_at = models.DateTimeField("起草时间", default=clock.now)
    edited_at = models.DateTimeField("修改时间", default=clock.now)
    tried_at = models.DateTimeField("推演时间", null=True, blank=True)
    published_by = _person("发布人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    reason = models.CharField("发布理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "number"], condition=models.Q(number__isnull=False), name="rule_version_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} 第 {self.number} 版" if self.number else f"{self.target} 草稿"


class RuleTrial(models.Model):
    """One run of a draft over history. ``result`` is what :mod:`anlan.records.rules.trials` makes of it."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="trials", verbose_name="规则版本")
    days = models.PositiveIntegerField("天数")
    state = models.CharField("状态", max_length=16, choices=TrialState, default=TrialState.RUNNING)
    progress = models.FloatField("进度", default=0.0)
    readings = models.BigIntegerField("读数", default=0)
    asked_by = _person("发起人")
    asked_at = models.DateTimeField("发起时间", default=clock.now)
    beat_at = models.DateTimeField("最近进展", default=clock.now)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    problem = models.CharField("未完成原因", max_length=300, blank=True)
    content_edited_at = models.DateTimeField("所推演草稿的修改时间")
    result = models.JSONField("结果", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则推演"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version} {self.days} 天"
