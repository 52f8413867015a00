"""Outbox, attachments and counters."""

from django.conf import settings
from django.db import models

from anlan.records.core import clock


class OutboxMessage(models.Model):
    """Something that must be told outside the database, written in the transaction that made it true."""

    topic = models.CharField("主题", max_length=64)
    kind = models.CharField("类别", max_length=64)
    payload = models.JSONField("内容")
    dedupe_key = models.CharField("去重键", max_length=200, unique=True)
    created_at = models.DateTimeField("写入时间", default=clock.now)
    published_at = models.DateTimeField("发出时间", null=True, blank=True)
    is_reported = models.BooleanField("已列入上报", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "待发消息"
        indexes = [
            # The relay asks for what is unsent, oldest first; a partial index stays tiny however long the history.
            models.Index(fields=["id"], name="outbox_unsent", condition=models.Q(published_at=None)),
            models.Index(fields=["id"], name="outbox_unreported", condition=models.Q(is_reported=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic}.{self.kind} {self.dedupe_key}"


class Counter(models.Model):
    """The last number given in one series on one day."""

    series = models.CharField("序列", max_length=16)
    day = models.DateField("日期")
    value = models.PositiveIntegerField("当前值", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="counter_series_day")]

    def __str__(self) -> str:
        return f"{self.series} {self.day} {self.value}"


class CommandReceipt(models.Model):
    """That one person's command was done, and what it answered; kept until ``expires_at``."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="操作人")
    key = models.CharField("操作编号", max_length=64)
    what_sha256 = models.CharField("内容摘要", max_length=64)
    answer = models.JSONField("结果", default=dict)
    created_at = models.DateTimeField("办理时间", default=clock.now)
    expires_at = models.DateTimeField("保留至", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作回执"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"


class Attachment(models.Model):
    """A photo kept as evidence: rebuilt from its pixels, found by its content.

    ``owner_type``/``owner_id`` name the record it belongs to (e.g. ``incident``); empty until it is claimed.
    ``enterprise_id`` and ``town_code`` are copied from the owner so that one rule decides who may see it.
    """

    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    thumb_sha256 = models.CharField("缩略图 SHA-256", max_length=64)
    media_type = models.CharField("格式", max_length=32)
    size_bytes = models.PositiveIntegerField("字节数")
    width_px = models.PositiveIntegerField("宽")
    height_px = models.PositiveIntegerField("高")
    caption = models.CharField("说明", max_length=200, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    lon = models.FloatField("拍摄经度", null=True, blank=True)
    lat = models.FloatField("拍摄纬度", null=True, blank=True)
    accuracy_m = models.FloatField("定位精度（米）", null=True, blank=True)
    created_at = models.DateTimeField("上传时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    owner_type = models.CharField("所属记录类型", max_length=32, blank=True)
    owner_id = models.BigIntegerField("所属记录", null=True, blank=True)
    enterprise_id = models.BigIntegerField("企业", null=True, blank=True)
    town_code = models.CharField("乡镇街道", max_length=12, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="attachment_owner")]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
