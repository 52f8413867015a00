"""Words of the inspection registers."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What sort of check."""

    ROUTINE = "routine", "日常检查"
    COMMITTEE = "committee", "专委会督查"
    PATROL = "patrol", "巡查"
    NIGHT = "night", "周三夜查"
    UNANNOUNCED = "unannounced", "四不两直暗访"
    DOUBLE_RANDOM = "double_random", "双随机抽查"
    JOINT = "joint", "综合查一次"
    VIDEO = "video", "视频巡查"
    TIP = "tip", "举报核查"


class CodeMatch(TextChoices):
    """What the code scanned at the gate said."""

    MATCHED = "matched", "扫码与企业相符"
    OTHER = "other", "扫码与企业不符"
    NONE = "none", "未扫码"


#: Checks that nobody is spared because somebody else was there last week.
NEVER_SPARED = (Kind.NIGHT, Kind.UNANNOUNCED, Kind.TIP, Kind.DOUBLE_RANDOM, Kind.VIDEO)


class Sector(TextChoices):
    """Which checklist is used."""

    GENERAL = "general", "通用"
    AMMONIA = "ammonia", "涉氨制冷"
    DUST = "dust", "粉尘涉爆"
    HAZCHEM = "hazchem", "危险化学品"
    FIRE = "fire", "消防"
