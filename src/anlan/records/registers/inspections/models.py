"""Inspections 巡查督查."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.registers.inspections.checklists import sectors
from anlan.records.registers.inspections.choices import CodeMatch, Kind
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class InspectionPlan(RegisterRecord):
    """A yearly or monthly plan, approved before anybody goes out."""

    REGISTER = "inspection_plans"

    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    basis = models.CharField("编制依据", max_length=500)
    content = models.CharField("检查内容与重点", max_length=2000)
    planned_count = models.PositiveIntegerField("计划检查次数")
    officer_count = models.PositiveSmallIntegerField("执法人员数", default=2)
    approved_by = person("批准人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "检查计划"
        indexes = shared_indexes("inspection_plan")


class InspectionGroup(RegisterRecord):
    """A group of a round 巡查组: where it goes, what it finds, what the inspected do about it."""

    REGISTER = "inspection_groups"

    batch_no = models.CharField("批次", max_length=32)
    head = models.CharField("组长（职务）", max_length=64)
    crew = models.CharField("组员（职务）", max_length=500, help_text="含副组长和专家，一般 6 至 7 人")
    targets = models.CharField("巡查对象", max_length=1000)
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    findings = models.CharField("问题清单", max_length=4000, blank=True)
    reported_by = person("报告人")
    feedback = models.CharField("整改反馈", max_length=4000, blank=True)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "巡查组"
        indexes = shared_indexes("inspection_group")


class Draw(RegisterRecord):
    """One draw of 双随机: pools frozen, a secret promised by its hash, a public value mixed in, a result all can check.

    ``secret`` is in no list, page or file until the draw is made; then it is shown as part of the proof.
    """

    REGISTER = "inspection_draws"

    object_count = models.PositiveSmallIntegerField("抽取对象数", validators=[MaxValueValidator(500)])
    officers_each = models.PositiveSmallIntegerField(
        "每户检查人员数", default=2, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )
    conflicts = models.TextField("回避（每行：人员编号,企业编号）", blank=True)
    draw_on = models.DateField("抽取日期")
    public_source = models.CharField("公开数值来源", max_length=200, help_text="事先约定、抽取日才产生的公开数值")
    object_pool = models.TextField("对象库（编号|名称）", blank=True)
    officer_pool = models.TextField("人员库（编号|姓名）", blank=True)
    pool_digest = models.CharField("名录摘要 SHA-256", max_length=64, blank=True)
    commitment = models.CharField("种子承诺 SHA-256", max_length=64, blank=True)
    secret = models.CharField("秘密种子", max_length=64, blank=True)
    revealed = models.CharField("公开的秘密种子", max_length=64, blank=True)
    public_value = models.CharField("公开数值", max_length=100, blank=True)
    seed = models.CharField("抽取种子", max_length=64, blank=True)
    result = models.TextField("抽取结果（对象编号|人员编号）", blank=True)
    prepared_by = person("编制人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "双随机抽取"
        indexes = shared_indexes("inspection_draw")


class Inspection(RegisterRecord):
    """One check of one place by at least two people."""

    REGISTER = "inspections"

    kind = models.CharField("类型", max_length=16, choices=Kind, default=Kind.ROUTINE)
    sector = models.CharField("检查表", max_length=16, choices=sectors, blank=True)
    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="检查计划"
    )
    group = models.ForeignKey(
        InspectionGroup, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="巡查组"
    )
    draw = models.ForeignKey(
        Draw, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="双随机抽取"
    )
    planned_on = models.DateField("计划日期")
    content = models.CharField("检查内容", max_length=2000, blank=True)
    departments = models.CharField("联合检查部门", max_length=200, blank=True)
    camera_route = models.CharField("视频路线", max_length=500, blank=True)
    recent_count = models.PositiveSmallIntegerField("近 30 日已检查次数", default=0)
    repeat_reason = models.CharField("重复检查理由", max_length=500, blank=True)
    officers = models.CharField("检查人员（两人以上及证件号）", max_length=200, blank=True)
    started_at = models.DateTimeField("签到时间", null=True, blank=True)
    started_by = person("签到人")
    lon = models.FloatField(
        "签到经度", null=True, blank=True, validators=[MinValueValidator(73), MaxValueValidator(136)]
    )
    lat = models.FloatField("签到纬度", null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(54)])
    code_match = models.CharField("签到扫码", max_length=8, choices=CodeMatch, blank=True)
    distance_m = models.PositiveIntegerField("签到位置与企业距离（米）", null=True, blank=True)
    summary = models.CharField("检查情况", max_length=4000, blank=True)
    signer = models.CharField("被检查单位签字人（职务）", max_length=64, blank=True)
    is_obstructed = models.BooleanField("拒绝、阻碍检查", default=False)
    recorded_by = person("记录人")
    problem_count = models.PositiveSmallIntegerField("问题数", default=0)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)
    exposed_at = models.CharField("曝光载体", max_length=200, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "检查"
        indexes = [
            *shared_indexes("inspection"),
            models.Index(fields=["kind", "-opened_at"], name="inspection_kind"),
            models.Index(fields=["enterprise", "-started_at"], name="inspection_recent"),
        ]


class InspectionItem(RegisterRecord):
    """One question of a checklist, answered on site."""

    REGISTER = "inspection_items"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="items", verbose_name="检查")
    code = models.CharField("序号", max_length=16)
    description = models.CharField("检查内容", max_length=500)
    basis = models.CharField("依据", max_length=200, blank=True)
    finding = models.CharField("存在问题", max_length=1000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "检查项"
        indexes = [*shared_indexes("inspection_item"), models.Index(fields=["inspection", "state"], name="item_state")]
