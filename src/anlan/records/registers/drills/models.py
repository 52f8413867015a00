"""Tables of the drill registers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.registers.drills.choices import Manner, Owner, Resource, Scope
from anlan.records.registry.models import RegisterRecord, person, shared_indexes
from anlan.records.sites.choices import CoordSource


class EmergencyPlan(RegisterRecord):
    """A plan 预案, revised every three years."""

    REGISTER = "emergency_plans"

    scope = models.CharField("预案类别", max_length=16, choices=Scope, default=Scope.SITE)
    owner = models.CharField("编制单位性质", max_length=16, choices=Owner, default=Owner.OTHER)
    text = models.TextField("预案要点", blank=True)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    written_by = person("编制人")
    revise_by = models.DateField("修订期限", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "预案"
        indexes = shared_indexes("plan")


class PlanPost(RegisterRecord):
    """A post of a plan and who holds it: a line of the call list, called in ``rank`` order."""

    REGISTER = "plan_posts"

    plan = models.ForeignKey(EmergencyPlan, models.PROTECT, related_name="posts", verbose_name="应急预案")
    rank = models.PositiveSmallIntegerField("呼叫顺序", default=1, validators=[MinValueValidator(1)])
    holder = models.CharField("人员", max_length=64)
    phone = models.CharField("电话", max_length=20)
    second_phone = models.CharField("备用电话", max_length=20, blank=True)
    duty = models.CharField("职责", max_length=500, blank=True)
    checked_on = models.DateField("号码核对日期", null=True, blank=True)
    check_by = models.DateField("下次核对", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "预案岗位"
        indexes = shared_indexes("plan_post")


class PlanStep(RegisterRecord):
    """What a post does when the plan is opened, and within how many minutes; becomes a task of the command."""

    REGISTER = "plan_steps"

    plan = models.ForeignKey(EmergencyPlan, models.PROTECT, related_name="plan_steps", verbose_name="应急预案")
    post = models.ForeignKey(PlanPost, models.PROTECT, related_name="+", verbose_name="责任岗位")
    rank = models.PositiveSmallIntegerField("步骤顺序", default=1, validators=[MinValueValidator(1)])
    within_min = models.PositiveSmallIntegerField(
        "完成时限", validators=[MinValueValidator(1), MaxValueValidator(2880)], help_text="自启动起的分钟数"
    )
    text = models.CharField("做什么", max_length=1000)
    review_by = models.DateField("下次复核", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "预案步骤"
        indexes = shared_indexes("plan_step")


class RescueResource(RegisterRecord):
    """A team, supplies, an expert, a shelter, a hospital or fire water, checked every quarter.

    The one table of help there is: the map, the circle and the search read it through ``records/resources``.
    ``quantity`` counts in ``measure``: people of a team, places of a shelter, beds, cubic metres. Empty is unknown.
    """

    REGISTER = "rescue_resources"

    kind = models.CharField("资源类别", max_length=16, choices=Resource)
    unit = models.CharField("所属单位", max_length=100)
    contact = models.CharField("联系人", max_length=64)
    phone = models.CharField("联系电话", max_length=20)
    quantity = models.PositiveIntegerField("人数／数量／容纳人数", null=True, blank=True)
    measure = models.CharField("计量单位", max_length=16, blank=True)
    ability = models.CharField("专长与用途", max_length=500, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    lon = models.FloatField("经度", null=True, blank=True, validators=[MinValueValidator(73), MaxValueValidator(136)])
    lat = models.FloatField("纬度", null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(54)])
    coord_source = models.CharField(
        "坐标来源",
        max_length=16,
        choices=CoordSource,
        default=CoordSource.UNKNOWN,
        blank=True,
        help_text="登记时选 GCJ-02（手机地图）或 BD-09 的，换算为 WGS-84 后保存",
    )
    check_by = models.DateField("下次核查", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "救援资源"
        indexes = [*shared_indexes("resource"), models.Index(fields=["kind", "town"], name="resource_kind")]


class Drill(RegisterRecord):
    """A drill with its script, record and evaluation."""

    REGISTER = "drills"

    plan = models.ForeignKey(EmergencyPlan, models.PROTECT, null=True, blank=True, verbose_name="依据预案")
    owner = models.CharField("组织单位性质", max_length=16, choices=Owner, default=Owner.OTHER)
    manner = models.CharField("演练方式", max_length=16, choices=Manner, default=Manner.FIELD)
    planned_on = models.DateField("计划日期")
    script = models.TextField("演练脚本")
    record_text = models.TextField("演练记录", blank=True)
    people_count = models.PositiveIntegerField("参演人数", default=0)
    held_by = person("演练组织人")
    score = models.PositiveSmallIntegerField("评估得分", null=True, blank=True, validators=[MaxValueValidator(100)])
    problems = models.CharField("存在问题", max_length=2000, blank=True)
    evaluated_by = person("评估人")
    improvement = models.CharField("改进情况", max_length=2000, blank=True)
    next_on = models.DateField("下次演练期限", null=True, blank=True)
    repeat_count = models.PositiveSmallIntegerField("重演次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "演练"
        indexes = [*shared_indexes("drill"), models.Index(fields=["planned_on"], name="drill_planned")]


class Command(RegisterRecord):
    """The log of an emergency command 指挥: who leads, what is known, what was decided."""

    REGISTER = "commands"

    drill = models.ForeignKey(Drill, models.PROTECT, null=True, blank=True, verbose_name="所属演练")
    plan = models.ForeignKey(
        EmergencyPlan, models.PROTECT, null=True, blank=True, verbose_name="启动的预案",
        help_text="选定后，预案的步骤按顺序下达为任务",
    )  # fmt: skip
    event = models.CharField("事件情况", max_length=2000)
    place = models.CharField("地点", max_length=200)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    level = models.PositiveSmallIntegerField("响应级别", default=4, help_text="1 最高，4 最低")
    commander = person("指挥长")
    order_count = models.PositiveSmallIntegerField("指令数", default=0)
    conclusion = models.CharField("处置结论", max_length=2000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "应急指挥"
        indexes = shared_indexes("command")


class CommandTask(RegisterRecord):
    """An order to somebody, with a place on the map and a time."""

    REGISTER = "command_tasks"

    command = models.ForeignKey(Command, models.PROTECT, related_name="tasks", verbose_name="应急指挥")
    unit = models.CharField("承办单位", max_length=100)
    description = models.CharField("任务", max_length=1000)
    deadline_at = models.DateTimeField("完成时限")
    accept_by = models.DateTimeField("签收时限", null=True, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    result = models.CharField("完成情况", max_length=1000, blank=True)
    done_by = person("完成人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "指挥任务"
        indexes = shared_indexes("command_task")
