"""Words of the special ledgers."""

from django.db.models import TextChoices


class SpaceKind(TextChoices):
    """The three sorts of confined space of the ministry's guide 有限空间作业安全指导手册 (2020) [M]."""

    UNDERGROUND = "underground", "地下有限空间"
    ABOVE_GROUND = "above_ground", "地上有限空间"
    CLOSED_VESSEL = "closed_vessel", "密闭设备"


class SpaceDanger(TextChoices):
    """What kills in it first; others are written beside it."""

    OXYGEN = "oxygen", "缺氧窒息"
    H2S = "h2s", "硫化氢中毒"
    CO = "co", "一氧化碳中毒"
    AMMONIA = "ammonia", "氨中毒"
    OTHER_TOXIC = "other_toxic", "其他有毒气体"
    EXPLOSION = "explosion", "燃爆"
    ENGULFMENT = "engulfment", "淹溺与掩埋"
    OTHER = "other", "其他"


class GasKind(TextChoices):
    """What is burnt."""

    PIPED = "piped", "管道天然气"
    LPG = "lpg", "瓶装液化石油气"
    LNG = "lng", "液化天然气"
    CNG = "cng", "压缩天然气"
    OTHER = "other", "其他"


class GasPurpose(TextChoices):
    """What for."""

    CANTEEN = "canteen", "食堂炊事"
    PROCESS = "process", "生产加热"
    BOILER = "boiler", "锅炉"
    CUTTING = "cutting", "切割焊接"
    OTHER = "other", "其他"
