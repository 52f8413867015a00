"""Tables of the outreach registers."""

from django.db import models

from anlan.records.notices.models import MassText
from anlan.records.registers.outreach.choices import Event, Piece
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class OutreachEvent(RegisterRecord):
    """One event of the calendar or of the 五进."""

    REGISTER = "outreach_events"

    kind = models.CharField("活动类别", max_length=16, choices=Event, default=Event.DAY)
    occasion = models.CharField("宣传节点", max_length=64, blank=True)
    planned_on = models.DateField("计划日期")
    place = models.CharField("地点", max_length=100, blank=True)
    reach_count = models.PositiveIntegerField("参与人数", default=0)
    material_count = models.PositiveIntegerField("发放资料份数", default=0)
    summary = models.CharField("活动情况", max_length=1000, blank=True)
    held_by = person("组织人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "宣传活动"
        indexes = shared_indexes("event")


class Article(RegisterRecord):
    """A column's issue, an article, or the exposure of a hazardous site."""

    REGISTER = "articles"

    kind = models.CharField("类别", max_length=16, choices=Piece, default=Piece.ARTICLE)
    medium = models.CharField("媒体", max_length=64)
    issue_no = models.CharField("期号", max_length=32, blank=True)
    body = models.TextField("正文", blank=True)
    right_of_reply = models.CharField("被曝光单位意见", max_length=500, blank=True)
    written_by = person("撰稿人")
    published_on = models.DateField("刊发日期", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "宣传稿件"
        indexes = [*shared_indexes("article"), models.Index(fields=["kind", "published_on"], name="article_kind")]


class SmsCampaign(RegisterRecord):
    """One text to many people: totals only.

    The numbers are a list that is deleted when it has been sent (``mass``), or stay with the operator (``job_no``).
    """

    REGISTER = "sms_campaigns"

    text = models.CharField("短信内容", max_length=300)
    audience = models.CharField("发送对象", max_length=100)
    planned_on = models.DateField("计划发送日期")
    planned_count = models.PositiveIntegerField("计划发送条数")
    sent_count = models.PositiveIntegerField("已发送", default=0)
    delivered_count = models.PositiveIntegerField("回执成功", default=0)
    failed_count = models.PositiveIntegerField("回执失败", default=0)
    unsubscribed_count = models.PositiveIntegerField("退订", default=0)
    mass = models.ForeignKey(MassText, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="号码清单")
    number_count = models.PositiveIntegerField("清单号码数", default=0)
    job_no = models.CharField("运营商任务号", max_length=64, blank=True)
    asked_by = person("申请人")
    approved_by = person("审批人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "短信"
        indexes = shared_indexes("sms")


class HallBooking(RegisterRecord):
    """A visit to the experience hall 体验馆."""

    REGISTER = "hall_bookings"

    unit = models.CharField("预约单位", max_length=100)
    visit_on = models.DateField("参观日期")
    hour = models.PositiveSmallIntegerField("时段（时）", default=9)
    people_count = models.PositiveSmallIntegerField("人数")
    came_count = models.PositiveSmallIntegerField("实到人数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "体验馆预约"
        indexes = [*shared_indexes("booking"), models.Index(fields=["visit_on", "hour"], name="booking_slot")]


class TreeSeason(RegisterRecord):
    """One season of the safety tree 种安全树: how many people planted one. Who they were is not known."""

    REGISTER = "tree_seasons"

    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    planter_count = models.PositiveIntegerField("种树人次", default=0)
    try_count = models.PositiveIntegerField("答题人次", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "种安全树"
        indexes = shared_indexes("season")
