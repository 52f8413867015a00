"""Listings 挂牌督办."""

from django.core.validators import MaxValueValidator
from django.db import models

from anlan.records.registers.listings.choices import Level
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Listing(RegisterRecord):
    """A unit, or a stretch of road, whose hazard the government supervises in public until it is accepted as gone."""

    REGISTER = "listings"

    level = models.CharField("挂牌级别", max_length=12, choices=Level)
    batch_no = models.CharField("批次", max_length=32, blank=True)
    basis = models.CharField("挂牌依据", max_length=500)
    description = models.CharField("隐患情况", max_length=2000)
    requirement = models.CharField("整改要求", max_length=1000, blank=True)
    responsible_leader = models.CharField("包保领导（职务）", max_length=64, blank=True)
    supervising_dept = models.CharField("督办部门", max_length=64, blank=True)
    proposed_by = person("提请人")
    approved_by = person("审定人")
    listed_on = models.DateField("挂牌日期", null=True, blank=True)
    deadline = models.DateField("整改期限", null=True, blank=True)
    published_at = models.CharField("公布载体（网址或报刊）", max_length=200, blank=True)

    asked_until = models.DateField("申请延期至", null=True, blank=True)
    asked_by = person("延期申请人")
    extension_count = models.PositiveSmallIntegerField("延期次数", default=0)

    rectification = models.CharField("整改情况", max_length=2000, blank=True)
    no_photo_reason = models.CharField("无照片说明", max_length=500, blank=True)
    applied_by = person("申请验收人")
    is_late = models.BooleanField("超期申请验收", default=False)
    first_opinion = models.CharField("督办部门初审意见", max_length=1000, blank=True)
    reviewed_by = person("初审人")
    acceptance_opinion = models.CharField("验收意见", max_length=1000, blank=True)
    accepted_by = person("验收人")
    reject_count = models.PositiveSmallIntegerField("验收不通过次数", default=0)
    result_published_at = models.CharField("结果公布载体", max_length=200, blank=True)
    delisted_on = models.DateField("摘牌日期", null=True, blank=True)

    clean_needed = models.PositiveSmallIntegerField(
        "滚动挂牌须连续合格次数", default=3, validators=[MaxValueValidator(24)]
    )
    clean_count = models.PositiveSmallIntegerField("已连续合格次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "挂牌督办"
        indexes = [*shared_indexes("listing"), models.Index(fields=["level", "-opened_at"], name="listing_level")]
