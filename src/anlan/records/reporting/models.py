"""Platforms above, and the ledger: one row for each fact and platform."""

from django.db import models

from anlan.records.core import clock
from anlan.records.reporting.choices import ReportState, Signing


class Destination(models.Model):
    """A platform above. ``since`` holds, for each kind of fact it is told, from when on; what lies before is not sent.

    ``claimed_until``: a worker is sending; when that time passes, that worker is dead.
    """

    name = models.CharField("名称", max_length=64, unique=True)
    url = models.CharField("接口地址", max_length=500)
    sealed = models.TextField("签名密钥（已加密）", blank=True)
    signing = models.CharField("签名方式", max_length=12, choices=Signing, default=Signing.HMAC_SHA256)
    since = models.JSONField("上报类别及起始时间", default=dict)
    is_enabled = models.BooleanField("启用", default=True)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    down_since = models.DateTimeField("故障始于", null=True, blank=True)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    last_sent_at = models.DateTimeField("最近上报", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上级平台"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One fact for one platform. ``body`` is made once, so that every attempt says the same under the same key."""

    destination = models.ForeignKey(Destination, models.PROTECT, related_name="reports", verbose_name="上级平台")
    key = models.CharField("幂等键", max_length=64)
    kind = models.CharField("类别", max_length=32)
    event = models.CharField("事项", max_length=64)
    record_id = models.BigIntegerField("记录")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("报文")
    state = models.CharField("状态", max_length=8, choices=ReportState, default=ReportState.WAITING)
    created_at = models.DateTimeField("发生时间", default=clock.now)
    due_at = models.DateTimeField("下次尝试", default=clock.now)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    tried_at = models.DateTimeField("最近尝试", null=True, blank=True)
    sent_at = models.DateTimeField("上报时间", null=True, blank=True)
    status = models.PositiveSmallIntegerField("答复码", null=True, blank=True)
    answer = models.CharField("对方答复", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["destination", "key"], name="report_once")]
        indexes = [
            models.Index(fields=["destination", "id"], name="report_waiting",
                         condition=models.Q(state=ReportState.WAITING)),
            models.Index(fields=["destination", "state", "-id"], name="report_state"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.event} {self.title}"[:200]
