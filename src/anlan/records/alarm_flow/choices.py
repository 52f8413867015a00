"""Words of the stages and the silences."""

from django.db.models import TextChoices


class Way(TextChoices):
    """Silences that have a row here; shelving has its own in the alarm log."""

    SUPPRESS = "suppress", "设计抑制"
    OUT_OF_SERVICE = "out_of_service", "检修停用"


class Scope(TextChoices):
    """How much one silence covers."""

    POINT = "point", "单个测点"
    POINTS = "points", "多个测点"
    EQUIPMENT = "equipment", "关键设备"
    WORKSHOP = "workshop", "车间"
    ENTERPRISE = "enterprise", "整个企业"


class SilenceState(TextChoices):
    """Where a silence stands."""

    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准待开始"
    IN_FORCE = "in_force", "生效中"
    ENDED = "ended", "已结束"
    REFUSED = "refused", "未批准"


class Outcome(TextChoices):
    """What a stage made of an alarm."""

    PASSED = "passed", "通过"
    SILENCED = "silenced", "不通知"
    QUIET = "quiet", "并入，不另行通知"
    GROUPED = "grouped", "归并"
    WAITS = "waits", "等待"
    TOLD = "told", "已通知"
    NOBODY = "nobody", "未通知"


#: Stages in their order, as people call them.
STAGE_NAMES = {
    "maintenance": "检修停用",
    "shelve": "搁置",
    "by_design": "设计抑制",
    "inhibit": "更高级别报警",
    "group": "归并",
    "flood": "报警泛滥",
    "repeat": "重复抖动",
    "stale": "长期未恢复",
    "late": "补传数据",
    "notify": "通知",
}
