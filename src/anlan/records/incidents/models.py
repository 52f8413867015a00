"""Work orders, their timeline, and late alarms that wait to be judged."""

from django.conf import settings
from django.db import models

from anlan.records.accounts.models import User
from anlan.records.alarm_log.choices import GradeChoice
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.incidents.choices import Kind, LinkKind, State, SupportState
from anlan.records.sites.models import Enterprise


def _person(label: str) -> "models.ForeignKey[User | None, User | None]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Incident(models.Model):
    """A work order 工单: alarms of one place that somebody has to put right.

    ``policy`` is the dispatch policy as it was when the work order opened; a later change does not touch it.
    ``next_step_due_at`` is the deadline people see; ``wake_at`` is when the sweeper looks again (the deadline, or the
    next escalation after it). Between acceptance and feedback it is the earliest of the three ``*_due_at`` that wait.
    ``hands`` are the ids of all who had it in hand: none of them may verify it. The constraint keeps one open work
    order per place even with two workers.
    """

    no = models.CharField("工单编号", max_length=32, unique=True)
    kind = models.CharField("类别", max_length=16, choices=Kind, default=Kind.PROCESS)
    group_key = models.CharField("归并键", max_length=64)
    state = models.CharField("状态", max_length=16, choices=State, default=State.OPEN)
    is_open = models.BooleanField("未办结", default=True)
    grade = models.CharField("等级", max_length=8, choices=GradeChoice)
    title = models.CharField("标题", max_length=200)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="企业"
    )
    place = models.CharField("位置", max_length=140, blank=True)
    policy = models.JSONField("派单策略")
    config_version = models.BigIntegerField("配置版本", default=0)

    opened_at = models.DateTimeField("生成时间", default=clock.now)
    next_step = models.CharField("下一步", max_length=32, blank=True)
    next_step_due_at = models.DateTimeField("下一步期限", null=True, blank=True)
    wake_at = models.DateTimeField("下次检查", null=True, blank=True)
    is_overdue = models.BooleanField("超时", default=False)
    escalation_level = models.PositiveIntegerField("升级次数", default=0)

    assignee = _person("责任人")
    dispatched_at = models.DateTimeField("派单时间", null=True, blank=True)
    accepted_at = models.DateTimeField("签收时间", null=True, blank=True)
    accepted_by = _person("签收人")
    arrive_due_at = models.DateTimeField("到场期限", null=True, blank=True)
    report_due_at = models.DateTimeField("首报期限", null=True, blank=True)
    handle_due_at = models.DateTimeField("处置期限", null=True, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True)
    arrived_by = _person("到场人")
    arrived_lon = models.FloatField("到场经度", null=True, blank=True)
    arrived_lat = models.FloatField("到场纬度", null=True, blank=True)
    reported_at = models.DateTimeField("首报时间", null=True, blank=True)
    hands = models.JSONField("经手人", default=list, blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    handled_by = _person("处置人")
    feedback_text = models.CharField("处置情况", max_length=2000, blank=True)
    measures_done = models.JSONField("已采取措施", default=list, blank=True)
    no_evidence_reason = models.CharField("无照片说明", max_length=500, blank=True)
    verified_at = models.DateTimeField("复核时间", null=True, blank=True)
    verified_by = _person("复核人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    false_proposed_by = _person("误报提出人")
    false_reason = models.CharField("误报理由", max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="并入工单"
    )
    merged_keys = models.JSONField("并入的归并键", default=list, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="split_off", verbose_name="拆分自"
    )
    reopened = models.PositiveIntegerField("重新打开次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "工单"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group_key"], condition=models.Q(is_open=True), name="incident_one_open_per_place"
            )
        ]
        indexes = [
            models.Index(fields=["enterprise", "-opened_at"], name="incident_enterprise"),
            models.Index(fields=["-opened_at"], name="incident_open", condition=models.Q(is_open=True)),
            models.Index(fields=["wake_at"], name="incident_wake", condition=models.Q(is_open=True)),
            models.Index(fields=["closed_at"], name="incident_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"

    @property
    def state_name(self) -> str:
        """The state as people say it."""
        return str(State(self.state).label)


class IncidentEntry(models.Model):
    """One line of a work order's timeline: what happened, in a sentence an official would write."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="entries", verbose_name="工单")
    at = models.DateTimeField("时间", default=clock.now)
    kind = models.CharField("类别", max_length=32)
    text = models.CharField("内容", max_length=2500)
    by = _person("操作人")
    by_name = models.CharField("操作人姓名", max_length=64, blank=True)
    role_name = models.CharField("角色", max_length=32, blank=True)
    data = models.JSONField("数据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工单时间线"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class SupportRequest(models.Model):
    """Somebody was asked to come and help. ``due_at``: by then an answer is expected; empty once there is one."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="support", verbose_name="工单")
    asked_by = _person("请求人")
    asked_of = _person("被请求人")
    what = models.CharField("所需支援", max_length=500)
    asked_at = models.DateTimeField("请求时间", default=clock.now)
    state = models.CharField("答复", max_length=16, choices=SupportState, default=SupportState.ASKED)
    answer = models.CharField("答复内容", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    due_at = models.DateTimeField("答复期限", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "支援请求"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.what[:20]}"


class IncidentLink(models.Model):
    """A work order was made into a hazard or an enforcement lead.

    ``target_*`` name the record of that register; empty while nobody has taken it up (see :mod:`links`).
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="links", verbose_name="工单")
    kind = models.CharField("转为", max_length=32, choices=LinkKind)
    text = models.CharField("说明", max_length=500)
    by = _person("转办人")
    at = models.DateTimeField("时间", default=clock.now)
    target_type = models.CharField("台账", max_length=32, blank=True)
    target_id = models.BigIntegerField("记录", null=True, blank=True)
    target_no = models.CharField("编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工单转办"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["incident", "kind"], name="incident_link_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.kind}"


class PendingNews(models.Model):
    """Places whose alarms joined a work order and that nobody was told of yet: told together at ``due_at``."""

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="+", verbose_name="工单")
    due_at = models.DateTimeField("通知时间", db_index=True)
    places = models.JSONField("新增场所", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "待通知的并入"

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.due_at:%F %T}"


class PendingAlarm(models.Model):
    """An alarm from back-filled data: it opens a work order only if its condition still stands at ``due_at``."""

    alarm = models.OneToOneField(Alarm, models.CASCADE, related_name="+", verbose_name="报警")
    due_at = models.DateTimeField("判断时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待判断的补传报警"

    def __str__(self) -> str:
        return f"{self.alarm_id} → {self.due_at:%F %T}"
