"""Enterprises and what stands in them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.domain import uscc
from anlan.records.accounts.choices import Field
from anlan.records.core import clock
from anlan.records.places.models import Town
from anlan.records.sites.choices import CoordSource, HazardKind, RiskLevel

USCC_PROBLEMS = {
    "length": "统一社会信用代码应为 18 位。",
    "alphabet": "统一社会信用代码只能用数字和大写字母，且不含 I、O、S、V、Z。",
    "check": "统一社会信用代码校验位不符，请核对是否录入有误。",
}


def validate_uscc(value: str) -> None:
    """Refuse a code that GB 32100-2015 does not allow."""
    problem = uscc.problem(value)
    if problem:
        raise ValidationError(USCC_PROBLEMS[problem], code=problem)


class Enterprise(models.Model):
    """A producing or trading enterprise 生产经营单位."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, validators=[validate_uscc])
    name = models.CharField("企业名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=32, blank=True)
    sector = models.CharField("行业代码", max_length=8, help_text="GB/T 4754-2017")
    sector_name = models.CharField("行业名称", max_length=64, blank=True)
    field = models.CharField("专委会领域", max_length=32, choices=Field, default=Field.INDUSTRY_MINING)
    risk_level = models.CharField("风险等级", max_length=8, choices=RiskLevel, default=RiskLevel.BLUE)
    town = models.ForeignKey(Town, models.PROTECT, db_column="town_code", verbose_name="乡镇(街道)")
    grid = models.CharField("网格", max_length=32, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    lon = models.FloatField("经度", validators=[MinValueValidator(73), MaxValueValidator(136)])
    lat = models.FloatField("纬度", validators=[MinValueValidator(3), MaxValueValidator(54)])
    coord_source = models.CharField("坐标来源", max_length=16, choices=CoordSource, default=CoordSource.UNKNOWN)
    head_count = models.PositiveIntegerField("从业人数", null=True, blank=True, help_text="空为未知，不是零")
    is_active = models.BooleanField("在营", default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="并入企业"
    )
    is_demo = models.BooleanField("演示数据", default=False)
    created_at = models.DateTimeField("建档时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["town", "risk_level"], name="enterprise_town_risk"),
            models.Index(fields=["field"], name="enterprise_field"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def town_code(self) -> str:
        """Code of the enterprise's town."""
        return self.town_id


class Contact(models.Model):
    """Whom to call at an enterprise."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="contacts", verbose_name="企业")
    name = models.CharField("姓名", max_length=64)
    title = models.CharField("职务", max_length=64, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    is_duty_phone = models.BooleanField("值班电话", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "联系人"
        ordering = ["-is_duty_phone", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.title}".strip()


class Workshop(models.Model):
    """A building or workshop 车间."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="workshops", verbose_name="企业")
    name = models.CharField("名称", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "车间"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="workshop_name")]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A part of a workshop 区域, e.g. 氨机房 or 速冻间."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="zones", verbose_name="车间")
    name = models.CharField("名称", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "区域"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["workshop", "name"], name="zone_name")]

    def __str__(self) -> str:
        return f"{self.workshop.name} {self.name}"


class Equipment(models.Model):
    """A key device 关键设备, e.g. 储氨器, 除尘器."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="equipment", verbose_name="企业")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, verbose_name="车间")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, verbose_name="区域")
    name = models.CharField("名称", max_length=64)
    kind = models.CharField("类型", max_length=64, blank=True)
    model_no = models.CharField("型号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "关键设备"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="equipment_name")]

    def __str__(self) -> str:
        return self.name


class HazardSource(models.Model):
    """A hazard source 危险源: the signals that watch one source of harm belong together."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="hazard_sources", verbose_name="企业")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, verbose_name="车间")
    name = models.CharField("名称", max_length=64)
    kind = models.CharField("类别", max_length=32, choices=HazardKind, default=HazardKind.OTHER)
    substance = models.CharField("物质", max_length=64, blank=True)
    amount_t = models.FloatField("最大存量（吨）", null=True, blank=True)
    is_major = models.BooleanField("重大危险源", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "危险源"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="hazard_source_name")]

    def __str__(self) -> str:
        return self.name
