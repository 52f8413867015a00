"""Versions of the dispatch policy, and teams that its rules may name."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.dispatch.choices import VersionState


def _person(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class PolicyVersion(models.Model):
    """All rules of one version. Once published it never changes; a newer one takes its place from ``in_force_from``.

    ``rules`` is a list as :meth:`anlan.records.dispatch.policy.Rule.data` gives it.
    """

    number = models.PositiveIntegerField("版本号", unique=True)
    title = models.CharField("说明", max_length=200)
    state = models.CharField("状态", max_length=16, choices=VersionState, default=VersionState.DRAFT)
    rules = models.JSONField("规则")
    made_from = models.PositiveIntegerField("依据版本", null=True, blank=True)
    made_by = _person("起草人")
    made_at = models.DateTimeField("起草时间", default=clock.now)
    edited_at = models.DateTimeField("修改时间", default=clock.now)
    simulated_at = models.DateTimeField("推演时间", null=True, blank=True)
    published_by = _person("发布人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    in_force_from = models.DateTimeField("生效时间", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "派单策略版本"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Team(models.Model):
    """People whom a rule may call together, e.g. the gas team of the fire brigade's liaison."""

    name = models.CharField("名称", max_length=64, unique=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="成员")

    class Meta:
        verbose_name = verbose_name_plural = "应急小组"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
