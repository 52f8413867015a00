"""The one way to write the audit trail."""

import json
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest

from anlan.records.audit import anchor
from anlan.records.audit.chain import entry_hash, plain
from anlan.records.audit.models import AuditEntry, AuditHead
from anlan.records.core import clock

HASHED = (
    "seq", "at", "actor_id", "actor_name", "actor_role", "action",
    "target_type", "target_id", "target_name", "changes", "reason", "ip",
)  # fmt: skip


def audit_write(
    *,
    actor: Any,
    action: str,
    target: models.Model | None = None,
    changes: dict[str, Any] | None = None,
    reason: str = "",
    request: HttpRequest | None = None,
) -> AuditEntry:
    """Add one entry to the chain, in the caller's transaction: both are kept or neither.

    Args:
        actor: the user, or None for the platform itself.
        action: ``<entity>.<verb past>``, e.g. ``point.limits_changed``.
        target: the record that was changed.
        changes: ``{field: [old, new]}``, or facts about the act.
        reason: why, in the actor's words.
        request: where from; only its address is kept.

    Raises:
        RuntimeError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit_write needs a transaction: wrap the command in transaction.atomic()")
    head, _ = AuditHead.objects.select_for_update().get_or_create(id=1)
    entry = AuditEntry(
        seq=head.seq + 1,
        at=clock.now(),
        actor_id=getattr(actor, "pk", None),
        actor_name=str(getattr(actor, "name", "") or ("系统" if actor is None else actor))[:64],
        actor_role=str(getattr(actor, "role", ""))[:32],
        action=action,
        target_type=target._meta.model_name or "" if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_name=str(target)[:200] if target is not None else "",
        # Through JSON and back, so that what is hashed now is what the database gives back later.
        changes=_storable({**_token_of(actor), **(changes or {})}),
        reason=reason[:500],
        ip=client_ip(request),
        prev_hash=head.hash,
    )
    entry.hash = entry_hash(head.hash, {name: getattr(entry, name) for name in HASHED})
    entry.save(force_insert=True)
    head.seq, head.hash = entry.seq, entry.hash
    head.save(update_fields=["seq", "hash"])
    transaction.on_commit(partial(anchor.write, entry.seq, entry.hash), robust=True)
    return entry


def _token_of(actor: Any) -> dict[str, Any]:
    """What a program did in somebody's name is marked as such."""
    prefix = getattr(actor, "token_prefix", "")
    return {"token": prefix} if prefix else {}


def client_ip(request: HttpRequest | None) -> str:
    """The peer's address; forwarded headers are not believed, since anybody can send them."""
    return "" if request is None else str(request.META.get("REMOTE_ADDR", ""))[:64]


def _storable(changes: dict[str, Any]) -> dict[str, Any]:
    """As the database gives it back; numbers in exponent form become text, since databases rewrite them."""
    text = json.dumps(changes, default=plain, ensure_ascii=False)
    stored: dict[str, Any] = json.loads(text, parse_float=lambda t: t if "e" in t.lower() else float(t))
    return stored
