"""Classes of causes and measures, what each closed work order was put into, and the reports that were issued."""

from django.conf import settings
from django.db import models

from anlan.records.closing.choices import ClassKind
from anlan.records.core import clock
from anlan.records.incidents.models import Incident


class ClosingClass(models.Model):
    """A cause or a measure that may be chosen. Withdrawn, never deleted: closed work orders point at it."""

    kind = models.CharField("类别", max_length=8, choices=ClassKind)
    code = models.CharField("代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=64)
    name_en = models.CharField("英文名称", max_length=100, blank=True)
    source = models.CharField("依据", max_length=200)
    is_in_use = models.BooleanField("启用", default=True)
    rank = models.PositiveIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "原因与措施分类"
        ordering = ["kind", "rank", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Classification(models.Model):
    """Why it happened and what was done, in classes; one per work order, the latest word counts."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="classification", verbose_name="工单")
    cause = models.ForeignKey(ClosingClass, models.PROTECT, related_name="+", verbose_name="原因")
    measures = models.ManyToManyField(ClosingClass, related_name="+", verbose_name="措施", blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    at = models.DateTimeField("分类时间", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="分类人")

    class Meta:
        verbose_name = verbose_name_plural = "工单分类"

    def __str__(self) -> str:
        return f"{self.incident_id} {self.cause_id}"


class Usefulness(models.Model):
    """One person's answer to "was this alarm useful?"; the latest answer of a person counts."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="usefulness", verbose_name="工单")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评价人")
    is_useful = models.BooleanField("有用")
    at = models.DateTimeField("评价时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "报警有效性评价"
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="usefulness_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.is_useful}"


class IssuedReport(models.Model):
    """A closing report that was handed out. The same facts give the same edition; changed facts the next one."""

    no = models.CharField("文号", max_length=40, unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports", verbose_name="工单")
    edition = models.PositiveIntegerField("版次")
    content_sha256 = models.CharField("内容 SHA-256", max_length=64)
    file_sha256 = models.CharField("文件 SHA-256", max_length=64)
    issued_at = models.DateTimeField("出具时间", default=clock.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="出具人")

    class Meta:
        verbose_name = verbose_name_plural = "闭环报告"
        ordering = ["incident", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "edition"], name="report_edition"),
            models.UniqueConstraint(fields=["incident", "content_sha256"], name="report_content"),
        ]

    def __str__(self) -> str:
        return self.no
