"""How a report stands."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """``refused`` is the receiver's last word on this fact; only a person sends it again."""

    WAITING = "waiting", "待上报"
    SENT = "sent", "已上报"
    REFUSED = "refused", "对方拒收"
