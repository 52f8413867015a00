"""Alarms, what was applied, what was shelved, and what could not be read."""

from django.conf import settings
from django.db import models

from anlan.domain.alarm_states import AlarmState, AlarmTraits
from anlan.records.alarm_log.choices import GradeChoice, State
from anlan.records.core import clock
from anlan.records.sites.models import Enterprise, Point

SHELF_FIELDS = ["source_point_id", "rule", "label"]


class Alarm(models.Model):
    """One occurrence of one condition at one point.

    Names are copied when it is raised: the record stays true when the point is renamed or deleted. The work order it
    belongs to is known by number only, because work orders know alarms and not the other way round.
    """

    alarm_id = models.CharField("报警标识", max_length=200, unique=True)
    source_point_id = models.BigIntegerField("测点编号")
    point = models.ForeignKey(Point, models.SET_NULL, null=True, blank=True, related_name="alarms", verbose_name="测点")
    point_name = models.CharField("测点名称", max_length=64, blank=True)
    point_address = models.CharField("测点地址", max_length=128, blank=True)
    unit = models.CharField("单位", max_length=16, blank=True)
    kind = models.CharField("类型", max_length=64, blank=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="alarms", verbose_name="企业"
    )
    gateway_id = models.BigIntegerField("网关编号", null=True, blank=True)
    workshop_id = models.BigIntegerField("车间编号", null=True, blank=True)
    place = models.CharField("位置", max_length=140, blank=True)

    rule = models.CharField("规则", max_length=64)
    label = models.CharField("级别", max_length=32)
    grade = models.CharField("等级", max_length=8, choices=GradeChoice)
    title = models.CharField("名称", max_length=140)
    raised_at = models.DateTimeField("报警时间")
    cleared_at = models.DateTimeField("恢复时间", null=True, blank=True)
    logged_at = models.DateTimeField("判定时间")
    value = models.FloatField("报警值", null=True, blank=True)
    last_value = models.FloatField("恢复值", null=True, blank=True)
    peak_value = models.FloatField("极值", null=True, blank=True)
    is_over_range = models.BooleanField("超量程", default=False)
    set_point = models.FloatField("设定值", null=True, blank=True)
    config_version = models.BigIntegerField("配置版本", default=0)
    is_late = models.BooleanField("补传数据", default=False)

    state = models.CharField("状态", max_length=16, choices=State, default=State.UNACKED)
    is_open = models.BooleanField("待处理", default=True)
    is_active = models.BooleanField("条件存在", default=True)
    is_acked = models.BooleanField("已确认", default=False)
    is_confirmed = models.BooleanField("处置已确认", default=True)
    is_latched = models.BooleanField("已锁存", default=False)
    is_shelved = models.BooleanField("已搁置", default=False)
    is_suppressed = models.BooleanField("已抑制", default=False)
    is_out_of_service = models.BooleanField("停用", default=False)
    acked_at = models.DateTimeField("确认时间", null=True, blank=True)
    acked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    shelved_until = models.DateTimeField("搁置至", null=True, blank=True)
    suppressed_reason = models.CharField("抑制原因", max_length=200, blank=True)
    latches = models.BooleanField("锁存", default=False)
    needs_confirm = models.BooleanField("须确认处置", default=False)
    activations = models.PositiveIntegerField("连续次数", default=1)
    is_stale = models.BooleanField("长期未恢复", default=False)

    is_false = models.BooleanField("误报", default=False)
    false_reason = models.CharField("误报理由", max_length=500, blank=True)
    false_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="误报提出人"
    )

    incident_id = models.BigIntegerField("工单", null=True, blank=True, db_index=True)
    incident_no = models.CharField("工单编号", max_length=32, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报警"
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(fields=["enterprise", "-raised_at"], name="alarm_enterprise"),
            models.Index(fields=["source_point_id", "-raised_at"], name="alarm_point"),
            models.Index(fields=["-raised_at"], name="alarm_raised"),
            # The duty officer's list: small however long the history is.
            models.Index(fields=["-raised_at"], name="alarm_open", condition=models.Q(is_open=True)),
            models.Index(fields=["enterprise"], name="alarm_active", condition=models.Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.point_name} {self.title}".strip()

    @property
    def condition(self) -> AlarmState:
        """The state machine's view of this row."""
        return AlarmState(
            is_active=self.is_active,
            is_acked=self.is_acked,
            is_confirmed=self.is_confirmed,
            is_latched=self.is_latched,
            is_shelved=self.is_shelved,
            is_suppressed=self.is_suppressed,
            is_out_of_service=self.is_out_of_service,
        )

    @property
    def traits(self) -> AlarmTraits:
        """How this alarm was designed when it was raised: a later change of the setting does not touch it."""
        return AlarmTraits(latches=self.latches, needs_confirm=self.needs_confirm)

    def put(self, condition: AlarmState) -> None:
        """Take over a new state; the caller saves."""
        self.is_active, self.is_acked = condition.is_active, condition.is_acked
        self.is_confirmed, self.is_latched = condition.is_confirmed, condition.is_latched
        self.is_shelved, self.is_suppressed = condition.is_shelved, condition.is_suppressed
        self.is_out_of_service = condition.is_out_of_service
        self.state = condition.name.value
        self.is_open = condition.is_retained


class AppliedTransition(models.Model):
    """A transition that is in the alarm log: however often it is delivered, it is applied once."""

    transition_id = models.CharField("变化标识", max_length=200, primary_key=True)
    applied_at = models.DateTimeField("入库时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已入库变化"

    def __str__(self) -> str:
        return self.transition_id


class AlarmEntry(models.Model):
    """One line of an alarm's timeline: what a person, or a due time, did. Raising and clearing are on the alarm."""

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="entries", verbose_name="报警")
    at = models.DateTimeField("时间", default=clock.now)
    kind = models.CharField("类别", max_length=32)
    text = models.CharField("内容", max_length=700)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="操作人"
    )
    by_name = models.CharField("操作人姓名", max_length=64, blank=True)
    role_name = models.CharField("角色", max_length=32, blank=True)
    data = models.JSONField("数据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报警时间线"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class Shelving(models.Model):
    """One condition of one point set aside by a person: with a reason and an end, for every occurrence until then."""

    source_point_id = models.BigIntegerField("测点编号")
    rule = models.CharField("规则", max_length=64)
    label = models.CharField("级别", max_length=32)
    reason = models.CharField("理由", max_length=500)
    began_at = models.DateTimeField("开始时间", default=clock.now)
    until = models.DateTimeField("到期时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="搁置人")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    alarms_silenced = models.PositiveIntegerField("期间报警次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "搁置"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=SHELF_FIELDS, condition=models.Q(ended_at=None), name="one_shelving_in_force"
            )
        ]
        indexes = [models.Index(fields=["until"], name="shelving_due", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.source_point_id}.{self.rule}.{self.label} → {self.until:%F %T}"


class SetAsideMessage(models.Model):
    """A message that could not be applied after several tries: kept whole, so that nothing else waits for it."""

    stream = models.CharField("流", max_length=32)
    seq = models.BigIntegerField("序号")
    subject = models.CharField("主题", max_length=200)
    payload = models.BinaryField("内容")
    error = models.TextField("错误")
    at = models.DateTimeField("时间", default=clock.now)
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "搁置的消息"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"


class LogPlace(models.Model):
    """How far a stream is applied here: moved in the transaction that applies, so place and records always agree.

    A database restored from a backup therefore goes on from where it was, and what it applies twice it knows by id.
    """

    stream = models.CharField("流", max_length=32, unique=True)
    created = models.CharField("流的创建时间", max_length=64)
    seq = models.BigIntegerField("已处理序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "消息流位置"

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"
