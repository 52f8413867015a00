"""The machine's clock was set back: what is due is due as long from now as it was before."""

from datetime import timedelta

from django.db.models import F

from anlan.records.notices.choices import OVER
from anlan.records.notices.models import Channel, Delivery


def deliveries_step_back(step: timedelta) -> None:
    """Move everything that waits by ``step``; runs inside the caller's transaction."""
    waiting = Delivery.objects.exclude(state__in=OVER)
    for name in ("due_at", "give_up_at", "claimed_until", "receipt_due_at"):
        waiting.exclude(**{name: None}).update(**{name: F(name) - step})
    Channel.objects.exclude(down_until=None).update(down_until=F("down_until") - step)
