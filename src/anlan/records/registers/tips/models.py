"""Tips, and apart from them what must not be read: who sent them."""

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.registers.tips.choices import Basis, Channel, Grade, Kind, Verdict
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class Tip(RegisterRecord):
    """One tip. Its times are whole hours: when somebody wrote must not be found in anybody's day.

    ``original`` is what the tipster wrote with numbers, addresses and names taken out; it is shown to those who decide
    on acceptance and emptied then. ``description`` is the copy that they write, the only text that travels on.
    """

    REGISTER = "tips"

    kind = models.CharField("线索类型", max_length=16, choices=Kind, default=Kind.OTHER)
    channel = models.CharField("来源渠道", max_length=16, choices=Channel, default=Channel.HOTLINE)
    original = models.TextField("举报内容（待受理）", blank=True)
    description = models.CharField(
        "线索摘要", max_length=2000, blank=True, help_text="由受理人改写，不得出现能识别举报人的信息"
    )
    place = models.CharField("地点", max_length=200, blank=True)
    has_identity = models.BooleanField("有密封信息", default=False)
    accepted_by = person("受理人")
    verify_by = models.DateField("核查期限", null=True, blank=True)
    extension_count = models.PositiveSmallIntegerField("延期次数", default=0)
    verdict = models.CharField("核查结论", max_length=8, choices=Verdict, blank=True)
    findings = models.CharField("核查情况", max_length=2000, blank=True)
    verified_by = person("核查人")
    return_count = models.PositiveSmallIntegerField("核查退回次数", default=0)
    reviewed_by = person("核查审核人")
    feedback = models.CharField("答复举报人", max_length=500, blank=True, help_text="举报人凭查询码可见")
    reward_basis = models.CharField("奖励依据", max_length=16, choices=Basis, blank=True)
    fine_yuan = models.PositiveIntegerField("罚款金额", null=True, blank=True)
    deaths = models.PositiveSmallIntegerField("核实死亡人数", null=True, blank=True)
    accident_grade = models.CharField("事故等级", max_length=16, choices=Grade, blank=True)
    reward_yuan = models.PositiveIntegerField("奖励金额", default=0)
    reward_formula = models.CharField("计算过程", max_length=200, blank=True)
    proposed_by = person("奖励拟办人")
    approved_by = person("奖励审批人")
    claim_by = models.DateField("领取期限", null=True, blank=True)
    paid_by = person("发放人")
    paid_on = models.DateField("发放日期", null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField("恢复办理次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "举报"
        indexes = shared_indexes("tip")


class Secret(models.Model):
    """What belongs to the tipster: a code as hashes, and the identity in a box that two keepers open together."""

    tip = models.OneToOneField(Tip, models.PROTECT, related_name="secret", verbose_name="举报")
    handle = models.CharField("查询码前段", max_length=6, unique=True)
    code_hash = models.CharField("查询码摘要", max_length=200)
    payout_hash = models.CharField("领奖码摘要", max_length=200)
    sealed = models.TextField("密封信息", blank=True)
    first_share = models.TextField("甲方份额", blank=True)
    second_share = models.TextField("乙方份额", blank=True)
    first_keeper = models.ForeignKey("Keeper", models.PROTECT, null=True, related_name="+", verbose_name="甲方")
    second_keeper = models.ForeignKey("Keeper", models.PROTECT, null=True, related_name="+", verbose_name="乙方")

    class Meta:
        verbose_name = verbose_name_plural = "举报密封信息"

    def __str__(self) -> str:
        return f"{self.tip_id}"


class Keeper(models.Model):
    """One half of the key: a public key, and the private one under a passphrase that only its keeper knows."""

    half = models.PositiveSmallIntegerField("份额", choices=[(1, "甲"), (2, "乙")])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保管人")
    public = models.CharField("公钥", max_length=128)
    wrapped = models.CharField("加密的私钥", max_length=200)
    salt = models.CharField("盐", max_length=64)
    since = models.DateTimeField("启用时间", default=clock.now)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密封信息保管人"
        constraints = [
            models.UniqueConstraint(fields=["half"], condition=models.Q(retired_at=None), name="keeper_one_per_half")
        ]

    def __str__(self) -> str:
        return f"{self.get_half_display()} {self.person}"


class Opening(models.Model):
    """One request to open an identity, and who agreed. ``share`` is one half for the other keeper's eyes only."""

    tip = models.ForeignKey(Tip, models.PROTECT, related_name="openings", verbose_name="举报")
    reason = models.CharField("理由", max_length=500)
    share = models.TextField("对方份额", blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", default=clock.now)
    opened_by = person("共同开启人")
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密封信息开启记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.tip} {self.asked_by}"
