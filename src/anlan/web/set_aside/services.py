"""Trying a message again, and dismissing it: each in the audit trail."""

from pathlib import Path

from django.db import transaction
from django.http import HttpRequest

from anlan.bus import subjects
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.messages import from_json
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import SetAsideMessage
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.batches import OF_THE_DATABASE
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.web import worker_store
from anlan.web.set_aside import rows
from anlan.web.turning_notes import camera_turned_note


@transaction.atomic
def retry(*, key: str, actor: User, request: HttpRequest | None = None) -> bool:
    """Apply a message once more; True when it is done with. What was applied before is known by its ids.

    Raises:
        NotFound: no such message, or dealt with meanwhile.
        Conflict: of a kind that cannot be tried again.
    """
    row = _row(key)
    if not rows.of_row(row).can_retry:
        raise Conflict("该消息无法读取，不能重试；核实后请注明原因并销号。", code="unreadable")
    error = _applied(row)
    if error:
        row.error = error[:4000]
    else:
        row.resolved_at = clock.now()
    row.save(update_fields=["error", "resolved_at"])
    changes = {"stream": row.stream, "seq": row.seq, "is_applied": not error}
    audit_write(actor=actor, action="set_aside.retried", target=row, changes=changes, request=request)
    return not error


def _applied(row: SetAsideMessage) -> str:
    """Empty when the message was applied, else why not.

    Raises:
        OperationalError, InterfaceError: the database's trouble.
    """
    try:
        if row.stream == subjects.AUDIT:
            with transaction.atomic():
                camera_turned_note(from_json(bytes(row.payload), CameraTurned))
            return ""
        found = rows.transitions_of(row)
        refused = worker_store.apply_what_can_be(found)
    except OF_THE_DATABASE:
        raise
    except Exception as error:
        return repr(error)
    if refused:
        return f"{len(refused)} of {len(found)} transitions still cannot be written; the log of web says why"
    return ""


@transaction.atomic
def dismiss(*, key: str, reason: str, actor: User, request: HttpRequest | None = None) -> None:
    """A person has looked and nothing is left to do; a row stays for the audit, a file goes.

    Raises:
        Invalid: no reason.
        NotFound: no such message, or dealt with meanwhile.
    """
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请写明核实情况。"})
    if key.startswith("file-"):
        file = _file(key)
        changes = {"stream": subjects.READINGS, "file": file.name, "bytes": file.stat().st_size}
        audit_write(actor=actor, action="set_aside.dismissed", changes=changes, reason=reason, request=request)
        file.unlink()
        return
    row = _row(key)
    row.resolved_at = clock.now()
    row.save(update_fields=["resolved_at"])
    changes = {"stream": row.stream, "seq": row.seq, "error": row.error[:500]}
    audit_write(actor=actor, action="set_aside.dismissed", target=row, changes=changes, reason=reason, request=request)


def _row(key: str) -> SetAsideMessage:
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 16 else 0
    row = SetAsideMessage.objects.select_for_update().filter(pk=number, resolved_at=None).first()
    if row is None:
        raise NotFound
    return row


def _file(key: str) -> Path:
    """By comparison with what is there: a key is never made into a path."""
    file = next((one for one in rows.poison_files() if f"file-{one.stem}" == key), None)
    if file is None:
        raise NotFound
    return file
