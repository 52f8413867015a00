"""Merging enterprises over HTTP: edges only."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import Conflict, NotFound
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.merging import services, taking_back
from anlan.records.merging.hanging import counted
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.sites.models import Enterprise
from anlan.records.sites.selectors import enterprise_get

router = Router(tags=["merging"])
LISTED = 100


class MergeFieldOut(Schema):
    """One field of both; ``differs`` says whether there is anything to choose."""

    name: str
    label: str
    kept: str
    gone: str
    differs: bool


class MergeHangingOut(Schema):
    label: str
    count: int


class MergePreviewOut(Schema):
    """Two enterprises field by field, and what hangs on the one that would go."""

    kept_id: int
    kept_name: str
    gone_id: int
    gone_name: str
    fields: list[MergeFieldOut]
    hanging: list[MergeHangingOut]


class MergeOut(Schema):
    """``why_not``: why the reader cannot confirm it; empty when they can.

    A merge that was confirmed can be taken back until ``back_until``; ``why_not_back`` says why not (empty: it can),
    ``why_not_back_confirm`` why the reader cannot confirm that.
    """

    id: int
    kept_id: int
    kept_name: str
    gone_id: int
    gone_name: str
    choices: list[str]
    reason: str
    state: str
    state_name: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    moved: int
    why_not: str
    back_until: datetime | None
    back_reason: str
    back_asked_by: str
    back_asked_at: datetime | None
    back_by: str
    back_at: datetime | None
    why_not_back: str
    why_not_back_confirm: str


class MergeBackOut(Schema):
    """What taking a merge back would do: ``going`` was moved by it, ``coming`` came since and follows its origin,
    ``staying`` came since and stays, ``lost`` is deleted or moved on. ``changed``: fields that somebody changed since
    and that stay; ``crossed``: points that stand in the way.
    """

    going: list[MergeHangingOut]
    coming: list[MergeHangingOut]
    staying: list[MergeHangingOut]
    lost: list[MergeHangingOut]
    changed: list[str]
    crossed: list[str]


class MergeIn(StrictSchema):
    """``choices``: fields taken from the enterprise that goes."""

    kept_id: int = Field(ge=1, le=2**53)
    gone_id: int = Field(ge=1, le=2**53)
    choices: list[str] = Field([], max_length=20)
    reason: str = Field(min_length=2, max_length=500)


class MergeRefuseIn(StrictSchema):
    reason: str = Field(min_length=2, max_length=500)


@router.get("/enterprise-merges", response={200: list[MergeOut], **PROBLEMS})
def merge_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest 100 proposals and merges."""
    user = allowed(request, Permission.SITE_MERGE)
    people = ("proposed_by", "decided_by", "back_asked_by", "back_by")
    rows = EnterpriseMerge.objects.select_related("kept", "gone", *people)[:LISTED]
    return [_shown(row, user) for row in rows]


@router.get("/enterprise-merges/preview", response={200: MergePreviewOut, **PROBLEMS})
def merge_preview(request: HttpRequest, kept: int, gone: int) -> dict[str, Any]:
    """Both enterprises side by side."""
    user = allowed(request, Permission.SITE_MERGE)
    one, other = (enterprise_get(for_user=user, enterprise_id=pk) for pk in (kept, gone))
    return {
        "kept_id": one.pk, "kept_name": one.name, "gone_id": other.pk, "gone_name": other.name,
        "fields": [_field(name, one, other) for name in services.FIELDS],
        "hanging": [{"label": label, "count": n} for label, n in counted(other).items()],
    }  # fmt: skip


@router.post("/enterprise-merges", response={201: MergeOut, **PROBLEMS})
def merge_propose(request: HttpRequest, body: MergeIn) -> Status[dict[str, Any]]:
    """Propose that one enterprise becomes part of another."""
    user = allowed(request, Permission.SITE_MANAGE)
    kept, gone = (enterprise_get(for_user=user, enterprise_id=pk) for pk in (body.kept_id, body.gone_id))
    made = services.merge_propose(
        actor=user, kept=kept, gone=gone, choices=body.choices, reason=body.reason, request=request
    )
    return Status(201, _shown(made, user))


