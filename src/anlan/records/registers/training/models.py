"""Tables of the training registers."""

from django.core.validators import MaxValueValidator
from django.db import models

from anlan.records.core import clock
from anlan.records.registers.training.choices import Answer, Audience, Certificate, Manner
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Course(RegisterRecord):
    """A course: for whom, how long, what the lesson says."""

    REGISTER = "courses"

    audience = models.CharField("对象", max_length=16, choices=Audience)
    hours = models.FloatField("学时")
    lesson = models.TextField("课文", blank=True)
    pass_percent = models.PositiveSmallIntegerField("合格线", default=80, validators=[MaxValueValidator(100)])
    paper_size = models.PositiveSmallIntegerField("每卷题数", default=10)
    written_by = person("编写人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "课程"
        indexes = shared_indexes("course")


class Question(models.Model):
    """A question of a course's bank, with four answers."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions", verbose_name="课程")
    text = models.CharField("题目", max_length=300)
    a = models.CharField("A", max_length=200)
    b = models.CharField("B", max_length=200)
    c = models.CharField("C", max_length=200, blank=True)
    d = models.CharField("D", max_length=200, blank=True)
    right = models.CharField("正确答案", max_length=1, choices=Answer)

    class Meta:
        verbose_name = verbose_name_plural = "试题"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Batch(RegisterRecord):
    """One training, on one day or on line, with how many came."""

    REGISTER = "training_batches"

    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, verbose_name="课程")
    audience = models.CharField("对象", max_length=16, choices=Audience)
    manner = models.CharField("方式", max_length=16, choices=Manner, default=Manner.ONSITE)
    begins_on = models.DateField("开班日期")
    place = models.CharField("地点", max_length=100, blank=True)
    invited_count = models.PositiveIntegerField("应到人数", default=0)
    attended_count = models.PositiveIntegerField("实到人数", default=0)
    passed_count = models.PositiveIntegerField("考核合格人数", default=0)
    enterprise_count = models.PositiveIntegerField("走访企业数", default=0)
    summary = models.CharField("培训小结", max_length=1000, blank=True)
    finished_by = person("结班人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "培训班"
        indexes = [*shared_indexes("batch"), models.Index(fields=["audience", "begins_on"], name="batch_audience")]


class Attendance(models.Model):
    """Somebody signed in to a batch, and what they scored."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="attendances", verbose_name="培训班")
    name = models.CharField("姓名", max_length=32)
    unit = models.CharField("单位", max_length=100)
    signed_at = models.DateTimeField("签到时间", default=clock.now)
    paper_seed = models.PositiveIntegerField("试卷种子")
    score_percent = models.PositiveSmallIntegerField("得分", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "name", "unit"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.unit}"


class CertificateRecord(RegisterRecord):
    """A certificate of somebody in an enterprise, with its end."""

    REGISTER = "certificates"

    kind = models.CharField("证书类别", max_length=16, choices=Certificate)
    holder = models.CharField("持证人", max_length=32)
    certificate_no = models.CharField("证书编号", max_length=64)
    issued_on = models.DateField("发证日期")
    ends_on = models.DateField("有效期至")
    review_on = models.DateField("复审日期", null=True, blank=True, help_text="特种作业每 3 年复审")
    renewed_count = models.PositiveSmallIntegerField("延期次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "证书"
        indexes = [*shared_indexes("certificate"), models.Index(fields=["ends_on"], name="certificate_ends")]
