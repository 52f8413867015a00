"""Words of telling people: how far one delivery has come, and what stops it."""

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    """One notice on one channel."""

    STANDBY = "standby", "备用"
    QUEUED = "queued", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    READ = "read", "已读"
    FAILED = "failed", "未成功"
    STOPPED = "stopped", "已停止"


class ContactKind(TextChoices):
    """What can be verified by sending a code to it."""

    PHONE = "phone", "手机"
    EMAIL = "email", "电子邮箱"


S = DeliveryState
#: The person may have it.
OUT = (S.SENT, S.DELIVERED, S.READ)
#: Nothing more will be tried.
OVER = (S.DELIVERED, S.READ, S.FAILED, S.STOPPED)
#: Reasons for which somebody is asked to take the work order: needless once somebody has.
CALLS_TO_ACCEPT = ("dispatched", "escalated", "graded", "reopened")
