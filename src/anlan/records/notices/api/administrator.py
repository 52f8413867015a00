"""The administrator's channels: the providers that carry messages, with their secrets, and a test of each."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.errors import NotFound
from anlan.records.core.guard import require_confirmed
from anlan.records.core.schemas import PROBLEMS
from anlan.records.notices import administration, selectors
from anlan.records.notices.api.schemas import (
    ChannelChange,
    ChannelFieldOut,
    ChannelIn,
    ChannelOut,
    ChannelsOut,
    ChannelTestIn,
    DeliveryOut,
)
from anlan.records.notices.channels.catalogue import kinds
from anlan.records.notices.models import Channel, Delivery

router = Router()


@router.get("/notice-channels", response={200: ChannelsOut, **PROBLEMS})
def channel_list(request: HttpRequest) -> dict[str, Any]:
    """Channels and the kinds there are; secrets are never shown."""
    allowed(request, Permission.NOTICE_CHANNELS)
    known = {name: kind for name, kind in kinds().items() if not kind.is_internal}
    rows = Channel.objects.filter(kind__in=list(known)).order_by("rank", "id")
    return {"kinds": [_kind(kind) for kind in known.values()], "channels": [_channel(row) for row in rows]}


@router.post("/notice-channels", response={201: ChannelOut, **PROBLEMS})
def channel_create(request: HttpRequest, body: ChannelIn) -> Status[dict[str, Any]]:
    """Configure a channel. It holds a provider's secrets: asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.NOTICE_CHANNELS)
    require_confirmed(request)
    return Status(201, _channel(administration.channel_create(actor=user, request=request, **body.dict())))


@router.patch("/notice-channels/{int:channel_id}", response={200: ChannelOut, **PROBLEMS})
def channel_update(request: HttpRequest, channel_id: int, body: ChannelChange) -> dict[str, Any]:
    """Change a channel; secrets left out or empty stay. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.NOTICE_CHANNELS)
    require_confirmed(request)
    given = body.dict(exclude_none=True)
    row = administration.channel_get(channel_id)
    return _channel(administration.channel_update(actor=user, channel=row, request=request, **given))


@router.post("/notice-channels/{int:channel_id}/test", response={202: DeliveryOut, **PROBLEMS})
def channel_test(request: HttpRequest, channel_id: int, body: ChannelTestIn) -> Status[dict[str, Any]]:
    """Send a test message; ask for the outcome at ``/notice-deliveries/{id}``."""
    user = allowed(request, Permission.NOTICE_CHANNELS)
    row = administration.channel_get(channel_id)
    made = administration.channel_test(actor=user, channel=row, address=body.address, request=request)
    return Status(202, selectors.delivery_data(made))


@router.get("/notice-deliveries/{int:delivery_id}", response={200: DeliveryOut, **PROBLEMS})
def delivery_get(request: HttpRequest, delivery_id: int) -> dict[str, Any]:
    """How a test message fared."""
    allowed(request, Permission.NOTICE_CHANNELS)
    row = Delivery.objects.filter(pk=delivery_id, purpose="test").select_related("channel").first()
    if row is None:
        raise NotFound
    return selectors.delivery_data(row)


def _kind(kind: Any) -> dict[str, Any]:
    return {
        "name": kind.name, "title": kind.title, "title_zh": kind.title_zh, "address": kind.address,
        "has_receipts": kind.has_receipts, "may_be_public": kind.may_be_public,
        "fields": [{n: getattr(f, n) for n in ChannelFieldOut.model_fields} for f in kind.fields],
    }  # fmt: skip


def _channel(row: Channel) -> dict[str, Any]:
    return {
        "id": str(row.pk), "name": row.name, "label": row.label, "kind": row.kind, "config": row.options,
        "secrets_set": bool(row.sealed), "is_enabled": row.is_enabled,
        "is_for_public": row.is_for_public, "rank": row.rank,
        "per_minute": row.per_minute, "receipt_within_s": row.receipt_within_s, "is_down": row.down_until is not None,
        "down_since": row.down_since.isoformat() if row.down_since else None, "last_error": row.last_error,
        "last_sent_at": row.last_sent_at.isoformat() if row.last_sent_at else None,
    }  # fmt: skip
