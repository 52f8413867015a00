"""Words of the hazard register."""

from django.db.models import TextChoices


class Source(TextChoices):
    """How a hazard came to be known."""

    SELF_CHECK = "self_check", "企业自查"
    PATROL = "patrol", "网格巡查"
    INSPECTION = "inspection", "监督检查"
    EXPERT = "expert", "专家会诊"
    CAMPAIGN = "campaign", "专项行动"
    TIP = "tip", "群众举报"
    ALARM = "alarm", "监测报警"
    CAMERA = "camera", "视频识别"
    ACCIDENT = "accident", "事故调查"


class Level(TextChoices):
    """General hazards are put right on the spot; major ones need a plan, five implementations and an acceptance."""

    GENERAL = "general", "一般隐患"
    MAJOR = "major", "重大隐患"


class Category(TextChoices):
    """What is wrong."""

    MANAGEMENT = "management", "安全管理"
    TRAINING = "training", "教育培训与持证"
    EQUIPMENT = "equipment", "设备设施"
    ELECTRIC = "electric", "电气安全"
    FIRE = "fire", "消防与疏散"
    CHEMICAL = "chemical", "危险化学品"
    DUST = "dust", "粉尘防爆"
    AMMONIA = "ammonia", "涉氨制冷"
    CONFINED_SPACE = "confined_space", "有限空间"
    OPERATION = "operation", "作业行为"
    TRAFFIC = "traffic", "交通运输"
    BUILDING = "building", "建筑施工"
    OTHER = "other", "其他"
