"""Telling people: once per key, in the transaction of what they are told about."""

from collections.abc import Iterable

from django.db import connection, transaction

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import NotFound
from anlan.records.notices.models import Notice


def notify(
    *, people: Iterable[User], incident_id: int | None, reason: str, text: str, key: str, channel: str = "console"
) -> list[User]:
    """Tell each of ``people``; returns those who had not been told under this key before.

    Args:
        reason: why they are told: ``dispatched``, ``escalated``, ``informed``, ``overdue`` …
        key: names the occasion; the person is added to it.

    Raises:
        RuntimeError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a notice is written in the transaction of its cause: use transaction.atomic()")
    wanted = {f"{key}.{person.pk}": person for person in people}
    told = set(Notice.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    fresh = {full_key: person for full_key, person in wanted.items() if full_key not in told}
    now = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                incident_id=incident_id, person=person, channel=channel, reason=reason,
                text=text[:500], key=full_key, created_at=now,
            )
            for full_key, person in fresh.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return list(fresh.values())


@transaction.atomic
def notice_read(*, notice_id: int, reader: User) -> Notice:
    """The person has seen it; the first time counts.

    Raises:
        NotFound: not there, or meant for somebody else.
    """
    notice = Notice.objects.filter(pk=notice_id, person=reader).first()
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice
