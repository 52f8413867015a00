"""Sends what the ledger holds: for each platform one fact at a time, in the order things happened.

``claim`` and ``settle`` are short transactions; the request between them holds nothing. A platform that does not
answer holds up its own queue only, and the queue waits as rows, however long: what comes first is tried again after
30 s, 1 min, … 30 min. Every attempt has the same ``Idempotency-Key``, so a receiver that lost its answer can drop the
double.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from anlan.kit import signing
from anlan.kit.addresses import listed
from anlan.kit.logs import get_logger
from anlan.kit.pauses import doubled_s
from anlan.kit.sealing import NotOurs, unseal
from anlan.kit.settings import settings
from anlan.kit.suites.sm3 import hmac_sm3
from anlan.records.core import clock
from anlan.records.notices.channels.outgoing import Answer, Forbidden, NotTaken, Outgoing, Unsure
from anlan.records.reporting.choices import ReportState, Signing
from anlan.records.reporting.models import Destination, Report

log = get_logger(__name__)

CLAIM = timedelta(seconds=60)
FIRST_RETRY_S, LAST_RETRY_S = 30, 1800
#: A fact at which the receiver breaks (HTTP 5xx) so often, over some eight hours, is set aside for a person.
MOST_BREAKS = 20
#: About the receiver or our credentials, not about this fact: the queue waits until somebody mends it.
NOT_OF_THE_FACT = frozenset({401, 403, 404, 407, 408, 425, 429})


class Result(StrEnum):
    """How one attempt ended."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt, with everything it needs outside the database."""

    report_id: int
    url: str
    secret: str
    key: str
    body: bytes
    at_s: int
    signing: str = Signing.HMAC_SHA256


@dataclass(frozen=True, slots=True)
class Outcome:
    """``status`` is None when nobody answered."""

    result: Result
    status: int | None = None
    said: str = ""


def due() -> list[int]:
    """Platforms with something to send now."""
    now = clock.now()
    return [pk for pk in Destination.objects.filter(is_enabled=True).values_list("pk", flat=True) if _head(pk, now)]


def _head(destination_id: int, now: datetime) -> Report | None:
    head = Report.objects.filter(destination=destination_id, state=ReportState.WAITING).order_by("id").first()
    return head if head is not None and head.due_at <= now else None


@transaction.atomic
def claim(destination_id: int) -> Job | None:
    """Take the oldest waiting fact of a platform, unless another worker is at it or its time has not come."""
    now = clock.now()
    rows = Destination.objects.select_for_update(skip_locked=True).filter(pk=destination_id, is_enabled=True)
    destination = rows.first()
    if destination is None or (destination.claimed_until is not None and destination.claimed_until > now):
        return None
    if (report := _head(destination_id, now)) is None:
        return None
    report.attempts += 1
    report.tried_at = now
    try:
        secret = unseal(destination.sealed, settings(), "notice") if destination.signing != Signing.SM2 else ""
    except NotOurs:
        _later(destination, report, Outcome(Result.LATER, said="签名密钥无法打开，请重新填写"), now)
        report.save()
        destination.save()
        return None
    destination.claimed_until = now + CLAIM
    report.save(update_fields=["attempts", "tried_at"])
    destination.save(update_fields=["claimed_until"])
    at_s, body = round(now.timestamp()), report.body.encode()
    return Job(report.pk, destination.url, secret, report.key, body, at_s, destination.signing)


def signature(job: Job) -> str:
    """Over ``<timestamp>.<body>``: an HMAC that the receiver computes as well, or our SM2 signature, which it verifies.

    Raises:
        ValueError: the key that ``ANLAN_REPORT_SIGN_KEY`` gives is none.
    """
    said = f"{job.at_s}.".encode() + job.body
    if job.signing == Signing.SM2:
        return "sm2=" + signing.sign(said, signing.signing_key(settings(), "report")).hex()
    if job.signing == Signing.HMAC_SM3:
        return "sm3=" + hmac_sm3(job.secret.encode(), said).hex()
    return "sha256=" + hmac.new(job.secret.encode(), said, hashlib.sha256).hexdigest()


def send(job: Job) -> Outcome:
    """One attempt; touches no database. Only where notices may go (see ``outgoing``); redirects are not followed."""
    try:
        signed = signature(job)
    except ValueError as error:
        log.error("a report cannot be signed", reason=str(error))
        return Outcome(Result.LATER, said="SM2 签名密钥不可用，请检查 ANLAN_REPORT_SIGN_KEY")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": job.key,
        "X-Anlan-Timestamp": str(job.at_s),
        "X-Anlan-Signature": signed,
    }
    try:
        return judged(Outgoing(listed(settings().notice_private_hosts)).request("POST", job.url, job.body, headers))
    except (Forbidden, NotTaken, Unsure) as error:
        return Outcome(Result.LATER, said=str(error))


def judged(answer: Answer) -> Outcome:
    """What an answer means for the fact that was sent."""
    said = answer.body.decode("utf-8", "replace").replace("\x00", "")[:500]
    if 200 <= answer.status < 300:
        return Outcome(Result.SENT, answer.status, said)
    if answer.status >= 500 or answer.status in NOT_OF_THE_FACT:
        return Outcome(Result.LATER, answer.status, said)
    return Outcome(Result.REFUSED, answer.status, said)


@transaction.atomic
def settle(report_id: int, outcome: Outcome) -> None:
    """Write down how an attempt ended, and when the next one is due."""
    now = clock.now()
    destination = Destination.objects.select_for_update().filter(reports=report_id).first()
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if destination is None or report is None:
        return
    report.status, report.answer = outcome.status, outcome.said[:500]
    destination.claimed_until = None
    has_broken = (outcome.status or 0) >= 500 and report.attempts >= MOST_BREAKS
    if outcome.result == Result.LATER and not has_broken:
        _later(destination, report, outcome, now)
    elif outcome.result == Result.SENT:
        report.state, report.sent_at = ReportState.SENT, now
        destination.last_sent_at, destination.down_since, destination.last_error = now, None, ""
    else:
        report.state = ReportState.REFUSED
        destination.down_since = None
    report.save()
    destination.save()


def _later(destination: Destination, report: Report, outcome: Outcome, now: datetime) -> None:
    wait_s = doubled_s(FIRST_RETRY_S, LAST_RETRY_S, report.attempts - 1)
    report.due_at = now + timedelta(seconds=wait_s)
    report.answer = outcome.said[:500]
    destination.down_since = destination.down_since or now
    destination.last_error = (f"HTTP {outcome.status} " if outcome.status else "")[:20] + outcome.said[:160]


def run_once() -> int:
    """Send everything that is due, in this thread: for tests; returns how many attempts were made."""
    made = 0
    while jobs := [job for pk in due() if (job := claim(pk)) is not None]:
        for job in jobs:
            settle(job.report_id, send(job))
        made += len(jobs)
    return made
