"""Tables of the risk registers."""

from django.core.validators import MaxValueValidator
from django.db import models

from anlan.records.registers.risks.choices import Colour, Method, Permit, Sector
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class CensusRound(RegisterRecord):
    """The census of one town and sector, counted: how many enterprises there are, how many are done."""

    REGISTER = "census_rounds"

    sector = models.CharField("普查行业", max_length=16, choices=Sector, default=Sector.GENERAL)
    planned_count = models.PositiveIntegerField("应普查企业", default=0)
    done_count = models.PositiveIntegerField("已普查企业", default=0)
    deadline = models.DateField("完成期限")
    reported_by = person("填报人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "普查进度"
        indexes = shared_indexes("census_round")


class RiskCensus(RegisterRecord):
    """One enterprise's census form, its risk and colour."""

    REGISTER = "risk_census"

    sector = models.CharField("普查表", max_length=16, choices=Sector, default=Sector.GENERAL)
    employees = models.PositiveIntegerField("从业人数", null=True, blank=True)
    main_products = models.CharField("主要产品与工艺", max_length=500, blank=True)
    ammonia_t = models.FloatField("液氨存量", null=True, blank=True)
    dust_workers = models.PositiveIntegerField("涉尘作业人数", null=True, blank=True)
    chemicals_t = models.FloatField("危化品存量", null=True, blank=True)
    special_equipment = models.PositiveIntegerField("特种设备数", null=True, blank=True)
    control_owner = models.CharField("管控责任人", max_length=64, blank=True)
    completeness = models.PositiveSmallIntegerField("填报完整度", default=0, validators=[MaxValueValidator(100)])
    submitted_by = person("填报人")
    method = models.CharField("评估方法", max_length=8, choices=Method, blank=True)
    likelihood = models.FloatField("可能性 L", null=True, blank=True)
    exposure = models.FloatField("暴露频率 E", null=True, blank=True, help_text="LS 法不填")
    consequence = models.FloatField("后果 C／S", null=True, blank=True)
    score = models.FloatField("风险值", null=True, blank=True)
    colour = models.CharField("风险颜色", max_length=8, choices=Colour, blank=True)
    colour_reason = models.CharField("定色依据", max_length=200, blank=True)
    measures = models.CharField("管控措施", max_length=1000, blank=True)
    assessed_by = person("评估人")
    confirmed_by = person("审定人")
    review_on = models.DateField("复评日期", null=True, blank=True)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "企业风险"
        indexes = [*shared_indexes("risk"), models.Index(fields=["colour", "town"], name="risk_colour")]


class ParkAssessment(RegisterRecord):
    """The assessment of an industrial park 园区评估."""

    REGISTER = "park_assessments"

    park = models.CharField("园区名称", max_length=100)
    company_count = models.PositiveIntegerField("入园企业数", default=0)
    management_score = models.PositiveSmallIntegerField(
        "安全管理得分", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    hazard_score = models.PositiveSmallIntegerField(
        "固有风险得分", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    rescue_score = models.PositiveSmallIntegerField(
        "应急能力得分", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    score = models.FloatField("综合得分", null=True, blank=True)
    colour = models.CharField("园区颜色", max_length=8, choices=Colour, blank=True)
    findings = models.CharField("主要问题", max_length=2000, blank=True)
    assessed_by = person("评估人")
    review_on = models.DateField("复评日期", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "园区评估"
        indexes = shared_indexes("park")


class Alliance(RegisterRecord):
    """A group of neighbouring enterprises that check each other 安互联."""

    REGISTER = "alliances"

    lead_unit = models.CharField("组长单位", max_length=100)
    member_count = models.PositiveSmallIntegerField("成员企业数", default=0)
    members = models.CharField("成员名单", max_length=2000, blank=True)
    next_round_on = models.DateField("下次互查", null=True, blank=True)
    round_count = models.PositiveSmallIntegerField("已互查轮次", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "安互联"
        indexes = shared_indexes("alliance")


class AllianceCheck(RegisterRecord):
    """One mutual check: an enterprise is visited by others of its group."""

    REGISTER = "alliance_checks"

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="checks", verbose_name="安互联小组")
    planned_on = models.DateField("计划日期")
    checkers = models.CharField("检查方", max_length=200)
    description = models.CharField("检查情况", max_length=2000, blank=True)
    found_count = models.PositiveSmallIntegerField("发现问题", default=0)
    fixed_count = models.PositiveSmallIntegerField("已整改", default=0)
    checked_by = person("检查记录人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "互查"
        indexes = shared_indexes("alliance_check")


class WorkPermit(RegisterRecord):
    """A special work 特殊作业 reported before it begins."""

    REGISTER = "work_permits"

    kind = models.CharField("作业类别", max_length=16, choices=Permit)
    place = models.CharField("作业地点", max_length=200)
    begins_at = models.DateTimeField("计划开始")
    worker_count = models.PositiveSmallIntegerField("作业人数", default=1)
    contractor = models.CharField("作业单位", max_length=100, blank=True)
    guardian = models.CharField("监护人", max_length=64)
    has_certificates = models.BooleanField("作业人员持证有效", default=False)
    oxygen_percent = models.FloatField("氧含量", null=True, blank=True, help_text="受限空间必填，19.5 至 21")
    combustible_percent = models.FloatField("可燃气体体积分数", null=True, blank=True, help_text="动火、受限空间必填")
    measures = models.CharField("安全措施", max_length=1000)
    asked_by = person("申请人")
    approved_by = person("批准人")
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)
    stop_reason = models.CharField("停止原因", max_length=200, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "特殊作业"
        indexes = [*shared_indexes("permit"), models.Index(fields=["kind", "begins_at"], name="permit_kind")]


class Insurance(RegisterRecord):
    """A policy of work-safety liability insurance 安责险."""

    REGISTER = "insurances"

    policy_no = models.CharField("保单号", max_length=64)
    insurer = models.CharField("保险机构", max_length=100)
    insured_count = models.PositiveIntegerField("承保人数")
    per_person_yuan = models.PositiveIntegerField("每人死亡限额")
    begins_on = models.DateField("起保日期")
    ends_on = models.DateField("到期日期")
    service_count = models.PositiveSmallIntegerField("事故预防服务次数", default=0)
    renewed_count = models.PositiveSmallIntegerField("续保次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "安责险"
        indexes = [*shared_indexes("insurance"), models.Index(fields=["ends_on"], name="insurance_ends")]
