"""Choices of the sites app."""

from django.db.models import TextChoices


class AlarmGrade(TextChoices):
    """Grade of an alarm."""

    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"
    BLUE = "blue", "蓝"


class RiskLevel(TextChoices):
    """Grade of an enterprise's risk 风险等级."""

    RED = "red", "红（重大）"
    ORANGE = "orange", "橙（较大）"
    YELLOW = "yellow", "黄（一般）"
    BLUE = "blue", "蓝（低）"


class CoordSource(TextChoices):
    """Where a position came from; stored positions are always CGCS2000/WGS-84."""

    SURVEY = "survey", "实测"
    MAP = "map", "地图标注"
    GCJ02 = "gcj02", "由 GCJ-02 转换"
    BD09 = "bd09", "由 BD-09 转换"
    TOWN = "town", "乡镇中心点"
    UNKNOWN = "unknown", "未说明"


class UnknownState(TextChoices):
    """What became of a source nobody had registered."""

    NEW = "new", "待处理"
    REGISTERED = "registered", "已登记"
    DISMISSED = "dismissed", "已忽略"


class HazardKind(TextChoices):
    """Kinds of hazard sources 危险源."""

    AMMONIA = "ammonia", "液氨制冷"
    DUST = "dust", "可燃性粉尘"
    HYDROGEN = "hydrogen", "氢气"
    COMBUSTIBLE = "combustible", "可燃气体"
    TOXIC = "toxic", "有毒气体"
    LIMITED_SPACE = "limited_space", "有限空间"
    OTHER = "other", "其他"
