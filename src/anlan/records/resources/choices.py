"""Which sorts of help have a place on the map; experts are people and have none."""

from django.db.models import TextChoices


class ResourceKind(TextChoices):
    """What sort of help it is: the register's kinds that stand somewhere."""

    TEAM = "team", "救援队伍"
    SUPPLY = "supply", "应急物资"
    SHELTER = "shelter", "避难场所"
    HOSPITAL = "hospital", "医疗机构"
    WATER = "water", "消防水源"
