"""Campaigns 专项行动 and their tasks."""

from django.core.validators import MaxValueValidator
from django.db import models

from anlan.records.registers.campaigns.choices import Kind
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Campaign(RegisterRecord):
    """An action of the county. Its weights are the published formula of the process assessment 过程考核."""

    REGISTER = "campaigns"

    kind = models.CharField("类型", max_length=16, choices=Kind, default=Kind.BATTLE)
    basis = models.CharField("文件依据", max_length=200, blank=True)
    goals = models.CharField("目标任务", max_length=2000)
    lead_office = models.CharField("牵头单位", max_length=64, blank=True)
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    weight_done = models.PositiveSmallIntegerField("权重：任务完成率", default=60, validators=[MaxValueValidator(100)])
    weight_on_time = models.PositiveSmallIntegerField("权重：按期率", default=25, validators=[MaxValueValidator(100)])
    weight_reported = models.PositiveSmallIntegerField(
        "权重：进展报送率", default=15, validators=[MaxValueValidator(100)]
    )
    deduct_returned = models.PositiveSmallIntegerField(
        "每退回一次扣分", default=1, validators=[MaxValueValidator(20)], help_text="验收退回一次扣几分"
    )

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "专项行动"
        indexes = shared_indexes("campaign")


class CampaignTask(RegisterRecord):
    """One task of a campaign, given to a town (``town``) or to the department of a field (``field``)."""

    REGISTER = "campaign_tasks"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tasks", verbose_name="专项行动")
    description = models.CharField("任务内容", max_length=2000)
    unit = models.CharField("责任单位", max_length=64)
    deadline = models.DateField("完成时限")
    progress_percent = models.PositiveSmallIntegerField("进度", default=0, validators=[MaxValueValidator(100)])
    report_count = models.PositiveSmallIntegerField("进展报送次数", default=0)
    reported_at = models.DateTimeField("最近报送", null=True, blank=True)
    is_lagging = models.BooleanField("滞后", default=False, help_text="进度落后于时间 10 个百分点以上")
    result = models.CharField("完成情况", max_length=2000, blank=True)
    no_evidence_reason = models.CharField("无佐证说明", max_length=500, blank=True)
    submitted_by = person("报送人")
    is_late = models.BooleanField("超期完成", default=False)
    accepted_by = person("验收人")
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "行动任务"
        indexes = [
            *shared_indexes("task"),
            models.Index(fields=["campaign", "state"], name="task_campaign"),
            models.Index(fields=["deadline"], name="task_deadline"),
        ]
