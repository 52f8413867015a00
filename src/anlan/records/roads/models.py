"""Tables of the road network. The network itself is a file of arrays, named by its hash."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.core import clock
from anlan.records.roads.choices import Licence

SLOWEST_KM_H, FASTEST_KM_H = 3.0, 150.0


class RoadNetwork(models.Model):
    """A network as it was imported; the newest one that is in use answers."""

    source = models.CharField("来源文件", max_length=200)
    credit = models.CharField("来源说明", max_length=200, help_text="显示在路线旁")
    licence = models.CharField("许可", max_length=8, choices=Licence)
    sha256 = models.CharField("内容", max_length=64)
    node_count = models.PositiveIntegerField("路口数")
    edge_count = models.PositiveIntegerField("路段数")
    length_km = models.FloatField("总长（公里）")
    is_active = models.BooleanField("在用", default=True)
    imported_at = models.DateTimeField("导入时间", default=clock.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="导入人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "路网"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.source


class RoadSpeed(models.Model):
    """A speed that the county has put in the place of a shipped one."""

    kind = models.CharField("道路等级", max_length=16, unique=True)
    km_h = models.FloatField(
        "速度（公里/小时）", validators=[MinValueValidator(SLOWEST_KM_H), MaxValueValidator(FASTEST_KM_H)]
    )
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "道路速度"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind
