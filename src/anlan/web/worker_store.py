"""The worker's own small dealings with the database: outbox, set-aside messages, presence of gateways."""

from datetime import timedelta

from django.db import transaction
from nats.aio.msg import Msg

from anlan.bus.messages import GatewayEvent
from anlan.domain.clock import from_ms
from anlan.records.alarm_log.models import AppliedTransition, SetAsideMessage
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.core.services import outbox_add
from anlan.records.sites.models import Gateway

#: Outbox rows per round.
PAGE = 500
#: Longer than the alarm stream keeps its messages: what is older cannot be delivered again.
TRANSITIONS_KEPT = timedelta(days=35)
OUTBOX_KEPT = timedelta(days=2)


def unsent() -> list[OutboxMessage]:
    """What waits, oldest first."""
    return list(OutboxMessage.objects.filter(published_at=None).order_by("id")[:PAGE])


def mark_sent(rows: list[OutboxMessage]) -> None:
    """These are on the bus."""
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(published_at=clock.now())


def age_s(row: OutboxMessage) -> float:
    """How long a row has waited."""
    return (clock.now() - row.created_at).total_seconds()


def set_aside(stream: str, message: Msg, error: str) -> None:
    """Keep a message that cannot be applied, whole, for a person to look at."""
    SetAsideMessage.objects.get_or_create(
        stream=stream,
        seq=message.metadata.sequence.stream,
        defaults={"subject": message.subject, "payload": message.data, "error": error[:4000]},
    )


@transaction.atomic
def gateway_note(event: GatewayEvent) -> None:
    """Presence of a gateway; screens are told when it changes, not at every repetition."""
    gateway = Gateway.objects.select_related("enterprise").filter(pk=event.gateway_id).first()
    if gateway is None or event.kind == "refused":
        return
    is_online, changed = event.kind == "online", gateway.is_online != (event.kind == "online")
    Gateway.objects.filter(pk=gateway.pk).update(
        is_online=is_online, last_seen_at=from_ms(event.at_ms), peer=event.peer[:64]
    )
    if changed:
        data = {"id": gateway.pk, "code": gateway.code, "is_online": is_online, "reason": event.reason}
        payload = {
            "id": str(gateway.pk), "at_ms": event.at_ms, "enterprise_id": gateway.enterprise_id,
            "town_code": gateway.enterprise.town_id, "data": data,
        }  # fmt: skip
        key = f"gateway.{gateway.pk}.{event.kind}.{event.at_ms}"
        outbox_add(topic="gateway", kind=event.kind, payload=payload, dedupe_key=key)


def prune() -> None:
    """Forget what can no longer matter."""
    now = clock.now()
    OutboxMessage.objects.filter(published_at__lt=now - OUTBOX_KEPT).delete()
    AppliedTransition.objects.filter(applied_at__lt=now - TRANSITIONS_KEPT).delete()
