"""Words of the tip register."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How it reached us."""

    WEB = "web", "网页"
    HOTLINE = "hotline", "12350 电话"
    LETTER = "letter", "来信来访"
    TRANSFER = "transfer", "上级交办"


class Kind(TextChoices):
    """What it is about."""

    MAJOR_HAZARD = "major_hazard", "重大事故隐患"
    ILLEGAL = "illegal", "非法违法行为"
    CONCEALED = "concealed", "瞒报谎报事故"
    OTHER = "other", "其他隐患"


class Verdict(TextChoices):
    """What the verification found."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    FALSE = "false", "不属实"


class Basis(TextChoices):
    """What the reward is worked out from."""

    FINE = "fine", "按罚款金额"
    NO_FINE = "no_fine", "未处罚款"
    CONCEALED = "concealed", "瞒报谎报事故"


class Grade(TextChoices):
    """Grades of accidents, for concealed ones."""

    ORDINARY = "ordinary", "一般事故"
    LARGER = "larger", "较大事故"
    MAJOR = "major", "重大事故"
    EXTRA_MAJOR = "extra_major", "特别重大事故"
