"""Silences with their reason, end and people; the logic behind suppression by design; floods; and every decision."""

from django.conf import settings
from django.db import models

from anlan.domain.silence_limits import why_never_suppressed
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.choices import Scope, SilenceState, Way
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.sites.models import Enterprise, Equipment, Point


def _person(label: str) -> "models.ForeignKey[User | None, User | None]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class SuppressionLogic(models.Model):
    """A declared case in which alarms mean nothing: the plant, or one equipment, stands still.

    ``kinds`` are the kinds of point it covers, never all and never those of ``never_suppressed.csv``: a stopped
    compressor has no discharge pressure, but ammonia leaks from it as before. With ``state_point`` the alarm
    ``state_label`` of that point switches it on and off.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="企业")
    equipment = models.ForeignKey(
        Equipment, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="关键设备"
    )
    name = models.CharField("名称", max_length=64)
    kinds = models.JSONField("测点类型", default=list)
    state_point = models.ForeignKey(
        Point, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="状态测点"
    )
    state_label = models.CharField("状态级别", max_length=32, blank=True)
    reason = models.CharField("依据", max_length=500)
    declared_by = _person("申报人")
    approved_by = _person("批准人")
    is_red_capable = models.BooleanField("涉及红色报警", default=False)
    created_at = models.DateTimeField("申报时间", default=clock.now)
    ended_at = models.DateTimeField("废止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抑制逻辑"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Silence(models.Model):
    """Points that call nobody for a while: suppressed by design or out of service. Evaluation goes on.

    Covers what ``scope`` says: points, an equipment, a workshop or the enterprise; ``kinds`` narrows it, empty: any.
    Known by number: a silence whose point is deleted covers nothing, and never the rest of the plant.
    """

    way = models.CharField("方式", max_length=16, choices=Way)
    state = models.CharField("状态", max_length=16, choices=SilenceState, default=SilenceState.PROPOSED)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    scope = models.CharField("范围类别", max_length=16, choices=Scope)
    equipment_id = models.BigIntegerField("关键设备", null=True, blank=True)
    workshop_id = models.BigIntegerField("车间", null=True, blank=True)
    source_point_id = models.BigIntegerField("测点", null=True, blank=True)
    source_point_ids = models.JSONField("多个测点", default=list, blank=True)
    covers = models.CharField("范围", max_length=200)  # in words, true after a rename
    kinds = models.JSONField("测点类型", default=list, blank=True)
    logic = models.ForeignKey(
        SuppressionLogic, models.SET_NULL, null=True, blank=True, related_name="silences", verbose_name="抑制逻辑"
    )
    is_driven = models.BooleanField("由状态测点驱动", default=False)
    is_red_capable = models.BooleanField("涉及红色报警", default=False)
    permit_no = models.CharField("作业票号", max_length=64, blank=True)
    reason = models.CharField("理由", max_length=500)
    begins_at = models.DateTimeField("开始时间")
    until = models.DateTimeField("到期时间")
    requested_by = _person("申请人")
    requested_at = models.DateTimeField("申请时间", default=clock.now)
    approved_by = _person("批准人")
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = _person("结束人")
    end_reason = models.CharField("结束理由", max_length=500, blank=True)
    alarms_silenced = models.PositiveIntegerField("期间报警次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "停用与抑制"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["enterprise", "state"], name="silence_enterprise"),
            models.Index(fields=["until"], name="silence_due", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.covers} {self.get_way_display()}"

    def is_about(self, alarm: Alarm) -> bool:
        """True when this silence covers the alarm's point; no suppression covers a leak, a fire or a casualty."""
        if self.way == Way.SUPPRESS and why_never_suppressed(alarm.kind):
            return False
        if alarm.enterprise_id != self.enterprise_id or (self.kinds and alarm.kind not in self.kinds):
            return False
        if self.scope == Scope.POINT:
            return alarm.source_point_id == self.source_point_id
        if self.scope == Scope.POINTS:
            return alarm.source_point_id in self.source_point_ids
        if self.scope == Scope.WORKSHOP:
            return alarm.point is not None and alarm.point.workshop_id == self.workshop_id
        if self.scope == Scope.EQUIPMENT:
            return alarm.point is not None and alarm.point.equipment_id == self.equipment_id
        return self.scope == Scope.ENTERPRISE


class Flood(models.Model):
    """More alarms from one enterprise than a person can read: grouped into one work order, the first one kept."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="企业")
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    first_out = models.ForeignKey(Alarm, models.SET_NULL, null=True, related_name="+", verbose_name="首出报警")
    alarms = models.PositiveIntegerField("报警次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "报警泛滥"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=models.Q(ended_at=None), name="flood_one_per_enterprise"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.began_at:%F %T}"


class Decision(models.Model):
    """What the stages decided about one alarm on one occasion: the answer to "why was nobody told?". Never changed.

    ``steps`` is a list of ``{stage, outcome, why, data}`` in the order of the stages.
    """

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="decisions", verbose_name="报警")
    at = models.DateTimeField("时间", default=clock.now)
    occasion = models.CharField("场合", max_length=16)  # raised, returned, stale
    outcome = models.CharField("结果", max_length=16)
    steps = models.JSONField("各环节")

    class Meta:
        verbose_name = verbose_name_plural = "通知决定"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.outcome}"
