"""Choices of the areas app."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Which sort of area an outline is of."""

    COUNTY = "county", "县（市、区）"
    TOWN = "town", "乡镇（街道）"
    GRID = "grid", "网格"


class System(TextChoices):
    """What coordinates a file is in; CGCS2000 and WGS-84 agree to centimetres here."""

    WGS84 = "wgs84", "WGS-84"
    CGCS2000 = "cgcs2000", "CGCS2000"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"
