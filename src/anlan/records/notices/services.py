"""Telling people: once per key, in the transaction of what they are told about.

Only the row is written here. The worker makes deliveries of it (``planning``) and sends them (``delivering``), so the
alarm path never waits for a provider.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import NotFound
from anlan.records.notices.choices import CALLS_TO_ACCEPT, DeliveryState
from anlan.records.notices.models import Delivery, Notice

_WAITING = (DeliveryState.STANDBY, DeliveryState.QUEUED)


def notify(
    *,
    people: Iterable[User],
    incident_id: int | None,
    reason: str,
    text: str,
    key: str,
    channel: str = "console",
    grade: str = "",
    facts: Mapping[str, Any] | None = None,
    presses: bool = False,
) -> list[User]:
    """Tell each of ``people``; returns those who had not been told under this key before.

    Args:
        reason: why they are told: ``dispatched``, ``escalated``, ``informed``, ``overdue`` …
        key: names the occasion; the person is added to it.
        channel: what the policy asks for: ``call`` rings a telephone first.
        grade: decides order, quiet hours and how many ways at once.
        facts: ``no what since_ms due_ms``, for the templates.
        presses: quiet hours do not hold it back.

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
                incident_id=incident_id, person=person, channel=channel, reason=reason, grade=grade,
                text=text[:500], facts=dict(facts or {}), key=full_key, created_at=now, presses=presses,
            )
            for full_key, person in fresh.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return list(fresh.values())


@transaction.atomic
def notice_read(*, notice_id: int, reader: User) -> Notice:
    """The person has seen it; the first time counts, and nothing more is sent of it.

    Raises:
        NotFound: not there, or meant for somebody else.
    """
    notice = Notice.objects.filter(pk=notice_id, person=reader).first()
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    _stop(notice_id=notice_id)
    notice.deliveries.filter(state__in=(DeliveryState.SENT, DeliveryState.DELIVERED)).update(state=DeliveryState.READ)
    return notice


def calls_stop(*, incident_id: int, person: User | None = None) -> int:
    """Somebody took the work order (or ``person`` acknowledged): what calls for that is not sent any more.

    Returns how many messages were stopped. Those who are told for information still are.
    """
    calls = Notice.objects.filter(incident_id=incident_id, reason__in=CALLS_TO_ACCEPT)
    if person is not None:
        calls = calls.filter(person=person)
    calls.filter(stopped_at=None).update(stopped_at=clock.now())  # also what is on its way or not planned yet
    return _stop(notice_id__in=calls.values("pk"))


def _stop(**which: Any) -> int:
    waiting = Delivery.objects.filter(state__in=_WAITING, **which)
    return waiting.update(state=DeliveryState.STOPPED, error="已签收、已阅或已确认，不再发送")
