"""What screens are told about alarms: written to the outbox in the transaction that made it true."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import alarm_data
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.sites.models import Enterprise


def screen_message(
    *, topic: str, kind: str, record_id: int, enterprise: Enterprise | None, data: dict[str, Any], key: str
) -> OutboxMessage:
    """An outbox row that the worker publishes as a :class:`~anlan.bus.messages.ScreenEvent`."""
    now = clock.now()
    payload = {
        "id": str(record_id),
        "at_ms": clock.now_ms(),
        "enterprise_id": enterprise.pk if enterprise else None,
        "town_code": enterprise.town_id if enterprise else "",
        "data": data,
    }
    return OutboxMessage(topic=topic, kind=kind, payload=payload, dedupe_key=f"{topic}.{key}"[:200], created_at=now)


def alarm_message(alarm: Alarm, kind: str, key: str) -> OutboxMessage:
    """What screens are told of one alarm."""
    return screen_message(
        topic="alarm", kind=kind, record_id=alarm.pk, enterprise=alarm.enterprise, data=alarm_data(alarm), key=key
    )


def write(messages: Iterable[OutboxMessage]) -> None:
    """Put many messages into the outbox with one statement.

    Raises:
        RuntimeError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("events are written in the transaction of the record: use transaction.atomic()")
    OutboxMessage.objects.bulk_create(list(messages), ignore_conflicts=True)
