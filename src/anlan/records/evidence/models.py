"""Pieces of evidence and verdicts."""

from django.conf import settings
from django.db import models

from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.core.models import Attachment
from anlan.records.evidence.choices import Judgement, Rendition, Role
from anlan.records.sites.models import Scene


class Evidence(models.Model):
    """One picture or clip of one alarm. The file is an attachment, named by its SHA-256.

    An original is destroyed at ``expires_at``; its row stays and says so by ``removed_at``.
    """

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="evidence", verbose_name="报警")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="evidence", verbose_name="附件")
    role = models.CharField("时刻", max_length=8, choices=Role)
    rendition = models.CharField("版本", max_length=8, choices=Rendition)
    at = models.DateTimeField("画面时间")
    expires_at = models.DateTimeField("销毁时间", null=True, blank=True)
    removed_at = models.DateTimeField("已销毁", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "影像证据"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["alarm", "role", "rendition"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.alarm} {self.get_role_display()}"


class Verdict(models.Model):
    """What one person made of one camera alarm. Never changed: a later verdict stands beside it, and counts."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="verdicts", verbose_name="报警")
    scene = models.ForeignKey(Scene, models.PROTECT, related_name="verdicts", verbose_name="场景")
    judgement = models.CharField("结论", max_length=8, choices=Judgement)
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="判定人")
    at = models.DateTimeField("判定时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "识别结论"
        ordering = ["id"]
        indexes = [models.Index(fields=["scene", "at"], name="verdict_scene")]

    def __str__(self) -> str:
        return f"{self.alarm} {self.get_judgement_display()}"
