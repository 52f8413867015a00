"""Commands on notes. One command, one transaction, one audit entry."""

from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid
from anlan.records.sites.models import Point
from anlan.records.trends.models import CurveNote


@transaction.atomic
def note_add(*, actor: User, point: Point, at: datetime, text: str, request: Any = None) -> CurveNote:
    """Write beside a curve.

    Raises:
        Invalid: nothing written, or a moment that has not come.
    """
    if not text.strip():
        raise Invalid(fields={"text": "请填写标注内容。"})
    if at > clock.now():
        raise Invalid(fields={"at_ms": "不能标注尚未到来的时刻。"})
    note = CurveNote.objects.create(point=point, at=at, text=text.strip(), by=actor, made_at=clock.now())
    changes = {"at": [None, at.isoformat()], "text": [None, note.text]}
    audit_write(actor=actor, action="curve_note.added", target=note, changes=changes, request=request)
    return note


@transaction.atomic
def note_withdraw(*, actor: User, note: CurveNote, request: Any = None) -> CurveNote:
    """Take one's own note back; it is no longer drawn.

    Raises:
        Forbidden: somebody else's.
        Conflict: taken back already.
    """
    note = CurveNote.objects.select_for_update(of=("self",)).select_related("by").get(pk=note.pk)
    if note.by_id != actor.pk:
        raise Forbidden("只能撤回本人的标注。")
    if note.withdrawn_at is not None:
        raise Conflict("该标注已撤回。")
    note.withdrawn_at, note.withdrawn_by = clock.now(), actor
    note.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit_write(actor=actor, action="curve_note.withdrawn", target=note, request=request)
    return note
