"""Tables of typhoons."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.core import clock


class Typhoon(models.Model):
    """A tropical cyclone by its national number, e.g. 202618; over when ``is_active`` is False."""

    code = models.CharField("编号", max_length=16, unique=True)
    name = models.CharField("名称", max_length=32, blank=True)
    en = models.CharField("英文名", max_length=32, blank=True)
    is_active = models.BooleanField("编报中", default=True)
    source = models.CharField("来源", max_length=200)
    updated_at = models.DateTimeField("更新时间", default=clock.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="更新人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "台风"
        ordering = ["-code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class TrackPoint(models.Model):
    """Where it was, or where an agency expects it: ``agency`` is empty for what was measured.

    ``radii_km`` are ``{"7": [ne, se, sw, nw], …}``: how far the wind of that grade reaches in each quarter.
    """

    typhoon = models.ForeignKey(Typhoon, models.CASCADE, related_name="points", verbose_name="台风")
    agency = models.CharField("预报机构", max_length=32, blank=True)
    issued_at = models.DateTimeField("起报时间", null=True, blank=True)
    at = models.DateTimeField("时间")
    lon = models.FloatField("经度", validators=[MinValueValidator(90), MaxValueValidator(180)])
    lat = models.FloatField("纬度", validators=[MinValueValidator(-5), MaxValueValidator(60)])
    pressure_hpa = models.FloatField("中心气压（百帕）", null=True, blank=True)
    wind_m_s = models.FloatField("中心风速（米/秒）", null=True, blank=True)
    radii_km = models.JSONField("风圈半径（公里）", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "台风路径点"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["typhoon", "agency", "at"], name="typhoon_point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.typhoon} {self.at:%m-%d %H:%M}"
