"""Reading the audit trail."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.records.audit import selectors
from anlan.records.core.guard import require
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page

router = Router(tags=["audit"])


class AuditEntryOut(Schema):
    """One write by one person."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    actor_role: str
    action: str
    target_type: str
    target_id: str
    target_name: str
    changes: dict[str, Any]
    reason: str
    ip: str
    hash: str


class VerificationOut(Schema):
    """Is the trail whole?"""

    is_whole: bool
    checked: int
    head_hash: str
    first_bad_seq: int | None
    problem: str


@router.get("/audit", response={200: Page[AuditEntryOut], **PROBLEMS})
def audit_list(
    request: HttpRequest,
    actor: int | None = None,
    action: str = "",
    target_type: str = "",
    target_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Entries, newest first; ``action`` matches the beginning, e.g. ``point.``."""
    require(request, "audit.view")
    rows = selectors.audit_list(
        actor_id=actor, action=action, target_type=target_type, target_id=target_id, since=since, until=until
    )
    return paged(rows, page=page, page_size=page_size)


@router.get("/audit/verification", response={200: VerificationOut, **PROBLEMS})
def audit_verify(request: HttpRequest) -> dict[str, Any]:
    """Recompute the whole chain."""
    require(request, "audit.view")
    return selectors.verify().as_dict()
