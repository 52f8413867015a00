"""Hazards 事故隐患."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.registers.hazards.choices import Category, Level, Source
from anlan.records.registers.hazards.criteria import criterion_choices
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Hazard(RegisterRecord):
    """Something that could lead to an accident, from its finding to its close-out 销号.

    The columns from ``duty_text`` to ``contingency`` are, with ``deadline``, the five implementations 五落实.
    """

    REGISTER = "hazards"

    source = models.CharField("来源", max_length=16, choices=Source, default=Source.SELF_CHECK)
    category = models.CharField("类别", max_length=16, choices=Category, default=Category.OTHER)
    level = models.CharField("级别", max_length=8, choices=Level, blank=True)
    description = models.CharField("隐患描述", max_length=2000)
    place = models.CharField("隐患部位", max_length=140, blank=True)
    lon = models.FloatField("经度", null=True, blank=True, validators=[MinValueValidator(73), MaxValueValidator(136)])
    lat = models.FloatField("纬度", null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(54)])
    found_on = models.DateField("发现日期", null=True, blank=True)
    suspected = models.CharField("疑似判定条款", max_length=200, blank=True, help_text="按描述自动比对，仅供参考")
    criterion = models.CharField(
        "重大隐患判定条款", max_length=16, blank=True, choices=criterion_choices, help_text="由执法人员确认"
    )
    graded_by = person("定级人")
    requirement = models.CharField("整改要求", max_length=1000, blank=True)
    deadline = models.DateField("整改期限", null=True, blank=True)

    duty_text = models.CharField("责任落实", max_length=500, blank=True, help_text="整改责任单位、责任人")
    measures = models.CharField("措施落实", max_length=2000, blank=True)
    funds_yuan = models.PositiveIntegerField("资金落实", null=True, blank=True)
    contingency = models.CharField("预案落实", max_length=2000, blank=True)
    planned_by = person("方案报送人")
    plan_approved_by = person("方案批准人")

    asked_until = models.DateField("申请延期至", null=True, blank=True)
    asked_by = person("延期申请人")
    extension_count = models.PositiveSmallIntegerField("延期次数", default=0)

    rectification = models.CharField("整改情况", max_length=2000, blank=True)
    no_photo_reason = models.CharField("无照片说明", max_length=500, blank=True)
    rectified_by = person("整改人")
    rectified_at = models.DateTimeField("整改完成时间", null=True, blank=True)
    is_late = models.BooleanField("超期整改", default=False)
    rechecked_by = person("复查人")
    rechecked_at = models.DateTimeField("复查时间", null=True, blank=True)
    accepted_by = person("验收人")
    reject_count = models.PositiveSmallIntegerField("复查不通过次数", default=0)
    reopen_count = models.PositiveSmallIntegerField("重新打开次数", default=0)
    is_suspended = models.BooleanField("停产停业整改", default=False)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "隐患"
        indexes = [
            *shared_indexes("hazard"),
            models.Index(fields=["level", "-opened_at"], name="hazard_level"),
            models.Index(fields=["source", "-opened_at"], name="hazard_source"),
            models.Index(fields=["deadline"], name="hazard_deadline"),
        ]
