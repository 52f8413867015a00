"""Words of the listing register."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Who lists, and so who strikes off. A rolling listing renews until enough checks in a row were clean."""

    PROVINCIAL = "provincial", "省级挂牌"
    CITY = "city", "市级挂牌"
    COUNTY = "county", "县级挂牌"
    ROLLING = "rolling", "安委办滚动挂牌"
