"""Enterprises, what stands in them, and what watches them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.domain import uscc
from anlan.records.accounts.choices import Field
from anlan.records.core import clock
from anlan.records.places.models import Town
from anlan.records.sites.choices import AlarmGrade, CoordSource, HazardKind, RiskLevel, UnknownState
from anlan.records.sites.scene_form import FIELDS, scene_problems

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


class Gateway(models.Model):
    """A field gateway or data logger and how it proves who it is. The secret itself is never kept."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="gateways", verbose_name="企业")
    code = models.CharField("网关编码", max_length=64, help_text="MQTT 用户名、HJ 212 的 MN 或 HTTP 网关编码")
    driver = models.CharField("协议驱动", max_length=32)
    name = models.CharField("名称", max_length=64, blank=True)
    secret_hash = models.CharField("密钥摘要", max_length=200, blank=True, editable=False)
    options = models.JSONField("驱动参数", default=dict, blank=True)
    offline_after_s = models.FloatField("离线判定（秒）", default=90.0, validators=[MinValueValidator(5)])
    is_enabled = models.BooleanField("启用", default=True)
    is_online = models.BooleanField("在线", default=False, editable=False)
    last_seen_at = models.DateTimeField("最近上线", null=True, blank=True, editable=False)
    peer = models.CharField("来源地址", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "网关"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["driver", "code"], name="gateway_driver_code")]

    def __str__(self) -> str:
        return self.name or self.code


class Point(models.Model):
    """A measuring point 测点: one measured quantity at one place.

    What is left empty comes from the defaults of its kind when the configuration is published.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="points", verbose_name="企业")
    gateway = models.ForeignKey(Gateway, models.PROTECT, related_name="points", verbose_name="网关")
    address = models.CharField("地址", max_length=128, help_text="设备对该测点的称呼，见驱动说明")
    name = models.CharField("名称", max_length=64)
    kind = models.CharField("类型", max_length=64)
    unit = models.CharField("单位", max_length=16)
    scale = models.FloatField("系数", default=1.0)
    offset = models.FloatField("偏移", default=0.0)
    resolution = models.FloatField("分辨力", default=0.0)
    range_low = models.FloatField("量程下限", null=True, blank=True)
    range_high = models.FloatField("量程上限", null=True, blank=True)
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, verbose_name="车间")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, verbose_name="区域")
    hazard_source = models.ForeignKey(
        HazardSource, models.PROTECT, null=True, blank=True, related_name="points", verbose_name="危险源"
    )
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="points", verbose_name="关键设备"
    )
    is_enabled = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建档时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "测点"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["gateway", "address"], name="point_gateway_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Workshop and zone as people say it."""
        parts = [self.workshop.name if self.workshop else "", self.zone.name if self.zone else ""]
        return " ".join(part for part in parts if part)


class PointOverride(models.Model):
    """Alarm settings of one point that differ from its kind's defaults: why, by whom, until when.

    ``limits`` is a list of ``{label, direction, set_point, grade, deadband, on_delay_s, off_delay_s, strict,
    latches, needs_confirm}`` that
    replaces all limits of the kind; ``timings`` holds ``rate_limit_per_s``, ``stuck_after_s``, ``offline_after_s``,
    ``fault_after_s``. An override that has ended is kept for the record and no longer published.
    """

    point = models.ForeignKey(Point, models.CASCADE, related_name="overrides", verbose_name="测点")
    limits = models.JSONField("报警限值", null=True, blank=True)
    timings = models.JSONField("其他设定", default=dict, blank=True)
    reason = models.CharField("理由", max_length=500)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批准人")
    created_at = models.DateTimeField("生效时间", default=clock.now)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "设定值调整"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=models.Q(ended_at=None), name="point_one_override_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.reason}"


