"""The people who use the platform."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from anlan.records.accounts.choices import ROLE_PERMISSIONS, Field, Permission, Role
from anlan.records.core import clock


class User(AbstractUser):
    """A person with one role. What they may do and see follows from the role and the four columns after it."""

    first_name = None  # type: ignore[assignment] # a Chinese name is one field
    last_name = None  # type: ignore[assignment]

    name = models.CharField("姓名", max_length=64)
    role = models.CharField("角色", max_length=32, choices=Role)
    phone = models.CharField("手机", max_length=20, blank=True)
    enterprise = models.ForeignKey(
        "sites.Enterprise", models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所属企业"
    )
    town = models.ForeignKey(
        "places.Town",
        models.PROTECT,
        null=True,
        blank=True,
        db_column="town_code",
        related_name="people",
        verbose_name="所属乡镇(街道)",
    )
    grid = models.CharField("网格", max_length=32, blank=True)
    field = models.CharField("专委会领域", max_length=32, choices=Field, blank=True)
    is_on_duty = models.BooleanField("在岗", default=False)

    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return f"{self.name}（{self.role_name}）"

    @property
    def role_name(self) -> str:
        """The role as people say it."""
        return str(Role(self.role).label) if self.role else ""

    @property
    def town_code(self) -> str:
        """Code of the user's town, or empty."""
        return self.town_id or ""

    @property
    def phone_masked(self) -> str:
        """The phone number with its middle hidden: 138****0001."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 7 else ""

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """For Django's admin: who may enter it may edit everything in it (each write is audited)."""
        return self.may(Permission.ADMIN_SITE)

    def has_module_perms(self, app_label: str) -> bool:
        """As :meth:`has_perm`."""
        return self.may(Permission.ADMIN_SITE)

    def may(self, permission: str) -> bool:
        """True when this active user's role has ``permission``."""
        return self.is_active and permission in ROLE_PERMISSIONS.get(self.role, frozenset())


class KnownDevice(models.Model):
    """A browser on which this account has signed in before: a guesser elsewhere cannot lock it out."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_devices")
    token_hash = models.CharField(max_length=64, unique=True)
    last_used_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "已知设备"

    def __str__(self) -> str:
        return f"{self.user_id} {self.token_hash[:8]}"


class LoginFailure(models.Model):
    """Failed sign-ins counted per account and per address; ``key`` is ``account:<name hash>`` or ``ip:<address>``."""

    key = models.CharField(max_length=100, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"

    def __str__(self) -> str:
        return f"{self.key} ×{self.count}"
