"""The audit trail: append-only, hash-chained."""

from django.db import models


class AuditEntry(models.Model):
    """One write by one person. Rows are never changed or deleted: triggers refuse it.

    The actor is kept as plain values, so that the entry stays true when the person is renamed or removed.
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    actor_name = models.CharField("操作人", max_length=64, blank=True)
    actor_role = models.CharField("角色", max_length=32, blank=True)
    action = models.CharField("操作", max_length=64, db_index=True)
    target_type = models.CharField("对象类型", max_length=64, blank=True)
    target_id = models.CharField("对象编号", max_length=64, blank=True)
    target_name = models.CharField("对象", max_length=200, blank=True)
    changes = models.JSONField("变更", default=dict)
    reason = models.CharField("理由", max_length=500, blank=True)
    ip = models.CharField("来源地址", max_length=64, blank=True)
    prev_hash = models.CharField("前一条摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-seq"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditHead(models.Model):
    """Where the chain ends; one row, locked while an entry is added, so entries are numbered without gaps."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = verbose_name_plural = "审计链末端"

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
