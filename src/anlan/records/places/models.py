"""The county's towns and streets."""

from django.db import models


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
