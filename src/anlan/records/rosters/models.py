"""Posts, shifts, swaps and hand-overs."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anlan.records.accounts.choices import Role
from anlan.records.core import clock
from anlan.records.places.models import Town
from anlan.records.rosters.choices import HandoverState, SwapState
from anlan.records.sites.models import Enterprise


def _person(label: str, *, null: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class Post(models.Model):
    """A desk that somebody must sit at round the clock: one role at one place (the county when neither is set).

    ``leader`` is told of gaps in its roster. ``looked_at`` is when gaps were last looked for.
    """

    name = models.CharField("岗位", max_length=64)
    role = models.CharField("角色", max_length=32, choices=Role)
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, db_column="town_code", related_name="+", verbose_name="乡镇(街道)"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    leader = _person("负责人")
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("设立时间", default=clock.now)
    looked_at = models.DateTimeField("最近检查", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班岗位"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["name", "town", "enterprise"], name="post_name_at_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def place_name(self) -> str:
        """Where it is, in words."""
        if self.enterprise is not None:
            return self.enterprise.short_name or self.enterprise.name
        return self.town.name if self.town is not None else "全市"


class Shift(models.Model):
    """One person's turn at a post. ``serves`` is who really comes: the substitute if there is one."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="shifts", verbose_name="岗位")
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    person = _person("值班人")
    substitute = _person("替班人", null=True)
    serves = _person("实际值班人")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["begins_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "begins_at", "person"], name="shift_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="shift_has_a_length"),
        ]
        indexes = [models.Index(fields=["serves", "begins_at", "ends_at"], name="shift_who_when")]

    def __str__(self) -> str:
        begins, ends = (at.astimezone(clock.LOCAL) for at in (self.begins_at, self.ends_at))
        return f"{begins:%m-%d %H:%M}–{ends:%m-%d %H:%M}"


class Swap(models.Model):
    """Somebody asks another to take a shift, or to change it for one of theirs; nothing moves until they agree."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="swaps", verbose_name="班次")
    with_shift = models.ForeignKey(
        Shift, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="换回班次"
    )
    asked_by = _person("申请人")
    asked_of = _person("对方")
    reason = models.CharField("事由", max_length=200)
    state = models.CharField("状态", max_length=16, choices=SwapState, default=SwapState.ASKED)
    asked_at = models.DateTimeField("申请时间", default=clock.now)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "换班"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shift} {self.state}"


class Handover(models.Model):
    """What one shift hands the next: notes, open work orders, silences; signed by both.

    ``carried`` is what stood open when the outgoing person signed; the responsibility moves when the incoming one does.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="handovers", verbose_name="岗位")
    outgoing = _person("交班人")
    incoming = _person("接班人")
    notes = models.CharField("交班记录", max_length=2000, blank=True)
    carried = models.JSONField("移交事项", default=dict)
    state = models.CharField("状态", max_length=16, choices=HandoverState, default=HandoverState.HANDED)
    handed_at = models.DateTimeField("交班签字", default=clock.now)
    taken_at = models.DateTimeField("接班签字", null=True, blank=True)
    take_due_at = models.DateTimeField("接班期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接班"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.post} {self.handed_at.astimezone(clock.LOCAL):%m-%d %H:%M}"
