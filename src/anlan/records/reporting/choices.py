"""How a report stands, and how it is signed."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """``refused`` is the receiver's last word on this fact; only a person sends it again."""

    WAITING = "waiting", "待上报"
    SENT = "sent", "已上报"
    REFUSED = "refused", "对方拒收"


class Signing(TextChoices):
    """How a platform above sees that a report is ours and whole."""

    HMAC_SHA256 = "hmac-sha256", "HMAC-SHA256"
    HMAC_SM3 = "hmac-sm3", "HMAC-SM3"
    SM2 = "sm2", "SM2 签名"
