"""Words of the enforcement registers."""

from django.db.models import TextChoices


class CaseSource(TextChoices):
    """How a lead came."""

    INSPECTION = "inspection", "监督检查"
    TIP = "tip", "群众举报"
    HAZARD = "hazard", "隐患逾期或重大隐患"
    ACCIDENT = "accident", "事故调查"
    OPERATION = "operation", "联合执法"
    ALARM = "alarm", "监测报警处置"
    OTHER = "other", "移送或其他"


class Stage(TextChoices):
    """How heavy the discretion table says the fine may be."""

    LIGHT = "light", "从轻"
    MEDIUM = "medium", "一般"
    HEAVY = "heavy", "从重"


class Leniency(TextChoices):
    """Why there is no penalty (penalty law, article 33)."""

    FIRST = "first", "首查不罚（初次违法、后果轻微并及时改正）"
    MINOR = "minor", "轻微不罚（违法轻微并及时改正，没有危害后果）"
    NO_FAULT = "no_fault", "没有主观过错"


class Goods(TextChoices):
    """What was seized; the unit is part of the kind."""

    CHEMICAL = "chemical", "危险化学品（吨）"
    CYLINDER = "cylinder", "工业气瓶（瓶）"
    FIREWORK = "firework", "烟花爆竹（箱）"
    EQUIPMENT = "equipment", "设备工具（台）"
    DOCUMENT = "document", "账册资料（份）"


class Occasion(TextChoices):
    """At which step of the law the recorder ran."""

    CHECK = "check", "现场检查"
    INQUIRY = "inquiry", "调查询问"
    SAMPLING = "sampling", "抽样取证、先行登记保存"
    SEIZURE = "seizure", "查封、扣押"
    HEARING = "hearing", "陈述申辩、听证"
    SERVICE = "service", "文书送达"
    ENFORCEMENT = "enforcement", "强制执行"
    OTHER = "other_occasion", "其他"


class Medium(TextChoices):
    """What the file is."""

    VIDEO = "video", "录像"
    AUDIO = "audio", "录音"
    PHOTO = "photo", "照片"


class Measure(TextChoices):
    """By what power it is kept."""

    SEIZURE = "seizure", "查封、扣押"
    PRESERVATION = "preservation", "先行登记保存"
