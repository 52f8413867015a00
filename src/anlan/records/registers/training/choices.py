"""Words of the training registers."""

from django.db.models import TextChoices


class Audience(TextChoices):
    """Who is trained. The hours that the law asks are ``data/hours.csv``."""

    GRID = "grid", "网格员"
    CADRE = "cadre", "镇村干部"
    PRINCIPAL = "principal", "主要负责人"
    PRINCIPAL_HIGH = "principal_high", "主要负责人、安管员（高危）"
    SAFETY_MANAGER = "safety_manager", "安全管理人员"
    SPECIAL = "special", "特种作业人员"
    EMPLOYEE = "employee", "企业员工"
    EMPLOYEE_HIGH = "employee_high", "企业员工（高危）"
    PUBLIC = "public", "社会公众"


#: The three key posts 三项岗位人员.
KEY_POSTS = (Audience.PRINCIPAL, Audience.PRINCIPAL_HIGH, Audience.SAFETY_MANAGER, Audience.SPECIAL)


class Manner(TextChoices):
    """How."""

    ONSITE = "onsite", "集中面授"
    ONLINE = "online", "线上学习"
    VISIT = "visit", "送教入企"


class Answer(TextChoices):
    """The right one of four."""

    A = "a", "A"
    B = "b", "B"
    C = "c", "C"
    D = "d", "D"


class Certificate(TextChoices):
    """Papers that end."""

    SPECIAL = "special", "特种作业操作证"
    PRINCIPAL = "principal", "主要负责人合格证"
    SAFETY_MANAGER = "safety_manager", "安全管理人员合格证"
    EQUIPMENT = "equipment", "特种设备作业人员证"
