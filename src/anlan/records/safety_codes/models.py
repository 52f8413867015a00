"""The codes: one in force per enterprise, the withdrawn ones kept."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.sites.models import Enterprise


def _person(label: str, *, null: bool) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class SafetyCode(models.Model):
    """What a sign at the gate says. Random, so that nobody counts through the county's enterprises by it."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="safety_codes", verbose_name="企业")
    token = models.CharField("安全码", max_length=32, unique=True)
    made_by = _person("制码人", null=False)
    made_at = models.DateTimeField("制码时间", default=clock.now)
    revoked_by = _person("停用人", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    reason = models.CharField("停用理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业安全码"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=models.Q(revoked_at=None), name="one_safety_code_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.token}"
