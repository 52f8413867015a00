"""What providers report later: a signed POST per channel, applied once, forwards only."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from anlan.kit.sealing import NotOurs
from anlan.records.core import clock
from anlan.records.core.errors import NotFound
from anlan.records.notices.channels.http_template import at
from anlan.records.notices.choices import DeliveryState
from anlan.records.notices.models import Channel, Delivery
from anlan.records.notices.sealed import config_of


def require_signature(name: str, body: bytes, signature: str) -> Channel:
    """The channel whose secret signed ``body`` (``sha256=<hex>``, HMAC-SHA256 of the raw body).

    Raises:
        NotFound: no such channel, no secret set, or not its signature: the three look alike.
    """
    channel = Channel.objects.filter(name=name, is_enabled=True).first()
    try:
        secret = str(config_of(channel).get("receipt_secret", "")) if channel else ""
    except (NotOurs, KeyError):
        secret = ""
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if channel is None or not secret or not hmac.compare_digest(f"sha256={wanted}".encode(), signature.encode()):
        raise NotFound
    return channel


@transaction.atomic
def receipt_apply(*, channel: Channel, report: Mapping[str, Any]) -> bool:
    """Note one report; False when it names no message of this channel. Repetitions change nothing."""
    config = {**config_of(channel)}
    ref = at(report, str(config.get("receipt_ref_field", "id")))
    rows = Delivery.objects.select_for_update(of=("self",)).filter(channel=channel)
    row = rows.filter(ref=str(ref)).first() or rows.filter(key=str(ref)).first() if ref else None
    if row is None:
        return False
    if row.state not in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.QUEUED):
        return True
    said = str(at(report, str(config.get("receipt_ok_field", "status"))))
    if said == str(config.get("receipt_ok_value", "DELIVRD")):
        row.state, row.delivered_at, row.error = DeliveryState.DELIVERED, clock.now(), ""
        row.receipt_due_at = None
    elif row.state == DeliveryState.SENT:
        row.receipt_due_at, row.error = clock.now(), f"回执：{said[:60]}"  # the next round sends again, marked
    row.save()
    return True
