"""One text to many people who are not on the platform, by the same gateways, receipts and retries as notices.

Mass texts have channels of their own (``is_for_public``), with their own rate, breaker and queue: however many wait,
no alarm waits behind them. Numbers become deliveries a few hundred at a time, and are deleted when the text is over;
what stays are totals. All long work is done in short transactions, so that the alarm log can write between them.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.locks import give_way
from anlan.records.notices.channels.catalogue import kinds
from anlan.records.notices.channels.http_template import at
from anlan.records.notices.choices import OUT, DeliveryState
from anlan.records.notices.models import Channel, Delivery, MassNumber, MassText, OptOut

#: Deliveries that wait at one channel; the other numbers wait as numbers.
WAITING_MAX, CHUNK = 400, 200
GIVE_UP_AFTER = timedelta(hours=48)
#: After alarms, notices and tests, should a channel ever be shared.
RANK = 9
STOP_WORDS = frozenset({"T", "TD", "退订"})
S = DeliveryState
RUNNING = (S.QUEUED, S.SENDING)


def public_channel() -> Channel:
    """The channel that mass texts go out by.

    Raises:
        Invalid: none is configured.
    """
    rows = Channel.objects.filter(is_enabled=True, is_for_public=True).order_by("rank", "id")
    found = next((row for row in rows if row.kind in kinds()), None)
    if found is None:
        raise Invalid("没有启用的群发渠道，请系统管理员在“通知渠道”中设置一个短信渠道并设为群发专用。")
    return found


def mass_draft(phones: Iterable[str]) -> MassText:
    """Keep a list of numbers, each once, until it is begun or dropped. Not for use inside a transaction."""
    mass = MassText.objects.create(drafted_at=clock.now())
    for chunk in _chunks(phones, 1_000):
        rows = [MassNumber(mass=mass, phone=phone) for phone in chunk]
        MassNumber.objects.bulk_create(rows, ignore_conflicts=True)
        give_way()
    return mass


def _chunks(phones: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(phones)
    while chunk := list(islice(rest, size)):
        yield chunk


def mass_begin(mass: MassText, *, text: str) -> None:
    """Begin to send, in the caller's transaction.

    Raises:
        Invalid: no channel for it.
    """
    mass.channel, mass.text, mass.begun_at = public_channel(), text, clock.now()
    mass.give_up_at = mass.begun_at + GIVE_UP_AFTER
    mass.save()


@transaction.atomic
def mass_end(mass_id: int) -> dict[str, int]:
    """Keep the totals and send nothing more; the worker deletes the numbers. Returns :func:`counted`."""
    mass = MassText.objects.select_for_update().get(pk=mass_id)
    totals = counted(mass)
    if mass.ended_at is None:
        mass.sent, mass.delivered, mass.failed = totals["sent"], totals["delivered"], totals["failed"]
        mass.ended_at = clock.now()
        mass.save()
        mass.deliveries.filter(state=S.QUEUED).update(state=S.STOPPED)
    return totals


def counted(mass: MassText) -> dict[str, int]:
    """``{waiting, sent, delivered, failed, left_out}``: from rows while it runs, the kept totals when it is over.

    ``sent`` were taken by the provider. ``waiting`` are not sent yet, or their receipt may still come.
    """
    kept = {name: getattr(mass, name) for name in ("sent", "delivered", "failed", "left_out")}
    if mass.ended_at is not None:
        return {"waiting": 0, **kept}
    found = mass.deliveries.aggregate(
        running=Count("id", filter=Q(state__in=RUNNING)),
        unsure=Count("id", filter=Q(state=S.SENT, receipt_due_at__isnull=False)),
        sent=Count("id", filter=Q(state__in=OUT) | Q(state=S.FAILED, sent_at__isnull=False)),
        delivered=Count("id", filter=Q(state=S.DELIVERED)),
        failed=Count("id", filter=Q(state=S.FAILED)),
    )
    waiting = mass.numbers.count() + found.pop("running") + found.pop("unsure")
    return {"waiting": waiting, **found, "left_out": mass.left_out}


# --- the worker's part -----------------------------------------------------------------------------------


def feed() -> int:
    """Let numbers become deliveries where few wait, and delete those of texts that are over; returns how many.

    Called by the worker twice a second: with nothing to do it costs one question of an almost empty index.
    """
    done, now = 0, clock.now()
    for mass in _unswept()[:10]:
        done += _feed(mass, now) if mass.ended_at is None else _sweep_up(mass, now)
    return done


def _unswept() -> QuerySet[MassText]:
    has_numbers = Exists(MassNumber.objects.filter(mass=OuterRef("pk")))
    rows = (
        MassText.objects.select_related("channel")
        .filter(swept_at=None)
        .exclude(begun_at=None, ended_at=None)
        .order_by("id")
    )
    return rows.filter(has_numbers | Q(ended_at__isnull=False))


@transaction.atomic
def _feed(mass: MassText, now: datetime) -> int:
    assert mass.channel is not None  # begun
    waiting = Delivery.objects.filter(channel=mass.channel, state=S.QUEUED).count()
    room = min(CHUNK, WAITING_MAX - waiting)
    if room <= 0:
        return 0
    rows = list(mass.numbers.select_for_update(skip_locked=True).order_by("id")[:room])
    stopped = _opted_out(row.phone for row in rows)
    Delivery.objects.bulk_create(_delivery(mass, row, now) for row in rows if row.phone not in stopped)
    MassNumber.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if stopped:
        MassText.objects.filter(pk=mass.pk).update(left_out=mass.left_out + len(stopped))
    return len(rows)


def _delivery(mass: MassText, row: MassNumber, now: datetime) -> Delivery:
    assert mass.give_up_at is not None  # begun
    return Delivery(
        mass=mass, channel=mass.channel, purpose="mass", key=f"mass{mass.pk}.{row.pk}", address=row.phone,
        grade_rank=RANK, text=mass.text, created_at=now, due_at=now, give_up_at=mass.give_up_at,
    )  # fmt: skip


@transaction.atomic
def _sweep_up(mass: MassText, now: datetime) -> int:
    done = 0
    for rows in (mass.numbers, mass.deliveries.exclude(state=S.SENDING)):
        ids = list(rows.values_list("pk", flat=True)[:CHUNK])
        rows.model.objects.filter(pk__in=ids).delete()
        done += len(ids)
    if not done and not mass.deliveries.exists():
        MassText.objects.filter(pk=mass.pk).update(swept_at=now)
    return done


# --- who wants no more -----------------------------------------------------------------------------------


def phone_hash(phone: str) -> str:
    """What of a number is kept after it opted out: keyed, so that a list of all numbers does not undo it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"opt-out.{phone}".encode(), hashlib.sha256).hex()


def _opted_out(phones: Iterable[str]) -> set[str]:
    by_hash = {phone_hash(phone): phone for phone in phones}
    known = OptOut.objects.filter(pk__in=list(by_hash)).values_list("pk", flat=True)
    return {by_hash[digest] for digest in known}


def opt_out(phone: str) -> bool:
    """Send this number no more mass texts, from now on; False when it had opted out before."""
    _, is_new = OptOut.objects.get_or_create(phone_hash=phone_hash(phone), defaults={"at": clock.now()})
    waiting = Delivery.objects.filter(mass__isnull=False, address=phone, state=S.QUEUED)
    waiting.update(state=S.STOPPED, error="已退订")
    return is_new


@transaction.atomic
def answered(*, channel: Channel, reply: Mapping[str, Any]) -> bool:
    """Note what somebody answered to a text; True when it stopped further ones."""
    phone = str(at(reply, str(channel.options.get("reply_phone_field") or "phone")) or "").removeprefix("+86")
    said = str(at(reply, str(channel.options.get("reply_text_field") or "text")) or "")
    return bool(phone) and said.strip().upper() in STOP_WORDS and opt_out(phone)
