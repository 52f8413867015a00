"""The worker's own small dealings with the database: outbox, set-aside messages."""

from datetime import timedelta

from nats.aio.msg import Msg

from anlan.records.alarm_log.models import AppliedTransition, SetAsideMessage
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage

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


def prune() -> None:
    """Forget what can no longer matter."""
    now = clock.now()
    OutboxMessage.objects.filter(published_at__lt=now - OUTBOX_KEPT).delete()
    AppliedTransition.objects.filter(applied_at__lt=now - TRANSITIONS_KEPT).delete()
