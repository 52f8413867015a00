"""The county and its towns and streets."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def validate_box(box: Any) -> None:
    """West, south, east, north in degrees, in this order.

    Raises:
        ValidationError: it is not.
    """
    is_four = isinstance(box, list) and len(box) == 4 and all(type(one) in (int, float) for one in box)
    if not is_four or not (-180 <= box[0] < box[2] <= 180 and -90 <= box[1] < box[3] <= 90):
        raise ValidationError("请依次填写西、南、东、北四个经纬度，如 [120.16, 27.60, 121.30, 28.02]。")


class County(models.Model):
    """The county 县(市、区) that this installation serves: one row. Its official outline is an imported area."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=32, help_text="用于标题和文书，如“某某市”")
    lon = models.FloatField("中心经度")
    lat = models.FloatField("中心纬度")
    bbox = models.JSONField("范围", validators=[validate_box], help_text="[西, 南, 东, 北]，导入的边界须在其内")
    view = models.JSONField("地图初始范围", validators=[validate_box], help_text="[西, 南, 东, 北]")

    class Meta:
        verbose_name = verbose_name_plural = "县（市、区）"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_county")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The code is digits, and the middle lies within the frame."""
        if not (self.code.isdigit() and len(self.code) == 6):
            raise ValidationError({"code": "县级区划代码是 6 位数字。"})
        validate_box(self.bbox)
        if not (self.bbox[0] <= self.lon <= self.bbox[2] and self.bbox[1] <= self.lat <= self.bbox[3]):
            raise ValidationError({"lon": "中心不在所填范围内。"})


class Town(models.Model):
    """A town, street or township 乡镇(街道), known by its administrative code.

    Positions of confidence U are guesses within ±3 km and the outline is a sketch: for a first map, not for measuring.
    """

    class Kind(models.TextChoices):
        """What sort of division it is."""

        SUBDISTRICT = "subdistrict", "街道"
        TOWN = "town", "镇"
        TOWNSHIP = "township", "乡"

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=32, unique=True)
    kind = models.CharField("类型", max_length=16, choices=Kind)
    lon = models.FloatField("经度")
    lat = models.FloatField("纬度")
    confidence = models.CharField("坐标可信度", max_length=2, help_text="H 官方；M 二手；L 单一弱来源；U 未经核实")
    source = models.CharField("来源", max_length=100, blank=True)
    sketch = models.JSONField("示意边界", null=True, blank=True, help_text="GeoJSON 几何，仅供示意")

    class Meta:
        verbose_name = verbose_name_plural = "乡镇街道"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
