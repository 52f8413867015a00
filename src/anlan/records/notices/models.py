"""Who was told what: the record. Channels that ring a telephone read their work from here."""

from django.conf import settings
from django.db import models

from anlan.records.core import clock


class Notice(models.Model):
    """One person told of one thing once; ``key`` lets every repetition be recognised as such."""

    incident_id = models.BigIntegerField("工单", null=True, blank=True, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="接收人")
    channel = models.CharField("渠道", max_length=16, default="console")
    reason = models.CharField("事由", max_length=32)
    text = models.CharField("内容", max_length=500)
    key = models.CharField("去重键", max_length=200, unique=True)
    created_at = models.DateTimeField("发出时间", default=clock.now)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="notice_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.text}"
