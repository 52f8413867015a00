"""What measures: gateways, points, what was set for them, and configurations that were published."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.core import clock
from anlan.records.sites.choices import AlarmGrade, UnknownState
from anlan.records.sites.models.plants import Enterprise, Equipment, HazardSource, Workshop, Zone


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
    refused_at = models.DateTimeField("最近被拒", null=True, blank=True, editable=False)
    refused_reason = models.CharField("被拒原因", max_length=32, blank=True, editable=False)
    refused_peer = models.CharField("被拒来源地址", max_length=64, blank=True, editable=False)

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
    sample_interval_s = models.FloatField(
        "采样间隔（秒）", null=True, blank=True, validators=[MinValueValidator(0.1), MaxValueValidator(86_400)],
        help_text="设备应每隔多久送一次数；空为未申报，不计入数据到达率",
    )  # fmt: skip
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
    problem = models.CharField(
        "问题", max_length=32, blank=True, help_text="不为空表示平台读不懂，须先改正设备，不能登记"
    )
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
