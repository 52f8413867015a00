"""Loudspeakers, the rules by which alarms are spoken, the sentences, and every call that was made."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.core import clock
from anlan.records.loudspeakers.choices import CallState, Reason, TestBy, TestEvery
from anlan.records.places.models import Town
from anlan.records.sites.models import Enterprise, Workshop


class Loudspeaker(models.Model):
    """A horn or an amplifier at a place: an enterprise's, or a town's in a village. It answers SIP calls by itself.

    ``failures`` in a row bring ``down_since``. ``next_test_at`` is when it is tried next without a sound.
    """

    name = models.CharField("名称", max_length=64)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="loudspeakers", verbose_name="企业"
    )
    workshop = models.ForeignKey(Workshop, models.SET_NULL, null=True, blank=True, verbose_name="车间")
    town = models.ForeignKey(Town, models.PROTECT, null=True, blank=True, verbose_name="乡镇(街道)")
    place = models.CharField("位置", max_length=140, blank=True)
    lon = models.FloatField("经度", validators=[MinValueValidator(73), MaxValueValidator(136)])
    lat = models.FloatField("纬度", validators=[MinValueValidator(3), MaxValueValidator(54)])
    sip_address = models.CharField("SIP 地址", max_length=160)
    login_user = models.CharField("SIP 账号", max_length=64, blank=True)
    sealed = models.TextField("SIP 密码（已加密）", blank=True)
    is_enabled = models.BooleanField("启用", default=True)
    test_by = models.CharField("检测方式", max_length=8, choices=TestBy, default=TestBy.OPTIONS)
    test_every = models.CharField("检测周期", max_length=8, choices=TestEvery, default=TestEvery.DAY)
    test_hour = models.PositiveSmallIntegerField("检测时刻（时）", default=9, validators=[MaxValueValidator(23)])
    next_test_at = models.DateTimeField("下次检测", null=True, blank=True, db_index=True)
    last_called_at = models.DateTimeField("最近呼叫", null=True, blank=True)
    last_answered_at = models.DateTimeField("最近应答", null=True, blank=True)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    down_since = models.DateTimeField("故障始于", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "广播喇叭"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enterprise__isnull=True) ^ models.Q(town__isnull=True), name="loudspeaker_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BroadcastRule(models.Model):
    """Which alarms of an enterprise are spoken of themselves, and through what; off until somebody turns it on.

    ``loudspeakers`` empty: all of the enterprise's own. ``kinds`` empty: every kind. ``agreed`` says with whom and
    when it was agreed that these people hear of it, and what they then do.
    """

    enterprise = models.OneToOneField(Enterprise, models.PROTECT, related_name="broadcast_rule", verbose_name="企业")
    loudspeakers = models.ManyToManyField(Loudspeaker, blank=True, verbose_name="喇叭")
    grades = models.JSONField("等级", default=list)
    kinds = models.JSONField("测点类型", default=list, blank=True)
    repeats = models.PositiveSmallIntegerField("播报遍数", default=3)
    agreed = models.CharField("约定", max_length=500, blank=True)
    is_enabled = models.BooleanField("启用", default=False)
    enabled_at = models.DateTimeField("启用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自动广播规则"

    def __str__(self) -> str:
        return f"{self.enterprise}"


class Sentence(models.Model):
    """What is said of alarms of a kind and grade (empty: of all); ``recording`` is said instead where there is one.

    ``recording`` holds samples of 16 bits at 8 kHz, mono.
    """

    kind = models.CharField("测点类型", max_length=64, blank=True)
    grade = models.CharField("等级", max_length=8, blank=True)
    text = models.CharField("语句", max_length=200)
    recording = models.BinaryField("录音", null=True, blank=True)
    recording_s = models.FloatField("录音时长（秒）", default=0)
    changed_at = models.DateTimeField("修改时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "播报语句"
        ordering = ["kind", "grade"]
        constraints = [models.UniqueConstraint(fields=["kind", "grade"], name="sentence_once")]

    def __str__(self) -> str:
        return self.text[:40]


class Broadcast(models.Model):
    """One thing said through some loudspeakers. ``text`` is what is said, without the words that mark a drill."""

    reason = models.CharField("事由", max_length=8, choices=Reason)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+", verbose_name="企业")
    incident_id = models.BigIntegerField("工单", null=True, blank=True, db_index=True)
    grade = models.CharField("等级", max_length=8, blank=True)
    text = models.CharField("内容", max_length=300)
    sentence = models.ForeignKey(Sentence, models.SET_NULL, null=True, related_name="+", verbose_name="所用录音")
    repeats = models.PositiveSmallIntegerField("遍数", default=1)
    is_drill = models.BooleanField("演练", default=False)
    key = models.CharField("去重键", max_length=64, unique=True)
    created_at = models.DateTimeField("下达时间", default=clock.now)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="下达人"
    )
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="停止人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "广播"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:40]


class BroadcastCall(models.Model):
    """One loudspeaker of a broadcast. The times are those of the last attempt; ``attempts`` lists all of them as
    ``{at, answered_s, played_s, ended, status, why}``.

    ``claimed_until``: a worker is at it; when that passes, that worker is dead and the call is made again.
    """

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="calls", verbose_name="广播")
    loudspeaker = models.ForeignKey(Loudspeaker, models.PROTECT, related_name="calls", verbose_name="喇叭")
    state = models.CharField("状态", max_length=8, choices=CallState, default=CallState.WAITING)
    grade_rank = models.PositiveSmallIntegerField("先后", default=5)
    created_at = models.DateTimeField("安排时间", default=clock.now)
    due_at = models.DateTimeField("应呼时间", default=clock.now)
    give_up_at = models.DateTimeField("放弃时间")
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    is_to_stop = models.BooleanField("要求停止", default=False)
    dialled_at = models.DateTimeField("呼叫时间", null=True, blank=True)
    answered_at = models.DateTimeField("应答时间", null=True, blank=True)
    played_s = models.FloatField("播放时长（秒）", default=0)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended = models.CharField("结束方式", max_length=16, blank=True)
    why = models.CharField("说明", max_length=200, blank=True)
    attempts = models.JSONField("历次呼叫", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "喇叭呼叫"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["broadcast", "loudspeaker"], name="call_once")]
        indexes = [
            models.Index(fields=["grade_rank", "-created_at"], name="call_waiting",
                         condition=models.Q(state="waiting")),
            models.Index(fields=["claimed_until"], name="call_claimed", condition=models.Q(state="calling")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.loudspeaker_id} {self.state}"
