"""Platforms above that this one registers with by GB/T 28181, and the cameras lent to them."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.sites.models.cameras import Camera

CODE = RegexValidator(r"^[0-9]{20}\Z", "应为 20 位数字。")


class Superior(models.Model):
    """A platform above 上级平台. Off, it is not registered with; the password is sealed for the cameras process.

    ``own_code`` is what this platform is called there; empty is ``ANLAN_GB28181_ID``. Pictures go to ``host`` and to
    nobody but ``media_networks`` besides.
    """

    class Over(models.TextChoices):
        """How SIP goes there."""

        UDP = "UDP", "UDP"
        TCP = "TCP", "TCP"

    name = models.CharField("名称", max_length=64, unique=True)
    code = models.CharField("上级平台编码", max_length=20, validators=[CODE])
    domain = models.CharField("上级平台域", max_length=64)
    host = models.CharField("地址", max_length=255)
    port = models.PositiveIntegerField(
        "端口", default=5060, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    over = models.CharField("信令传输", max_length=3, choices=Over, default=Over.UDP)
    own_code = models.CharField("本平台编码", max_length=20, blank=True, validators=[CODE])
    user_name = models.CharField("认证用户名", max_length=64, blank=True)
    sealed_password = models.CharField("加密的密码", max_length=500, blank=True, editable=False)
    expires_s = models.PositiveIntegerField(
        "注册有效期（秒）", default=3600, validators=[MinValueValidator(60), MaxValueValidator(86400)]
    )
    keepalive_s = models.PositiveIntegerField(
        "心跳周期（秒）", default=60, validators=[MinValueValidator(5), MaxValueValidator(3600)]
    )
    media_networks = models.CharField("媒体服务器网段", max_length=500, blank=True)
    may_turn = models.BooleanField("允许云台控制", default=False)
    sends_alarms = models.BooleanField("上送报警", default=False)
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "国标上级平台"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> str:
        """What this platform is called there; empty when nobody said."""
        return self.own_code or settings().gb28181_id


class CameraShare(models.Model):
    """A camera lent to a platform above 共享摄像机, under a channel code of its own.

    Taken back, the row goes; the audit trail keeps both.
    """

    superior = models.ForeignKey(Superior, models.CASCADE, related_name="shares", verbose_name="上级平台")
    camera = models.ForeignKey(Camera, models.CASCADE, related_name="shares", verbose_name="摄像机")
    code = models.CharField("通道编码", max_length=20, validators=[CODE])
    shared_at = models.DateTimeField("共享时间", default=clock.now)
    shared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="共享人")

    class Meta:
        verbose_name = verbose_name_plural = "共享摄像机"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["superior", "camera"], name="camera_share_once"),
            models.UniqueConstraint(fields=["superior", "code"], name="camera_share_code"),
        ]

    def __str__(self) -> str:
        return f"{self.camera} → {self.superior}"