class KindSettings(models.Model):
    """Alarm settings of one sensor kind that stand in the place of the shipped rule set's.

    ``limits`` and ``timings`` are as in :class:`PointOverride`; a point's own override comes before them. Written by
    published rule versions only (``records.rules``); without a row the rule set holds.
    """

    kind = models.CharField("类型", max_length=64, unique=True)
    limits = models.JSONField("报警限值")
    timings = models.JSONField("其他设定", default=dict, blank=True)
    reason = models.CharField("理由", max_length=500)
    changed_at = models.DateTimeField("生效时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "类型设定值"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind


def text_options(options: Any) -> None:
    """Refuses options that are not a JSON object of plain values.

    Raises:
        ValidationError: they are not.
    """
    if not isinstance(options, dict) or not all(isinstance(v, str | int | float) for v in options.values()):
        raise ValidationError("参数应为“名称: 值”，值为文字或数字。")


def no_login(address: str) -> None:
    """Refuses an address that holds a login: it would stand in clear in the database.

    Raises:
        ValidationError: it does.
    """
    if "@" in urlsplit(address).netloc:
        raise ValidationError("地址中不能含账号和密码，请在登记视频源时单独填写。")


class GroupRule(models.Model):
    """One rule over several points of an enterprise, e.g. two of three ammonia detectors must agree.

    ``rule`` names a rule type of the alarms process and ``settings`` are its own: ``docs/reference/rules``. The alarm
    stands at the first of ``points``. The alarms process leaves out and names what it cannot judge.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="group_rules", verbose_name="企业")
    name = models.CharField("名称", max_length=64)
    rule = models.CharField("规则类型", max_length=32, help_text="如 voting（多点表决）、deviation（两点偏差）")
    points = models.JSONField("测点编号", help_text="按顺序的编号列表，如 [11, 12, 13]；报警记在第一个测点上")
    label = models.CharField("级别", max_length=16)
    grade = models.CharField("等级", max_length=8, choices=AlarmGrade)
    on_delay_s = models.FloatField("报警延时（秒）", default=0.0, validators=[MinValueValidator(0)])
    off_delay_s = models.FloatField("恢复延时（秒）", default=0.0, validators=[MinValueValidator(0)])
    settings = models.JSONField("规则参数", default=dict, blank=True)
    reason = models.CharField("理由", max_length=500)
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "多点规则"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="group_rule_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse points that are not this enterprise's, and settings that are no set of names and values."""
        if not isinstance(self.settings, dict):
            raise ValidationError({"settings": '规则参数应为名称和值，如 {"needed": 2}。'})
        points = self.points if isinstance(self.points, list) else []
        if not points or not all(type(p) is int for p in points) or len(set(points)) < len(points):
            raise ValidationError({"points": "请按顺序列出测点编号，每个一次，如 [11, 12, 13]。"})
        own = set(Point.objects.filter(enterprise_id=self.enterprise_id, pk__in=points).values_list("pk", flat=True))
        if own != set(points):
            missing = "、".join(str(p) for p in points if p not in own)
            raise ValidationError({"points": f"测点 {missing} 不属于该企业。"})


class Camera(models.Model):
    """A camera: where it hangs and where its picture comes from.

    The login of its stream is kept sealed; only the cameras process can open it. A camera without ``source`` is a
    record only. ``state_point`` tells whether it can see.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="cameras", verbose_name="企业")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, verbose_name="车间")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, verbose_name="区域")
    name = models.CharField("名称", max_length=64)
    model_no = models.CharField("型号", max_length=64, blank=True)
    source = models.CharField("视频地址", max_length=500, blank=True, help_text="不含账号和密码", validators=[no_login])
    sub_source = models.CharField(
        "子码流地址", max_length=500, blank=True, help_text="优先用于分析", validators=[no_login]
    )
    sealed_login = models.CharField("加密的账号密码", max_length=500, blank=True, editable=False)
    analysed_fps = models.FloatField("每秒分析帧数", default=2.0, validators=[MinValueValidator(0.1)])
    options = models.JSONField("视频源参数", default=dict, blank=True, validators=[text_options])
    state_point = models.OneToOneField(
        Point, models.PROTECT, null=True, blank=True, editable=False, related_name="camera", verbose_name="状态测点"
    )
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "摄像机"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="camera_name")]

    def __str__(self) -> str:
        return self.name


class Scene(models.Model):
    """An AI scene AI分析场景: one camera × one behaviour × one zone, and the point that its readings feed.

    ``watched_area``: corners ``[x, y]`` as fractions of the picture; empty is the whole picture. ``masks``: polygons in
    which nothing is believed. ``schedule``: ``{days, from_minute, to_minute}`` windows; empty is always.
    """

    camera = models.ForeignKey(Camera, models.CASCADE, related_name="scenes", verbose_name="摄像机")
    point = models.OneToOneField(Point, models.PROTECT, related_name="scene", verbose_name="测点")
    behaviour = models.CharField("识别行为", max_length=64)
    name = models.CharField("名称", max_length=64)
    watched_area = models.JSONField("识别区域", default=list, blank=True)
    masks = models.JSONField("屏蔽区域", default=list, blank=True)
    schedule = models.JSONField("值守时段", default=list, blank=True)
    parameters = models.JSONField("识别参数", default=dict, blank=True)
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "AI分析场景"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["camera", "name"], name="scene_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses what no camera could watch, whoever saves it.

        Raises:
            ValidationError: per field.
        """
        if found := self.problems:
            raise ValidationError(dict(found))

    @property
    def problems(self) -> dict[str, str]:
        """``{field: what is wrong}``; not empty only for rows that were written past every check."""
        return scene_problems(self.behaviour, {name: getattr(self, name) for name in FIELDS})


class ConfigVersion(models.Model):
    """One publication of the configuration: who asked, why, and what it held. ``id`` is the version number.

    ``problems``: cameras and scenes that had to be left out, one sentence each.
    """

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    reason = models.CharField("理由", max_length=500)
    requested_at = models.DateTimeField("申请时间", default=clock.now)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    gateway_count = models.PositiveIntegerField("网关数", default=0)
    point_count = models.PositiveIntegerField("测点数", default=0)
    problems = models.JSONField("未能发布的内容", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "配置版本"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 版"


class UnknownSource(models.Model):
    """A gateway or point that sends and that nobody has registered, with its last sample."""

    driver = models.CharField("协议驱动", max_length=32)
    gateway_code = models.CharField("网关编码", max_length=128)
    address = models.CharField("地址", max_length=200, blank=True, help_text="空表示网关本身未登记")
    sample = models.CharField("样本", max_length=500, blank=True)
    unit = models.CharField("单位", max_length=16, blank=True)
    peer = models.CharField("来源地址", max_length=64, blank=True)
    first_seen_at = models.DateTimeField("首次出现", default=clock.now)
    last_seen_at = models.DateTimeField("最近出现", default=clock.now)
    count = models.PositiveIntegerField("次数", default=1)
    state = models.CharField("状态", max_length=16, choices=UnknownState, default=UnknownState.NEW)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "未登记来源"
        ordering = ["-last_seen_at"]
        constraints = [models.UniqueConstraint(fields=["driver", "gateway_code", "address"], name="unknown_source_key")]

    def __str__(self) -> str:
        return f"{self.driver} {self.gateway_code} {self.address}".strip()
