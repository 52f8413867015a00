"""Outlines of buildings."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.areas.choices import System
from anlan.records.buildings.choices import Use
from anlan.records.core import clock
from anlan.records.sites.models import Enterprise, Workshop

HIGHEST_M, FLOORS_MAX = 300.0, 100


class Building(models.Model):
    """A building or tank: a GeoJSON Polygon in WGS-84, valid when it was taken in.

    ``base_m`` and ``height_m`` are metres above the ground around it: where its walls begin and where they end.
    ``version`` counts writes, so that nobody overwrites what they have not seen.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="buildings", verbose_name="企业")
    workshop = models.ForeignKey(
        Workshop, models.SET_NULL, null=True, blank=True, related_name="buildings", verbose_name="车间"
    )
    name = models.CharField("名称", max_length=64)
    use = models.CharField("用途", max_length=16, choices=Use, default=Use.WORKSHOP)
    outline = models.JSONField("轮廓")
    height_m = models.FloatField("高度（米）", validators=[MinValueValidator(0.5), MaxValueValidator(HIGHEST_M)])
    base_m = models.FloatField(
        "底部高度（米）", default=0.0, validators=[MinValueValidator(0.0), MaxValueValidator(HIGHEST_M)]
    )
    floors = models.PositiveSmallIntegerField("层数", null=True, blank=True, help_text="空为未知")
    came_in = models.CharField("原坐标系", max_length=16, choices=System, default=System.WGS84)
    source = models.CharField("来源", max_length=200, blank=True, help_text="导入的文件；空为在地图上绘制")
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "厂区建筑"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="building_name"),
            models.CheckConstraint(
                condition=models.Q(height_m__gt=models.F("base_m")), name="building_higher_than_its_base"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.name}"
