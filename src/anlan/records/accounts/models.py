"""The people who use the platform."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from anlan.records.accounts.choices import Field, Permission, Role
from anlan.records.accounts.grants import permissions_of
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
    must_change_password = models.BooleanField("须修改初始密码", default=False)
    sso_id = models.CharField("统一认证编号", max_length=255, null=True, blank=True, unique=True)

    #: Set on the instance that an API token speaks for: what the token may do of what the role may do.
    narrowed_to: frozenset[str] | None = None
    #: Which token speaks, for the audit trail; empty for a person at a screen.
    token_prefix = ""

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
        """True when this active user's role has ``permission``, and the token in use, if any, was given it."""
        return self.is_active and permission in self.permissions

    @property
    def permissions(self) -> frozenset[str]:
        """What the role allows, less what the token in use was not given."""
        held: frozenset[str] = permissions_of(self.role)
        return held if self.narrowed_to is None else held & self.narrowed_to


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


class UserSession(models.Model):
    """A browser that is signed in: what its owner sees in the list of sessions. Django's own row holds the session."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    method = models.CharField("登录方式", max_length=32)
    ip = models.CharField("来源地址", max_length=64, blank=True)
    user_agent = models.CharField("浏览器", max_length=300, blank=True)
    started_at = models.DateTimeField("登录时间", default=clock.now)
    seen_at = models.DateTimeField("最近活动", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.ip}"


class ApiToken(models.Model):
    """A key for a program: acts for its owner, within the owner's scope, with part of the owner's permissions."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name="所有人")
    name = models.CharField("用途", max_length=64)
    prefix = models.CharField("前缀", max_length=16)
    secret_hash = models.CharField("SHA-256", max_length=64, unique=True)
    permissions = models.JSONField("权限", default=list)
    created_at = models.DateTimeField("签发时间", default=clock.now)
    expires_at = models.DateTimeField("到期时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    last_used_ip = models.CharField("最近来源", max_length=64, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
