"""Words of the accident register."""

from django.db.models import TextChoices


class Grade(TextChoices):
    """Grades of decree 493, mildest first."""

    ORDINARY = "ordinary", "一般事故"
    LARGER = "larger", "较大事故"
    MAJOR = "major", "重大事故"
    EXTRA_MAJOR = "extra_major", "特别重大事故"


class Kind(TextChoices):
    """How people were hurt, after GB 6441."""

    OBJECT_STRIKE = "object_strike", "物体打击"
    VEHICLE = "vehicle", "车辆伤害"
    MACHINERY = "machinery", "机械伤害"
    LIFTING = "lifting", "起重伤害"
    ELECTRIC = "electric", "触电"
    DROWNING = "drowning", "淹溺"
    BURN = "burn", "灼烫"
    FIRE = "fire", "火灾"
    FALL = "fall", "高处坠落"
    COLLAPSE = "collapse", "坍塌"
    EXPLOSION = "explosion", "爆炸"
    POISONING = "poisoning", "中毒和窒息"
    ROAD_TRAFFIC = "road_traffic", "道路交通"
    OTHER = "other", "其他伤害"


#: Casualties of these are counted for seven days, of all others for thirty (decree 493, article 13).
SEVEN_DAYS = (Kind.ROAD_TRAFFIC, Kind.FIRE)
