"""Questions about notices: everybody reads their own; who sees a work order sees who was told of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from anlan.records.accounts.models import User
from anlan.records.notices.choices import DeliveryState
from anlan.records.notices.models import Delivery, Notice


def notice_list(*, for_user: User, unread: bool = False) -> QuerySet[Notice]:
    """The reader's notices, newest first."""
    rows = Notice.objects.filter(person=for_user).order_by("-id")
    return rows.filter(read_at=None) if unread else rows


def people_told(incident_id: int) -> set[int]:
    """Ids of everybody who was told about a work order."""
    return set(Notice.objects.filter(incident_id=incident_id).values_list("person_id", flat=True))


def deliveries_of(notice_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """What went out for each notice, in the order of its ways; addresses masked."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Delivery.objects.filter(notice_id__in=list(notice_ids)).select_related("channel").order_by("rank", "id")
    for row in rows:
        assert row.notice_id is not None
        found.setdefault(row.notice_id, []).append(delivery_data(row))
    return found


def delivery_data(row: Delivery) -> dict[str, Any]:
    """One delivery as screens show it."""
    return {
        "id": str(row.pk), "channel": row.channel.label, "kind": row.channel.kind, "state": row.state,
        "state_name": str(DeliveryState(row.state).label), "to": masked(row.address), "attempts": row.attempts,
        "is_repeat": row.is_repeat, "due_at": _iso(row.due_at), "sent_at": _iso(row.sent_at),
        "delivered_at": _iso(row.delivered_at), "error": row.error,
    }  # fmt: skip


def masked(address: str) -> str:
    """Enough to recognise one's own number, not enough to use it: 138****0001, z***@example.cn."""
    if address.startswith("{"):
        return ""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 7 else ""


def _iso(at: Any) -> str | None:
    return at.isoformat() if at is not None else None
