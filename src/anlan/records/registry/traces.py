"""The traces that every change of a record leaves: timeline, screens, and for people the audit trail."""

from typing import Any

from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.services import outbox_add
from anlan.records.registry.declare import Register
from anlan.records.registry.models import Entry
from anlan.records.registry.values import audit_text


def entry_of(
    register: Register, record: Any, kind: str, text: str, *, by: User | None, data: dict[str, Any] | None = None
) -> Entry:
    """One line for the timeline, not yet saved."""
    return Entry(
        register=register.name,
        record_id=record.pk,
        at=clock.now(),
        kind=kind,
        text=text[:2500],
        by=by,
        by_name=by.name if by else "系统",
        role_name=by.role_name if by else "",
        data=data or {},
    )


def leave(
    register: Register,
    record: Any,
    kind: str,
    text: str,
    *,
    by: User | None,
    changes: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
    request: HttpRequest | None = None,
) -> Entry:
    """Timeline, screens and (when a person did it) audit, in the caller's transaction."""
    entry = entry_of(register, record, kind, text, by=by, data=data)
    entry.save(force_insert=True)
    if by is not None:
        audit_write(
            actor=by,
            action=f"{register.name}.{kind}",
            target=record,
            changes=changes or {},
            reason=reason,
            request=request,
        )
    tell_screens(register, kind, record=record, key=f"entry{entry.pk}")
    return entry


def tell_screens(register: Register, kind: str, *, record: Any = None, key: str) -> None:
    """News without content: screens that show the register ask again, with their own rights.

    Of a confidential register only county-wide screens hear: an enterprise must not learn that something is going on.
    """
    told = None if register.is_confidential else record
    payload = {
        "id": str(record.pk) if record is not None else "",
        "at_ms": clock.now_ms(),
        "enterprise_id": told.enterprise_id if told is not None else None,
        "town_code": (told.town_id or "") if told is not None else "",
        "data": {"register": register.name},
    }
    outbox_add(topic="register", kind=kind, payload=payload, dedupe_key=f"register.{register.name}.{key}")


def changed(record: Any, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """``{column: [old, new]}`` of what is really different, as the audit trail keeps it."""
    return {
        name: [audit_text(before[name]), audit_text(value)] for name, value in after.items() if before[name] != value
    }
