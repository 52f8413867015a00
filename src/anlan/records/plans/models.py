"""Tables of site plans."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.records.core import clock
from anlan.records.core.models import Attachment
from anlan.records.sites.models import Camera, Enterprise, Point


class SitePlan(models.Model):
    """A plan of a plant, or of one of its floors: a picture that was rebuilt from its pixels.

    A plan is never deleted: ``is_active`` is False when it is taken away, and old reports still find it.
    ``version`` counts writes of the marks, so that nobody overwrites what they have not seen.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="plans", verbose_name="企业")
    name = models.CharField("名称", max_length=64)
    picture = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="图片")
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("上传时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "厂区平面图"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"], condition=models.Q(is_active=True), name="plan_name_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.name}"


def share(label: str) -> models.FloatField:  # type: ignore[type-arg]
    """A place on a picture as a share of its side, 0 to 1: it holds at every size the picture is shown in."""
    return models.FloatField(label, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])


class PlanMark(models.Model):
    """Where one point or one camera hangs on a plan; exactly one of the two is set."""

    plan = models.ForeignKey(SitePlan, models.CASCADE, related_name="marks", verbose_name="平面图")
    point = models.ForeignKey(Point, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="测点")
    camera = models.ForeignKey(Camera, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="摄像机")
    x = share("横向位置")
    y = share("纵向位置")

    class Meta:
        verbose_name = verbose_name_plural = "平面图标记"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "point"], name="plan_point_once"),
            models.UniqueConstraint(fields=["plan", "camera"], name="plan_camera_once"),
            models.CheckConstraint(
                condition=models.Q(point=None, camera__isnull=False) | models.Q(point__isnull=False, camera=None),
                name="plan_mark_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.point or self.camera}"
