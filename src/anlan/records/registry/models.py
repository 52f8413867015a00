"""What every record of every register has, and the tables they share."""

from typing import Any

from django.conf import settings
from django.db import models

from anlan.records.accounts.choices import Field
from anlan.records.core import clock
from anlan.records.core.models import Attachment
from anlan.records.places.models import Town
from anlan.records.sites.models import Enterprise


def person(label: str) -> Any:
    """A column that names a person; a person who is named cannot be deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class KeptPolicy(models.Model):
    """Due times and ladder as they were when records were opened; never changed, one row per different content.

    Records point here instead of carrying a copy each: the same promise, a thirtieth of the bytes.
    """

    digest = models.CharField("摘要", max_length=64, primary_key=True)
    register = models.CharField("登记簿", max_length=32)
    content = models.JSONField("内容")
    created_at = models.DateTimeField("启用时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "时限规定"

    def __str__(self) -> str:
        return f"{self.register} {self.digest[:12]}"


class RegisterRecord(models.Model):
    """The head of a record. A register's model derives from this and adds its own columns.

    ``town``, ``field`` and ``grid`` are copied from the enterprise when it has one, so that scope needs no join.
    ``policy`` names the due times as they were when the record was opened; a later change does not touch it.
    ``next_step_due_at`` is the deadline people see; ``wake_at`` is when the sweeper looks again.
    ``version`` counts writes, so that nobody overwrites what they have not seen.
    """

    no = models.CharField("编号", max_length=32, unique=True)
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=24)
    is_open = models.BooleanField("未办结", default=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    town = models.ForeignKey(
        Town,
        models.PROTECT,
        null=True,
        blank=True,
        db_column="town_code",
        related_name="+",
        verbose_name="乡镇(街道)",
    )
    field = models.CharField("专委会领域", max_length=32, choices=Field, blank=True)
    grid = models.CharField("网格", max_length=32, blank=True)
    assignee = person("责任人")
    policy = models.ForeignKey(KeptPolicy, models.PROTECT, related_name="+", verbose_name="时限规定")
    next_step = models.CharField("下一步", max_length=32, blank=True)
    next_step_due_at = models.DateTimeField("下一步期限", null=True, blank=True)
    wake_at = models.DateTimeField("下次检查", null=True, blank=True)
    is_overdue = models.BooleanField("逾期", default=False)
    escalation_level = models.PositiveIntegerField("升级次数", default=0)
    opened_at = models.DateTimeField("登记时间", default=clock.now)
    opened_by = person("登记人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", default=clock.now)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"


def shared_indexes(prefix: str) -> list[models.Index]:
    """The indexes that every register's lists, scopes and sweeps use; put into its ``Meta.indexes``.

    Each ends in what the list is sorted by, so the newest page of any of them is read straight from the index.
    """
    return [
        models.Index(fields=["-opened_at", "-id"], name=f"{prefix}_opened"),
        models.Index(fields=["town", "-opened_at"], name=f"{prefix}_town"),
        models.Index(fields=["field", "-opened_at"], name=f"{prefix}_field"),
        models.Index(fields=["enterprise", "-opened_at"], name=f"{prefix}_site"),
        models.Index(fields=["state", "-opened_at"], name=f"{prefix}_state"),
        models.Index(fields=["next_step_due_at"], name=f"{prefix}_due", condition=models.Q(is_open=True)),
        models.Index(fields=["wake_at"], name=f"{prefix}_wake", condition=models.Q(is_open=True)),
    ]


class Entry(models.Model):
    """One line of a record's timeline: a step, a comment, an escalation, an edit."""

    register = models.CharField("登记簿", max_length=32)
    record_id = models.BigIntegerField("记录")
    at = models.DateTimeField("时间", default=clock.now)
    kind = models.CharField("类别", max_length=32)
    text = models.CharField("内容", max_length=2500)
    by = person("操作人")
    by_name = models.CharField("操作人姓名", max_length=64, blank=True)
    role_name = models.CharField("角色", max_length=32, blank=True)
    data = models.JSONField("数据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登记簿时间线"
        ordering = ["id"]
        indexes = [models.Index(fields=["register", "record_id", "id"], name="entry_record")]

    def __str__(self) -> str:
        return self.text


class Link(models.Model):
    """Two records that belong together: ``target`` came of ``origin``, or people tied them. Read from both ends."""

    origin_register = models.CharField("来源登记簿", max_length=32)
    origin_id = models.BigIntegerField("来源记录")
    target_register = models.CharField("去向登记簿", max_length=32)
    target_id = models.BigIntegerField("去向记录")
    kind = models.CharField("关系", max_length=16, default="spawned")
    created_at = models.DateTimeField("建立时间", default=clock.now)
    created_by = person("建立人")

    class Meta:
        verbose_name = verbose_name_plural = "记录关联"
        constraints = [
            models.UniqueConstraint(
                fields=["origin_register", "origin_id", "target_register", "target_id"], name="link_once"
            )
        ]
        indexes = [models.Index(fields=["target_register", "target_id"], name="link_target")]

    def __str__(self) -> str:
        return f"{self.origin_register} {self.origin_id} → {self.target_register} {self.target_id}"


class SavedView(models.Model):
    """A list somebody wants to find again: private, or shared with a role."""

    register = models.CharField("登记簿", max_length=32)
    name = models.CharField("名称", max_length=32)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="所有者")
    shared_with = models.CharField("共享给角色", max_length=32, blank=True)
    where = models.JSONField("筛选", default=list)
    sort = models.CharField("排序", max_length=64, blank=True)
    columns = models.JSONField("列", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "保存的视图"
        constraints = [models.UniqueConstraint(fields=["register", "owner", "name"], name="view_name")]

    def __str__(self) -> str:
        return f"{self.register} {self.name}"


class MadeDocument(models.Model):
    """A document that was made from a record: its number, date, makers and content, kept by hash."""

    register = models.CharField("登记簿", max_length=32)
    record_id = models.BigIntegerField("记录")
    paper = models.CharField("文书", max_length=32)
    title = models.CharField("标题", max_length=200)
    no = models.CharField("文号", max_length=32, unique=True)
    format = models.CharField("格式", max_length=8)
    sha256 = models.CharField("SHA-256", max_length=64)
    size_bytes = models.PositiveIntegerField("字节数")
    made_at = models.DateTimeField("制作时间", default=clock.now)
    made_by = person("制作人")

    class Meta:
        verbose_name = verbose_name_plural = "生成的文书"
        indexes = [models.Index(fields=["register", "record_id"], name="document_record")]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"


class Signing(models.Model):
    """What people on site signed: the exact text they were shown, kept by its hash. Never changed: signed anew."""

    register = models.CharField("登记簿", max_length=32)
    record_id = models.BigIntegerField("记录")
    paper = models.CharField("文书", max_length=32)
    statement = models.TextField("签署内容")
    sha256 = models.CharField("签署内容 SHA-256", max_length=64)
    agrees_to_e_service = models.BooleanField("同意电子送达", default=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    kept_at = models.DateTimeField("收到时间", default=clock.now)
    kept_by = person("提交人")

    class Meta:
        verbose_name = verbose_name_plural = "电子签署"
        ordering = ["-id"]
        indexes = [models.Index(fields=["register", "record_id"], name="signing_record")]

    def __str__(self) -> str:
        return f"{self.register} {self.record_id} {self.paper} {self.sha256[:12]}"


class Signature(models.Model):
    """One person's signature, or refusal to sign. Time and place are the device's claim.

    ``seal`` is the SHA-256 of the signed text's hash, the picture's hash and who signed when: it stands in the audit
    trail as well, so a row that is changed afterwards no longer agrees with it.
    """

    class Role(models.TextChoices):
        """In whose name somebody signs."""

        OFFICER = "officer", "检查人员"
        PARTY = "party", "被检查单位人员"
        WITNESS = "witness", "见证人"

    signing = models.ForeignKey(Signing, models.CASCADE, related_name="signatures", verbose_name="电子签署")
    role = models.CharField("签署身份", max_length=8, choices=Role)
    name = models.CharField("姓名", max_length=64)
    duty = models.CharField("职务或证件号", max_length=64, blank=True)
    picture = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签名图"
    )
    is_refused = models.BooleanField("拒绝签字", default=False)
    reason = models.CharField("拒签情况", max_length=500, blank=True)
    signed_at = models.DateTimeField("签署时间")
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    accuracy_m = models.FloatField("定位精度（米）", null=True, blank=True)
    seal = models.CharField("签名摘要 SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "签名"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class Delivery(models.Model):
    """A document delivered to an enterprise's account: who sent it, on what consent, who opened and who received it."""

    document = models.ForeignKey(MadeDocument, models.PROTECT, related_name="deliveries", verbose_name="文书")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="受送达企业")
    consent = models.CharField("同意电子送达的依据", max_length=200)
    sent_at = models.DateTimeField("送达时间", default=clock.now)
    sent_by = person("送达人")
    opened_at = models.DateTimeField("首次查看时间", null=True, blank=True)
    opened_by = person("首次查看人")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = person("签收人")

    class Meta:
        verbose_name = verbose_name_plural = "电子送达"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["document", "enterprise"], name="delivered_once")]
        indexes = [models.Index(fields=["enterprise", "-sent_at"], name="delivery_site")]

    def __str__(self) -> str:
        return f"{self.document} → {self.enterprise}"


class EServiceConsent(models.Model):
    """An enterprise agreed to be served in its account, until a day, or until it withdraws. The newest row counts."""

    class Source(models.TextChoices):
        """How it was given."""

        SIGNED = "signed", "现场签署"
        PAPER = "paper", "书面确认书"
        ACCOUNT = "account", "企业账号确认"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    source = models.CharField("来源", max_length=8, choices=Source)
    basis = models.CharField("依据", max_length=200)
    given_at = models.DateTimeField("同意时间", default=clock.now)
    until = models.DateField("有效期至")
    kept_by = person("登记人")
    reminded_at = models.DateTimeField("到期提醒时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = person("撤回人")
    withdrawn_reason = models.CharField("撤回说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "电子送达同意"
        ordering = ["-given_at", "-id"]
        indexes = [
            models.Index(fields=["enterprise", "-given_at"], name="consent_site"),
            models.Index(fields=["until"], name="consent_until"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.until}"
