"""Notes on curves."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.sites.models import Point


def _person(label: str, *, null: bool) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class CurveNote(models.Model):
    """What one person wrote at one moment of one point's curve. Taken back, never changed or deleted."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="notes", verbose_name="测点")
    at = models.DateTimeField("曲线时刻")
    text = models.CharField("内容", max_length=200)
    by = _person("标注人", null=False)
    made_at = models.DateTimeField("标注时间", default=clock.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = _person("撤回人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "趋势标注"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["point", "at"], name="curve_note_at")]

    def __str__(self) -> str:
        return self.text