@router.post("/enterprise-merges/{int:merge_id}/confirm", response={200: MergeOut, **PROBLEMS})
def merge_confirm(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    """Let it happen; not by who proposed it."""
    user = allowed(request, Permission.SITE_MERGE)
    return _shown(services.merge_confirm(actor=user, merge_id=merge_id, request=request), user)


@router.post("/enterprise-merges/{int:merge_id}/refuse", response={200: MergeOut, **PROBLEMS})
def merge_refuse(request: HttpRequest, merge_id: int, body: MergeRefuseIn) -> dict[str, Any]:
    """It does not happen."""
    user = allowed(request, Permission.SITE_MERGE)
    return _shown(services.merge_refuse(actor=user, merge_id=merge_id, reason=body.reason, request=request), user)


@router.get("/enterprise-merges/{int:merge_id}/taking-back", response={200: MergeBackOut, **PROBLEMS})
def merge_back_preview(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    """What would go back, what would not."""
    allowed(request, Permission.SITE_MERGE)
    merge = EnterpriseMerge.objects.select_related("kept", "gone").filter(pk=merge_id).first()
    if merge is None:
        raise NotFound
    if why := taking_back.why_not_back(merge):
        raise Conflict(why, code="wrong_state")
    return taking_back.back_preview(merge)


@router.post("/enterprise-merges/{int:merge_id}/taking-back", response={200: MergeOut, **PROBLEMS})
def merge_back_ask(request: HttpRequest, merge_id: int, body: MergeRefuseIn) -> dict[str, Any]:
    """Ask for a confirmed merge to be taken back."""
    user = allowed(request, Permission.SITE_MANAGE)
    return _shown(taking_back.back_ask(actor=user, merge_id=merge_id, reason=body.reason, request=request), user)


@router.post("/enterprise-merges/{int:merge_id}/taking-back/confirm", response={200: MergeOut, **PROBLEMS})
def merge_back_confirm(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    """Take it back; not by who asked."""
    user = allowed(request, Permission.SITE_MERGE)
    return _shown(taking_back.back_confirm(actor=user, merge_id=merge_id, request=request), user)


@router.post("/enterprise-merges/{int:merge_id}/taking-back/refuse", response={200: MergeOut, **PROBLEMS})
def merge_back_refuse(request: HttpRequest, merge_id: int, body: MergeRefuseIn) -> dict[str, Any]:
    """The merge stands."""
    user = allowed(request, Permission.SITE_MERGE)
    return _shown(taking_back.back_refuse(actor=user, merge_id=merge_id, reason=body.reason, request=request), user)


def _field(name: str, kept: Enterprise, gone: Enterprise) -> dict[str, Any]:
    if name == "position":
        label, values = "位置", [f"{one.lon:.6f}, {one.lat:.6f}" for one in (kept, gone)]
    else:
        label = str(getattr(Enterprise._meta.get_field(name), "verbose_name", name))
        values = [_text(one, name) for one in (kept, gone)]
    return {"name": name, "label": label, "kept": values[0], "gone": values[1], "differs": values[0] != values[1]}


def _text(one: Enterprise, name: str) -> str:
    shown = getattr(one, f"get_{name}_display", None)
    value = shown() if shown else getattr(one, name)
    return "" if value is None else str(value)


def _shown(row: EnterpriseMerge, reader: User) -> dict[str, Any]:
    return {
        "id": row.pk, "kept_id": row.kept_id, "kept_name": row.kept.name, "gone_id": row.gone_id,
        "gone_name": row.gone.name, "choices": row.choices, "reason": row.reason, "state": row.state,
        "state_name": row.get_state_display(), "proposed_by": row.proposed_by.name, "proposed_at": row.proposed_at,
        "decided_by": row.decided_by.name if row.decided_by else "", "decided_at": row.decided_at,
        "moved": sum(row.moved.values()), "why_not": services.why_not_decide(row, reader),
        "back_until": taking_back.back_until(row), "back_reason": row.back_reason,
        "back_asked_by": row.back_asked_by.name if row.back_asked_by else "", "back_asked_at": row.back_asked_at,
        "back_by": row.back_by.name if row.back_by else "", "back_at": row.back_at,
        "why_not_back": taking_back.why_not_back(row), "why_not_back_confirm": taking_back.why_not_confirm(row, reader),
    }  # fmt: skip
