"""Proposals to merge, and what became of them."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.merging.choices import MergeState
from anlan.records.sites.models import Enterprise


def _person(label: str, *, null: bool) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class EnterpriseMerge(models.Model):
    """``gone`` becomes part of ``kept``. ``choices``: fields taken from the one that goes; ``moved``: rows by model.

    For taking it back: ``fields`` holds ``{column: [kept's, gone's]}`` as they were, ``marks`` the newest row of every
    model at that moment, both null for merges older than that; the rows themselves are :class:`MergedRows`.
    """

    kept = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="保留企业")
    gone = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="并入企业")
    choices = models.JSONField("取自并入企业的字段", default=list)
    reason = models.CharField("理由", max_length=500)
    state = models.CharField("状态", max_length=16, choices=MergeState, default=MergeState.PROPOSED)
    proposed_by = _person("提出人", null=False)
    proposed_at = models.DateTimeField("提出时间", default=clock.now)
    decided_by = _person("确认人", null=True)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    moved = models.JSONField("迁移记录数", default=dict, blank=True)
    fields = models.JSONField("合并前的字段", null=True, blank=True, editable=False)
    marks = models.JSONField("合并时各类记录的最新编号", null=True, blank=True, editable=False)
    back_reason = models.CharField("撤回理由", max_length=500, blank=True)
    back_asked_by = _person("撤回提出人", null=True)
    back_asked_at = models.DateTimeField("撤回提出时间", null=True, blank=True)
    back_by = _person("撤回确认人", null=True)
    back_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业合并"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(state="proposed"), name="one_merge_proposed_per_enterprise"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class MergedRows(models.Model):
    """Up to 2,000 rows of one model that a merge moved: ``[[id, {column: [before, after]}], …]``."""

    merge = models.ForeignKey(EnterpriseMerge, models.CASCADE, related_name="rows", verbose_name="合并")
    model = models.CharField("记录类型", max_length=64)
    rows = models.JSONField("迁移的记录", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "合并迁移明细"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.merge_id} {self.model} × {len(self.rows)}"
