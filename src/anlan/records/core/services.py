"""Writes that every records app makes: outbox messages and record numbers."""

from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F

from anlan.records.core import clock
from anlan.records.core.models import Counter, OutboxMessage


def outbox_add(*, topic: str, kind: str, payload: dict[str, Any], dedupe_key: str = "") -> None:
    """Ask for a message to be published once the present transaction is committed.

    Must be called inside a transaction. A second message with the same ``dedupe_key`` is dropped.

    Raises:
        RuntimeError: called outside a transaction, where the message could outlive a failed write.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox_add needs a transaction: wrap the command in transaction.atomic()")
    message = OutboxMessage(topic=topic, kind=kind, payload=payload, created_at=clock.now())
    message.dedupe_key = dedupe_key or f"{topic}.{kind}.{uuid4().hex}"
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def number_next(series: str) -> str:
    """The next record number of today, e.g. ``AL-20261123-0007``; never given twice."""
    return numbers_next(series, 1)[0]


@transaction.atomic(savepoint=False)
def numbers_next(series: str, count: int) -> list[str]:
    """The next ``count`` record numbers of today, in order; none is given twice.

    The row's lock is held until the caller's transaction ends, so two dispatchers cannot get the same number.
    """
    if not count:
        return []
    day = clock.today()
    row = Counter.objects.filter(series=series, day=day)
    if not row.update(value=F("value") + count):
        Counter.objects.get_or_create(series=series, day=day)
        row.update(value=F("value") + count)
    last = row.values_list("value", flat=True).get()
    return [f"{series}-{day:%Y%m%d}-{value:04d}" for value in range(last - count + 1, last + 1)]
