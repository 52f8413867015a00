"""Who was told what, by which way, and how it went. Every due time is a row, so a restart forgets nothing."""

from django.conf import settings
from django.db import models

from anlan.records.core import clock
from anlan.records.notices.choices import ContactKind, DeliveryState


class Notice(models.Model):
    """One person told of one thing once; ``key`` lets every repetition be recognised as such.

    ``facts`` hold what templates say: ``no what since_ms due_ms``. ``planned_at`` is when its deliveries were made;
    the notice itself is written in the transaction of its cause and asks nothing of the outside. ``presses``: quiet
    hours do not hold it back. ``unreached`` says why it reached nobody (:mod:`unreached`), ``unreached_said_at`` when
    its work order took note of that.
    """

    incident_id = models.BigIntegerField("工单", null=True, blank=True, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="接收人")
    channel = models.CharField("渠道", max_length=16, default="console")
    reason = models.CharField("事由", max_length=32)
    grade = models.CharField("等级", max_length=8, blank=True)
    text = models.CharField("内容", max_length=500)
    facts = models.JSONField("要素", default=dict, blank=True)
    key = models.CharField("去重键", max_length=200, unique=True)
    created_at = models.DateTimeField("发出时间", default=clock.now)
    planned_at = models.DateTimeField("已安排", null=True, blank=True)
    stopped_at = models.DateTimeField("停止发送", null=True, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    presses = models.BooleanField("不受免打扰限制", default=False)
    unreached = models.CharField("无法通知", max_length=32, blank=True)
    unreached_at = models.DateTimeField("无法通知始于", null=True, blank=True)
    unreached_said_at = models.DateTimeField("已记入工单", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_person"),
            models.Index(fields=["id"], name="notice_unplanned", condition=models.Q(planned_at=None)),
            models.Index(
                fields=["incident_id"], name="notice_unreached",
                condition=models.Q(unreached_at__isnull=False, unreached_said_at=None, incident_id__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.text}"


class Channel(models.Model):
    """One configured way out. ``options`` are shown, ``sealed`` is opened by the worker alone.

    ``failures`` in a row open the breaker until ``down_until``; then one delivery is let through to try.
    ``is_for_public``: carries mass texts and nothing else, so that these never stand in the way of an alarm.
    """

    name = models.SlugField("代号", max_length=16, unique=True)
    label = models.CharField("名称", max_length=32)
    kind = models.CharField("类型", max_length=16)
    options = models.JSONField("设置", default=dict, blank=True)
    sealed = models.TextField("密钥（已加密）", blank=True)
    is_enabled = models.BooleanField("启用", default=True)
    is_for_public = models.BooleanField("群发专用", default=False)
    rank = models.PositiveSmallIntegerField("先后", default=100)
    per_minute = models.PositiveIntegerField("每分钟上限", default=60)
    receipt_within_s = models.PositiveIntegerField("回执时限（秒）", default=0, help_text="0 = 没有回执")
    failures = models.PositiveIntegerField("连续失败", default=0)
    down_since = models.DateTimeField("故障始于", null=True, blank=True)
    down_until = models.DateTimeField("暂停至", null=True, blank=True)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    last_sent_at = models.DateTimeField("最近发出", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知渠道"
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.label


class MassText(models.Model):
    """One text to many numbers that belong to nobody on the platform. When it is over the numbers are deleted.

    ``begun_at`` is empty while the list waits for its approval. ``sent``, ``delivered`` and ``failed`` are filled in
    at the end; before, they are counted from rows.
    """

    text = models.CharField("内容", max_length=300, blank=True)
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+", verbose_name="渠道")
    drafted_at = models.DateTimeField("建立时间", default=clock.now)
    begun_at = models.DateTimeField("开始时间", null=True, blank=True)
    give_up_at = models.DateTimeField("放弃时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    swept_at = models.DateTimeField("号码删除时间", null=True, blank=True)
    sent = models.PositiveIntegerField("已发送", default=0)
    delivered = models.PositiveIntegerField("送达", default=0)
    failed = models.PositiveIntegerField("未成功", default=0)
    left_out = models.PositiveIntegerField("已退订未发", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "群发短信"
        indexes = [models.Index(fields=["id"], name="mass_unswept", condition=models.Q(swept_at=None))]

    def __str__(self) -> str:
        return self.text[:30] or f"{self.pk}"


class MassNumber(models.Model):
    """A number that has not become a delivery yet."""

    mass = models.ForeignKey(MassText, models.CASCADE, related_name="numbers", verbose_name="群发")
    phone = models.CharField("号码", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "待发号码"
        constraints = [models.UniqueConstraint(fields=["mass", "phone"], name="mass_number_once")]

    def __str__(self) -> str:
        return f"{self.mass_id}"


class OptOut(models.Model):
    """A number that wants no more mass texts, as a hash: it can be recognised and not be read."""

    phone_hash = models.CharField("号码摘要", max_length=64, primary_key=True)
    at = models.DateTimeField("退订时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "退订"

    def __str__(self) -> str:
        return self.phone_hash[:8]


class Delivery(models.Model):
    """One message on one channel: of a notice or a mass text, a test message, a verification code, or the canary.

    ``is_repeat``: an earlier attempt may have reached the person, so the text says 重发. ``claimed_until``: a worker is
    at it; when that time passes, that worker is dead and what it did is uncertain.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries", verbose_name="通知")
    mass = models.ForeignKey(MassText, models.CASCADE, null=True, related_name="deliveries", verbose_name="群发")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries", verbose_name="渠道")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="接收人"
    )
    key = models.CharField("键", max_length=64, unique=True)
    purpose = models.CharField("用途", max_length=16, default="notice")
    state = models.CharField("状态", max_length=16, choices=DeliveryState, default=DeliveryState.QUEUED)
    grade_rank = models.PositiveSmallIntegerField("等级序", default=5)
    rank = models.PositiveSmallIntegerField("先后", default=0)
    address = models.CharField("地址", max_length=1500, blank=True)
    text = models.CharField("内容", max_length=500, blank=True)
    created_at = models.DateTimeField("安排时间", default=clock.now)
    due_at = models.DateTimeField("应发时间", default=clock.now)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    give_up_at = models.DateTimeField("放弃时间")
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    tried_at = models.DateTimeField("最近尝试", null=True, blank=True)
    is_repeat = models.BooleanField("重发", default=False)
    resends = models.PositiveSmallIntegerField("补发次数", default=0)
    has_fallen_back = models.BooleanField("已转备用", default=False)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    receipt_due_at = models.DateTimeField("回执期限", null=True, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    ref = models.CharField("对方编号", max_length=100, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"
        indexes = [
            models.Index(fields=["channel", "grade_rank", "due_at"], name="delivery_due",
                         condition=models.Q(state="queued")),
            models.Index(fields=["claimed_until"], name="delivery_claimed", condition=models.Q(state="sending")),
            models.Index(fields=["receipt_due_at"], name="delivery_receipt", condition=models.Q(state="sent")),
            models.Index(fields=["channel", "tried_at"], name="delivery_rate"),
            models.Index(fields=["channel", "ref"], name="delivery_ref"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class NoticePreference(models.Model):
    """How one person wants to be told. Red and what presses ignore the quiet hours; red cannot be switched off.

    ``order`` lists channel names, first choice first; channels that are not in it follow in the platform's order.
    ``off`` lists channels that stay silent, except for red where nothing else is left.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference", verbose_name="人员"
    )
    order = models.JSONField("顺序", default=list, blank=True)
    off = models.JSONField("关闭", default=list, blank=True)
    quiet_from = models.TimeField("免打扰开始", null=True, blank=True)
    quiet_to = models.TimeField("免打扰结束", null=True, blank=True)
    language = models.CharField("语言", max_length=8, default="zh-hans")

    class Meta:
        verbose_name = verbose_name_plural = "通知偏好"

    def __str__(self) -> str:
        return f"{self.person_id}"


class ContactPoint(models.Model):
    """A number or mail address that its owner proved by a code. Until then the one on the account is used."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员")
    kind = models.CharField("类别", max_length=8, choices=ContactKind)
    value = models.CharField("号码或地址", max_length=200)
    verified_at = models.DateTimeField("核实时间", null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="contact_one_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class PushSubscription(models.Model):
    """One browser of one person that asked to be pushed to."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions", verbose_name="人员"
    )
    endpoint_hash = models.CharField(max_length=64, unique=True)
    subscription = models.JSONField("订阅")
    device = models.CharField("设备", max_length=100, blank=True)
    created_at = models.DateTimeField("订阅时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "浏览器推送订阅"

    def __str__(self) -> str:
        return f"{self.person_id} {self.device}"
