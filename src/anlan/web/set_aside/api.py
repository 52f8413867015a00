"""``/api/set-aside``: messages that were put aside and stopped nothing, for whoever looks after the platform."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.web.set_aside import rows, services

router = Router(tags=["health"])
P = Permission.HEALTH_VIEW


class KeptOut(Schema):
    """One message: what it holds, why it was put aside (in English, as the process said it), and by which process."""

    key: str
    process: str
    stream: str
    seq: int
    at: datetime
    error: str
    size: int
    what: Literal["alarms", "turning", "readings", "unreadable"]
    count: int
    names: list[str]
    can_retry: bool


class SetAsideOut(Schema):
    """The oldest first, at most 100; ``total`` counts all."""

    total: int
    items: list[KeptOut]


class RetriedOut(Schema):
    """Whether it was applied; if not, it stays, with the new reason."""

    is_applied: bool


class DismissIn(StrictSchema):
    reason: str = Field(max_length=500)


@router.get("/set-aside", response={200: SetAsideOut, **PROBLEMS})
def set_aside_list(request: HttpRequest) -> dict[str, Any]:
    """Messages that wait for a person."""
    allowed(request, P)
    total, shown = rows.waiting()
    return {"total": total, "items": [asdict(one) for one in shown]}


@router.post("/set-aside/{str:key}/retry", response={200: RetriedOut, **PROBLEMS})
def set_aside_retry(request: HttpRequest, key: str) -> dict[str, bool]:
    """Try one again: after a repair, or an upgrade."""
    user = allowed(request, P)
    return {"is_applied": services.retry(key=key, actor=user, request=request)}


@router.post("/set-aside/{str:key}/dismiss", response={204: None, **PROBLEMS})
def set_aside_dismiss(request: HttpRequest, key: str, body: DismissIn) -> tuple[int, None]:
    """Say how it was dealt with; it leaves the list."""
    user = allowed(request, P)
    services.dismiss(key=key, reason=body.reason, actor=user, request=request)
    return 204, None
