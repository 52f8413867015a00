"""Committees 安委会、专委会 and what they keep."""

from django.core.validators import MaxValueValidator
from django.db import models

from anlan.records.registers.committees.choices import Body, Caution, Circular, Meeting, Post
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Committee(RegisterRecord):
    """One of the 1 + 8 + 8."""

    REGISTER = "committees"

    body = models.CharField("类型", max_length=12, choices=Body)
    chair = models.CharField("主任（职务）", max_length=64)
    office_unit = models.CharField("办公室所在单位", max_length=64, blank=True)
    duties = models.CharField("职责", max_length=2000)
    reviewed_on = models.DateField("最近核对日期", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "委员会"
        indexes = shared_indexes("committee")


class Member(RegisterRecord):
    """A member of a committee: a post held by an office, not a person's name."""

    REGISTER = "committee_members"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="members", verbose_name="委员会")
    post = models.CharField("职务", max_length=12, choices=Post, default=Post.MEMBER)
    unit = models.CharField("单位", max_length=64)
    duties = models.CharField("分工", max_length=1000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "委员会成员"
        indexes = shared_indexes("member")


class Session(RegisterRecord):
    """A meeting: agenda before, minutes after, decisions until they are done."""

    REGISTER = "meetings"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings", verbose_name="委员会")
    kind = models.CharField("类型", max_length=12, choices=Meeting)
    held_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=100, blank=True)
    host = models.CharField("主持人（职务）", max_length=64, blank=True)
    agenda = models.CharField("议题", max_length=2000)
    attendees = models.CharField("参加单位", max_length=2000, blank=True)
    minutes = models.CharField("会议纪要", max_length=4000, blank=True)
    written_by = person("纪要起草人")
    approved_by = person("纪要签发人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "会议"
        indexes = shared_indexes("meeting")


class Decision(RegisterRecord):
    """Something a meeting decided, tracked until it is done."""

    REGISTER = "meeting_decisions"

    meeting = models.ForeignKey(Session, models.PROTECT, related_name="decisions", verbose_name="会议")
    description = models.CharField("议定事项", max_length=2000)
    unit = models.CharField("责任单位", max_length=64)
    deadline = models.DateField("完成时限")
    result = models.CharField("落实情况", max_length=2000, blank=True)
    submitted_by = person("报送人")
    is_late = models.BooleanField("超期", default=False)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "议定事项"
        indexes = shared_indexes("decision")


class DutyReport(RegisterRecord):
    """述职述安: what a unit did for safety in a year, scored."""

    REGISTER = "duty_reports"

    unit = models.CharField("述职单位", max_length=64)
    year = models.PositiveSmallIntegerField("年度")
    deadline = models.DateField("报送时限")
    report = models.CharField("述职内容", max_length=4000, blank=True)
    submitted_by = person("报送人")
    score = models.PositiveSmallIntegerField("评分", null=True, blank=True, validators=[MaxValueValidator(100)])
    opinion = models.CharField("评议意见", max_length=1000, blank=True)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "述职述安"
        indexes = shared_indexes("duty_report")


class CautionTalk(RegisterRecord):
    """警示约谈."""

    REGISTER = "cautions"

    kind = models.CharField("方式", max_length=12, choices=Caution)
    unit = models.CharField("对象单位", max_length=64)
    trigger = models.CharField("事由", max_length=1000)
    proposed_by = person("提请人")
    decided_by = person("决定人")
    held_on = models.DateField("约谈日期", null=True, blank=True)
    held_record = models.CharField("约谈记录", max_length=2000, blank=True)
    feedback = models.CharField("书面反馈", max_length=2000, blank=True)
    absence_count = models.PositiveSmallIntegerField("无故缺席次数", default=0)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "警示约谈"
        indexes = shared_indexes("caution")


class CircularLetter(RegisterRecord):
    """通报."""

    REGISTER = "circulars"

    kind = models.CharField("类型", max_length=12, choices=Circular)
    body = models.CharField("正文", max_length=4000)
    units = models.CharField("通报对象", max_length=1000)
    written_by = person("起草人")
    signed_by = person("签发人")
    published_at = models.CharField("发布载体", max_length=200, blank=True)
    answer = models.CharField("反馈情况", max_length=2000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "通报"
        indexes = shared_indexes("circular")


class SafetySystem(RegisterRecord):
    """One of the ten systems 十项制度: a document, and the duties that follow from it."""

    REGISTER = "safety_systems"

    document_no = models.CharField("文号", max_length=64, blank=True)
    text = models.CharField("正文摘要", max_length=4000)
    derived_duties = models.CharField("派生职责", max_length=2000, help_text="谁、多久、做什么，记入哪个登记簿")
    kept_in = models.CharField("对应登记簿", max_length=64, blank=True)
    written_by = person("起草人")
    issued_on = models.DateField("施行日期", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "安全生产制度"
        indexes = shared_indexes("safety_system")
