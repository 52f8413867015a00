"""Emergency resources."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.core import clock
from anlan.records.places.models import Town
from anlan.records.resources.choices import ResourceKind
from anlan.records.sites.choices import CoordSource


class Resource(models.Model):
    """A team, a store, a shelter, a hospital or a water source 应急资源.

    ``capacity`` counts in ``unit``: people of a team, places of a shelter, beds, cubic metres. Empty is unknown.
    """

    kind = models.CharField("类别", max_length=16, choices=ResourceKind)
    name = models.CharField("名称", max_length=100)
    town = models.ForeignKey(Town, models.PROTECT, db_column="town_code", verbose_name="乡镇(街道)")
    address = models.CharField("地址", max_length=200, blank=True)
    lon = models.FloatField("经度", validators=[MinValueValidator(73), MaxValueValidator(136)])
    lat = models.FloatField("纬度", validators=[MinValueValidator(3), MaxValueValidator(54)])
    coord_source = models.CharField("坐标来源", max_length=16, choices=CoordSource, default=CoordSource.UNKNOWN)
    capacity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("计量单位", max_length=16, blank=True)
    contact = models.CharField("联系人", max_length=64, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    is_active = models.BooleanField("可用", default=True)
    is_demo = models.BooleanField("演示数据", default=False)
    created_at = models.DateTimeField("建档时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "应急资源"
        ordering = ["kind", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="resource_kind_name")]
        indexes = [models.Index(fields=["lat", "lon"], name="resource_position")]

    def __str__(self) -> str:
        return self.name
