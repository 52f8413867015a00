"""Cameras, and the scenes that are watched in their pictures."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from anlan.records.sites.models.plants import Enterprise, Workshop, Zone
from anlan.records.sites.models.points import Point
from anlan.records.sites.scene_form import FIELDS, scene_problems


def text_options(options: Any) -> None:
    """Refuses options that are not a JSON object of plain values.

    Raises:
        ValidationError: they are not.
    """
    if not isinstance(options, dict) or not all(isinstance(v, str | int | float) for v in options.values()):
        raise ValidationError("参数应为“名称: 值”，值为文字或数字。")


def no_login(address: str) -> None:
    """Refuses an address that holds a login: it would stand in clear in the database.

    Raises:
        ValidationError: it does.
    """
    if "@" in urlsplit(address).netloc:
        raise ValidationError("地址中不能含账号和密码，请在登记视频源时单独填写。")


class Camera(models.Model):
    """A camera: where it hangs and where its picture comes from.

    The login of its stream is kept sealed; only the cameras process can open it. A camera without ``source`` is a
    record only. ``state_point`` tells whether it can see.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="cameras", verbose_name="企业")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, verbose_name="车间")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, verbose_name="区域")
    name = models.CharField("名称", max_length=64)
    model_no = models.CharField("型号", max_length=64, blank=True)
    source = models.CharField("视频地址", max_length=500, blank=True, help_text="不含账号和密码", validators=[no_login])
    sub_source = models.CharField(
        "子码流地址", max_length=500, blank=True, help_text="优先用于分析", validators=[no_login]
    )
    sealed_login = models.CharField("加密的账号密码", max_length=500, blank=True, editable=False)
    analysed_fps = models.FloatField("每秒分析帧数", default=2.0, validators=[MinValueValidator(0.1)])
    options = models.JSONField("视频源参数", default=dict, blank=True, validators=[text_options])
    state_point = models.OneToOneField(
        Point, models.PROTECT, null=True, blank=True, editable=False, related_name="camera", verbose_name="状态测点"
    )
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "摄像机"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="camera_name")]

    def __str__(self) -> str:
        return self.name


class Scene(models.Model):
    """An AI scene AI分析场景: one camera × one behaviour × one zone, and the point that its readings feed.

    ``watched_area``: corners ``[x, y]`` as fractions of the picture; empty is the whole picture. ``masks``: polygons in
    which nothing is believed. ``schedule``: ``{days, from_minute, to_minute}`` windows; empty is always.
    """

    camera = models.ForeignKey(Camera, models.CASCADE, related_name="scenes", verbose_name="摄像机")
    point = models.OneToOneField(Point, models.PROTECT, related_name="scene", verbose_name="测点")
    behaviour = models.CharField("识别行为", max_length=64)
    name = models.CharField("名称", max_length=64)
    watched_area = models.JSONField("识别区域", default=list, blank=True)
    masks = models.JSONField("屏蔽区域", default=list, blank=True)
    schedule = models.JSONField("值守时段", default=list, blank=True)
    parameters = models.JSONField("识别参数", default=dict, blank=True)
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "AI分析场景"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["camera", "name"], name="scene_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses what no camera could watch, whoever saves it.

        Raises:
            ValidationError: per field.
        """
        if found := self.problems:
            raise ValidationError(dict(found))

    @property
    def problems(self) -> dict[str, str]:
        """``{field: what is wrong}``; not empty only for rows that were written past every check."""
        return scene_problems(self.behaviour, {name: getattr(self, name) for name in FIELDS})
