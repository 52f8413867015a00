"""A command that is sent twice is done once: phones repeat what they could not see arrive."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.models import CommandReceipt

#: A phone may lie in a locker for a holiday week; a repetition after that is a new command and meets the workflow.
KEPT_FOR = timedelta(days=14)
SWEPT_AT_ONCE = 100
_KEY = re.compile(r"[A-Za-z0-9._-]{8,64}")


def once(*, person: Any, key: str, what: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do ``work`` unless this person's ``key`` has been used: then give the answer it gave.

    Receipt and work are one transaction: both are kept or neither, so a refused command may be sent again.

    Args:
        person: who commands; a key means nothing for anybody else.
        key: chosen by the caller, 8-64 letters, digits, dots and dashes; empty = no protection asked for.
        what: what is commanded, with its content; the same key for anything else is a fault of the caller.
        work: returns a small answer that JSON can hold.

    Raises:
        Invalid: not a key.
        Conflict: ``key_reused``.
        Whatever ``work`` raises.
    """
    if not key:
        return work()
    require_key(key)
    digest = hashlib.sha256(what.encode()).hexdigest()
    with transaction.atomic():
        row, is_new = CommandReceipt.objects.get_or_create(
            person=person,
            key=key,
            defaults={"what_sha256": digest, "answer": {}, "expires_at": clock.now() + KEPT_FOR},
        )
        if not is_new:
            return _answer_again(row, digest)
        answer = row.answer = work()
        row.save(update_fields=["answer"])
        _sweep()
    return answer


def is_done(*, person: Any, key: str) -> bool:
    """True when this person's command with ``key`` has been done: dear preparations may be left out."""
    return bool(key) and CommandReceipt.objects.filter(person=person, key=key).exists()


def require_key(key: str) -> None:
    """Refuse what is no key.

    Raises:
        Invalid: with the form a key has.
    """
    if not _KEY.fullmatch(key):
        raise Invalid(fields={"Idempotency-Key": "应为 8 至 64 位字母、数字、点、横线或下划线。"})


def _answer_again(row: CommandReceipt, digest: str) -> dict[str, Any]:
    if row.what_sha256 != digest:
        raise Conflict("该操作编号已用于另一项操作，请重新提交。", code="key_reused")
    answer: dict[str, Any] = row.answer
    return answer


def _sweep() -> None:
    old = CommandReceipt.objects.filter(expires_at__lt=clock.now()).values_list("pk", flat=True)[:SWEPT_AT_ONCE]
    if expired := list(old):
        CommandReceipt.objects.filter(pk__in=expired).delete()
