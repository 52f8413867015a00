"""Words of the drill registers."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """Which sort of plan."""

    GENERAL = "general", "综合预案"
    SPECIAL = "special", "专项预案"
    SITE = "site", "现场处置方案"


class Owner(TextChoices):
    """Who must drill, and how often: government every two years, high-risk enterprises every half year."""

    GOVERNMENT = "government", "政府部门"
    HIGH_RISK = "high_risk", "高危企业"
    OTHER = "other", "其他单位"


class Resource(TextChoices):
    """What helps in an emergency."""

    TEAM = "team", "救援队伍"
    SUPPLY = "supply", "救援物资"
    EXPERT = "expert", "专家"
    SHELTER = "shelter", "避灾场所"
    HOSPITAL = "hospital", "医疗机构"
    WATER = "water", "消防水源"


class Manner(TextChoices):
    """How it is drilled."""

    FIELD = "field", "实战演练"
    TABLE = "table", "桌面推演"
