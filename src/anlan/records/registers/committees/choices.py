"""Words of the committee registers."""

from django.db.models import TextChoices


class Body(TextChoices):
    """The county's 1 + 8 + 8: one committee, eight special committees, an office for each."""

    COMMITTEE = "committee", "安委会"
    SPECIAL = "special", "专委会"
    OFFICE = "office", "专委办"


class Post(TextChoices):
    """What a member is."""

    CHAIR = "chair", "主任"
    VICE_CHAIR = "vice_chair", "副主任"
    OFFICE_HEAD = "office_head", "办公室主任"
    MEMBER = "member", "成员单位"


class Meeting(TextChoices):
    """What sort of meeting."""

    PLENARY = "plenary", "全体会议"
    SPECIAL = "special", "专题会议"
    REPORT = "report", "工作汇报会"
    JOINT = "joint", "联席会议"


class Caution(TextChoices):
    """How strongly somebody is reminded."""

    REMINDER = "reminder", "提醒函"
    WARNING = "warning", "警示"
    TALK = "talk", "约谈"


class Circular(TextChoices):
    """What a circular is about."""

    PROGRESS = "progress", "进展通报"
    CRITICISM = "criticism", "批评通报"
    ACCIDENT = "accident", "事故通报"
    PRAISE = "praise", "表扬通报"
