"""Accidents 生产安全事故."""

from django.db import models

from anlan.records.registers.accidents.choices import Grade, Kind
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Accident(RegisterRecord):
    """One accident: what is reported at once (article 12), what changes, what the investigation finds, what follows.

    The columns ending in ``_by`` that are instants or days (``report_up_by`` …) are legal deadlines worked out from
    when it happened; those that name people say so.
    """

    REGISTER = "accidents"

    occurred_at = models.DateTimeField("发生时间")
    informed_at = models.DateTimeField("单位负责人接报时间", null=True, blank=True)
    place = models.CharField("事故地点", max_length=200)
    kind = models.CharField("事故类别", max_length=16, choices=Kind, default=Kind.OTHER)
    description = models.CharField("简要经过", max_length=2000)
    measures_taken = models.CharField("已采取的措施", max_length=2000, blank=True)
    deaths = models.PositiveIntegerField("死亡（含失踪）", default=0)
    injuries = models.PositiveIntegerField("重伤（含急性中毒）", default=0)
    loss_yuan = models.PositiveBigIntegerField("直接经济损失", default=0)
    grade = models.CharField("等级", max_length=12, choices=Grade, default=Grade.ORDINARY)
    is_reported_late = models.BooleanField("迟报", default=False, help_text="企业超过 1 小时才报告")
    reported_to = models.CharField("上报去向", max_length=200, blank=True)
    reported_up_by = person("上报人")
    report_count = models.PositiveSmallIntegerField("续报次数", default=0)
    casualties_until = models.DateField("伤亡补报截止", null=True, blank=True)

    investigate_until = models.DateField("调查报告期限", null=True, blank=True)
    is_extended = models.BooleanField("调查已延期", default=False)
    team_lead = models.CharField("调查组组长单位", max_length=64, blank=True)
    direct_cause = models.CharField("直接原因", max_length=2000, blank=True)
    indirect_cause = models.CharField("间接原因", max_length=2000, blank=True)
    nature = models.CharField("事故性质与责任认定", max_length=2000, blank=True)
    advice = models.CharField("处理建议与防范措施", max_length=2000, blank=True)
    submitted_by = person("报告提交人")
    reply_until = models.DateField("批复期限", null=True, blank=True)
    replied_by = person("批复人")
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)
    evaluation = models.CharField("整改措施落实评估", max_length=2000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "事故"
        indexes = [*shared_indexes("accident"), models.Index(fields=["occurred_at"], name="accident_occurred")]
