"""Versions of the indices' formulas, and bulletins that were made."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock


def _person(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class FormulaVersion(models.Model):
    """One version of an index's formula. Published it never changes; an index without any uses what ships as version 1.

    ``terms`` is a list as :meth:`anlan.records.figures.formulas.Term.data` gives it.
    """

    index = models.CharField("指数", max_length=32)
    number = models.PositiveIntegerField("版本号")
    title = models.CharField("说明", max_length=200)
    terms = models.JSONField("公式")
    made_by = _person("起草人")
    made_at = models.DateTimeField("起草时间", default=clock.now)
    published_by = _person("发布人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指数公式版本"
        ordering = ["index", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["index", "number"], name="formula_number"),
            models.UniqueConstraint(fields=["index"], condition=models.Q(published_at=None), name="formula_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.index} 第 {self.number} 版"


class Bulletin(models.Model):
    """A daily, weekly or monthly bulletin 日报/周报/月报: what it said, as blocks, so that every format says the same.

    One per kind and first day. ``figures`` are the numbers its sentences were written from.
    """

    class Kind(models.TextChoices):
        """How long a time it tells of."""

        DAILY = "daily", "日报"
        WEEKLY = "weekly", "周报"
        MONTHLY = "monthly", "月报"

    kind = models.CharField("类别", max_length=8, choices=Kind)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期")
    issue = models.PositiveIntegerField("期号")
    title = models.CharField("标题", max_length=100)
    blocks = models.JSONField("内容")
    figures = models.JSONField("数据")
    made_at = models.DateTimeField("生成时间", default=clock.now)
    made_by = _person("生成人")

    class Meta:
        verbose_name = verbose_name_plural = "通报简报"
        ordering = ["-until", "-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "since"], name="bulletin_once")]

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """A report somebody put together: which registers, filters, groups, figures and columns; never its numbers.

    Shared with a role, it is worked out within the reader's own scope each time it is opened.
    """

    title = models.CharField("标题", max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="所有者")
    shared_with = models.CharField("共享给角色", max_length=32, blank=True)
    definition = models.JSONField("定义")
    updated_at = models.DateTimeField("更新时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "自定义报表"
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "title"], name="report_title")]

    def __str__(self) -> str:
        return self.title


class ReportSchedule(models.Model):
    """Somebody wants a report by itself every day, week or month: made in that person's own scope."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="schedules", verbose_name="报表")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="订阅人")
    kind = models.CharField("周期", max_length=8, choices=Bulletin.Kind)
    since = models.DateField("订阅日期")

    class Meta:
        verbose_name = verbose_name_plural = "报表订阅"
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="report_schedule_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.kind}"


class ReportIssue(models.Model):
    """A report of one period as it was worked out for one person; nobody else reads it."""

    schedule = models.ForeignKey(ReportSchedule, models.CASCADE, related_name="issues", verbose_name="订阅")
    since = models.DateField("起始日期")
    until = models.DateField("截止日期")
    result = models.JSONField("结果")
    made_at = models.DateTimeField("生成时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "报表期次"
        ordering = ["-since", "-id"]
        constraints = [models.UniqueConstraint(fields=["schedule", "since"], name="report_issue_once")]

    def __str__(self) -> str:
        return f"{self.schedule} {self.since}"
