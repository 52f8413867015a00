"""Official outlines."""

from django.db import models

from anlan.records.areas.choices import Level, System
from anlan.records.core import clock


class Area(models.Model):
    """The outline of a county, town or grid: a GeoJSON Polygon or MultiPolygon in WGS-84, valid when taken in."""

    level = models.CharField("级别", max_length=8, choices=Level)
    code = models.CharField("代码", max_length=32)
    name = models.CharField("名称", max_length=64)
    outline = models.JSONField("边界")
    came_in = models.CharField("原坐标系", max_length=16, choices=System, default=System.WGS84)
    source = models.CharField("来源文件", max_length=200, blank=True)
    taken_at = models.DateTimeField("导入时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "边界"
        ordering = ["level", "code"]
        constraints = [models.UniqueConstraint(fields=["level", "code"], name="area_level_code")]

    def __str__(self) -> str:
        return self.name
