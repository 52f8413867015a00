"""Deliveries go out: claim what is due, send it outside the database, write down what came of it.

``claim`` and ``settle`` are short transactions; between them nothing is held but a row that says ``sending``. A worker
that dies in between leaves that row; when its claim runs out the attempt counts as uncertain and the next one is marked
as a possible double (重发).
"""

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from anlan.kit.addresses import listed
from anlan.kit.logs import get_logger
from anlan.kit.pauses import doubled_s
from anlan.kit.sealing import NotOurs
from anlan.kit.settings import settings
from anlan.records.core import clock
from anlan.records.notices import breaker, unreached
from anlan.records.notices.channels.catalogue import class_of, kinds
from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Outgoing
from anlan.records.notices.choices import DeliveryState
from anlan.records.notices.models import Channel, Delivery, NoticePreference, PushSubscription
from anlan.records.notices.sealed import config_of
from anlan.records.notices.templates import Text, text_of

log = get_logger(__name__)

CLAIM = timedelta(seconds=60)
FIRST_RETRY_S, LAST_RETRY_S = 10.0, 300.0
#: A receipt that does not come brings one more message, then the next way.
MOST_RESENDS = 1
#: So many may be on their way at one channel; the others wait, red first.
IN_FLIGHT_PER_CHANNEL = 8
#: A part of a channel's rate that only red may use.
KEPT_FOR_RED = 0.2


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt, with everything it needs outside the database."""

    delivery_id: int
    channel_id: int
    kind: str
    config: Mapping[str, Any]
    message: Message
    to: Address


# --- claiming ------------------------------------------------------------------------------------------


@transaction.atomic
def claim(in_flight: Mapping[int, int] | None = None) -> list[Job]:
    """Take what may be sent now; ``in_flight`` counts per channel what this worker has under way."""
    now = clock.now()
    _recover(now)
    jobs: list[Job] = []
    for channel in Channel.objects.filter(is_enabled=True).select_for_update(skip_locked=True).order_by("rank", "id"):
        room = IN_FLIGHT_PER_CHANNEL - (in_flight or {}).get(channel.pk, 0)
        if breaker.is_open(channel, now) or (room <= 0 and breaker.is_on_trial(channel)):
            _pass_on(channel, now)
            continue
        jobs += _claim_of(channel, min(room, breaker.let_through(channel)), now)
    return jobs


def _claim_of(channel: Channel, room: int, now: datetime) -> list[Job]:
    if room <= 0:
        return []
    due = Delivery.objects.filter(channel=channel, state=DeliveryState.QUEUED, due_at__lte=now)
    expired = due.filter(give_up_at__lt=now)
    expired.update(state=DeliveryState.FAILED, error="超过时限仍未能发出")
    # Not what a clock that was ahead has stamped: it would use up the rate until the clock gets there again.
    used = Delivery.objects.filter(channel=channel, tried_at__gt=now - timedelta(minutes=1), tried_at__lte=now).count()
    rows = due.order_by("grade_rank", "due_at", "id").select_for_update(of=("self",), skip_locked=True)
    taken: list[Delivery] = []
    for row in rows.select_related("notice", "channel", "person")[:room]:
        share = 1.0 if row.grade_rank == 1 else 1.0 - KEPT_FOR_RED
        if used + len(taken) >= max(1, int(channel.per_minute * share)):
            break
        taken.append(row)
    return [job for job in (_job(row, channel, now) for row in taken) if job is not None]


def _job(row: Delivery, channel: Channel, now: datetime) -> Job | None:
    row.state, row.tried_at, row.claimed_until = DeliveryState.SENDING, now, now + CLAIM
    row.attempts += 1
    try:
        config = config_of(channel)
    except (NotOurs, KeyError):
        row.state, row.error = DeliveryState.FAILED, "渠道密钥无法打开或渠道类型不存在，请重新保存渠道设置"
        row.save()
        _fall_back(row, now)
        return None
    try:
        job = Job(row.pk, channel.pk, channel.kind, config, _message(row), _address(row, channel))
    except Exception:  # whatever is wrong with this one, the others go out
        log.exception("a notice cannot be put into words", delivery=row.pk)
        row.state, row.error = DeliveryState.FAILED, "通知内容无法生成，请联系系统管理员"
        row.save()
        _fall_back(row, now)
        return None
    row.save(update_fields=["state", "tried_at", "claimed_until", "attempts"])
    return job


def _message(row: Delivery) -> Message:
    if row.notice is None:
        text = Text(title=row.text[:60], short=row.text, body=row.text, link="")
    else:
        text = text_of(row.notice, _language(row), row.is_repeat)
    grade = row.notice.grade if row.notice else ""
    at_ms = round(row.created_at.timestamp() * 1000)
    return Message(row.key, text.title, text.short, text.body, text.link, grade, at_ms)


def _language(row: Delivery) -> str:
    preference = NoticePreference.objects.filter(person_id=row.person_id).first()
    return preference.language if preference else "zh-hans"


def _address(row: Delivery, channel: Channel) -> Address:
    return Address(kinds()[channel.kind].address, row.address)


def _recover(now: datetime) -> None:
    """Attempts whose worker died, and receipts that did not come."""
    orphans = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_until__lt=now)
    orphans.update(state=DeliveryState.QUEUED, is_repeat=True, due_at=now, claimed_until=None)
    late = Delivery.objects.filter(state=DeliveryState.SENT, receipt_due_at__lte=now)
    for row in late.select_for_update(skip_locked=True)[:200]:
        if row.resends < MOST_RESENDS and row.mass_id is None:  # the public is not told twice
            row.state, row.is_repeat, row.due_at = DeliveryState.QUEUED, True, now
            row.resends += 1
        else:
            row.state, row.error = DeliveryState.FAILED, "已发出，但未收到送达回执"
        row.receipt_due_at = None
        row.save()
        _fall_back(row, now)


def _pass_on(channel: Channel, now: datetime) -> None:
    """The channel is down: what is due on it goes to its next way at once, and stays queued here."""
    waiting = Delivery.objects.filter(
        channel=channel, state=DeliveryState.QUEUED, due_at__lte=now, has_fallen_back=False
    )
    for row in waiting.order_by("grade_rank", "due_at", "id").select_for_update(skip_locked=True)[:200]:
        _fall_back(row, now)


def _fall_back(row: Delivery, now: datetime) -> None:
    """Let the next way of the same notice begin, once per delivery."""
    if row.has_fallen_back or row.notice_id is None:
        return
    Delivery.objects.filter(pk=row.pk).update(has_fallen_back=True)
    row.has_fallen_back = True
    reserve = Delivery.objects.filter(notice_id=row.notice_id, state=DeliveryState.STANDBY).order_by("rank").first()
    if reserve is not None:
        Delivery.objects.filter(pk=reserve.pk).update(state=DeliveryState.QUEUED, due_at=now, is_repeat=row.is_repeat)
    elif not Delivery.objects.filter(_may_reach(), notice_id=row.notice_id).exclude(pk=row.pk).exists():
        unreached.note_failed(row.notice_id, now)


def _may_reach() -> Q:
    """Deliveries that are under way or went out, or whose first attempt is still to come."""
    S = DeliveryState
    return Q(state__in=(S.SENDING, S.SENT, S.DELIVERED, S.READ)) | Q(state=S.QUEUED, has_fallen_back=False)


# --- sending -------------------------------------------------------------------------------------------


def send(job: Job) -> Outcome:
    """One attempt; touches no database and never raises."""
    hosts = listed(settings().notice_private_hosts)
    if job.kind == "canary":
        hosts.append(str(job.config.get("host", "")))
    try:
        return class_of(job.kind)(job.config, Outgoing(hosts)).send(job.message, job.to)
    except Exception as error:  # a plug-in's mistake must not stop the others
        log.exception("channel failed", kind=job.kind, delivery=job.delivery_id)
        return Outcome(Result.UNCERTAIN, why=f"渠道程序出错（{type(error).__name__}）")


# --- settling ------------------------------------------------------------------------------------------


@transaction.atomic
def settle(delivery_id: int, outcome: Outcome) -> None:
    """Write down how an attempt ended, and what follows."""
    now = clock.now()
    # The channel first, as claim() does: two locks taken in two orders would wait for each other.
    channel = Channel.objects.select_for_update().filter(deliveries=delivery_id).first()
    row = Delivery.objects.select_for_update(of=("self",)).select_related("notice").filter(pk=delivery_id).first()
    if row is None or channel is None:
        return
    breaker.note(channel, outcome, now)
    row.claimed_until = None
    row.error = outcome.why[:200]
    if outcome.result == Result.SENT:
        _sent(row, channel, outcome, now)
    elif outcome.result == Result.REFUSED:
        row.state = DeliveryState.FAILED
        _forget_browser(row, outcome)
        _fall_back(row, now)
    else:
        _again(row, outcome, now)
    row.save()


def _sent(row: Delivery, channel: Channel, outcome: Outcome, now: datetime) -> None:
    row.state, row.sent_at, row.ref = DeliveryState.SENT, now, outcome.ref
    if channel.receipt_within_s and kinds()[channel.kind].has_receipts:
        row.receipt_due_at = now + timedelta(seconds=channel.receipt_within_s)
    if row.notice is not None and row.notice.read_at is not None:
        row.state, row.receipt_due_at = DeliveryState.READ, None
    elif row.notice is not None:
        unreached.note_sent(row.notice)
        _spare_others(row)


def _spare_others(row: Delivery) -> None:
    """The person has been told: a way that keeps failing need not go on; red goes on, marked as a double."""
    failing = Delivery.objects.filter(notice=row.notice, state=DeliveryState.QUEUED).exclude(pk=row.pk)
    failing = failing.filter(has_fallen_back=True)
    if row.grade_rank == 1:
        failing.update(is_repeat=True)
    else:
        failing.update(state=DeliveryState.STOPPED, error="已由备用渠道发出")


def _again(row: Delivery, outcome: Outcome, now: datetime) -> None:
    if outcome.result == Result.UNCERTAIN:
        row.is_repeat = True
    if row.notice is not None and (row.notice.read_at or row.notice.stopped_at):
        row.state = DeliveryState.STOPPED
        return
    wait_s = doubled_s(FIRST_RETRY_S, LAST_RETRY_S, row.attempts - 1) * random.uniform(0.8, 1.2)
    row.state, row.due_at = DeliveryState.QUEUED, now + timedelta(seconds=wait_s)
    _fall_back(row, now)


def _forget_browser(row: Delivery, outcome: Outcome) -> None:
    """A push service that says "gone" means it: the browser was uninstalled or said no."""
    if outcome.why in ("HTTP 404", "HTTP 410") and row.address.startswith("{"):
        PushSubscription.objects.filter(person_id=row.person_id, endpoint_hash=_hash(row.address)).delete()


def _hash(address: str) -> str:
    return hashlib.sha256(str(json.loads(address).get("endpoint", "")).encode()).hexdigest()


def run_once() -> int:
    """Claim, send and settle in this thread: for commands and tests; returns how many attempts were made."""
    jobs = claim()
    for job in jobs:
        settle(job.delivery_id, send(job))
    return len(jobs)
