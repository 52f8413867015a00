"""The caller's own notices, and how the caller wishes to be told."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts.guard import in_person
from anlan.records.accounts.models import User
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page, Problem
from anlan.records.notices import preferences, selectors, services
from anlan.records.notices.api.schemas import (
    BrowserGone,
    BrowserIn,
    NoticeCodeIn,
    NoticeContactIn,
    NoticeOut,
    NoticePreferencesIn,
    NoticePreferencesOut,
)
from anlan.records.notices.models import ContactPoint, Notice
from anlan.records.notices.templates import path_of

router = Router()


@router.get("/notices", response={200: Page[NoticeOut], **PROBLEMS})
def notice_list(request: HttpRequest, unread: bool = False, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """The caller's notices, newest first."""
    rows = selectors.notice_list(for_user=in_person(request), unread=unread)
    return paged(rows, page=page, page_size=page_size, show=_notice)


@router.post("/notices/{int:notice_id}/read", response={200: NoticeOut, **PROBLEMS})
def notice_read(request: HttpRequest, notice_id: int) -> dict[str, Any]:
    """The caller has seen one of their notices; nothing more is sent of it."""
    return _notice(services.notice_read(notice_id=notice_id, reader=in_person(request)))


@router.get("/me/notice-preferences", response={200: NoticePreferencesOut, **PROBLEMS})
def preferences_get(request: HttpRequest) -> dict[str, Any]:
    """How the caller is told."""
    return _preferences(in_person(request))


@router.put("/me/notice-preferences", response={200: NoticePreferencesOut, **PROBLEMS})
def preferences_put(request: HttpRequest, body: NoticePreferencesIn) -> dict[str, Any]:
    """Change how the caller is told. Red cannot be switched off altogether."""
    user = in_person(request)
    preferences.preference_save(person=user, request=request, **body.dict())
    return _preferences(user)


@router.post("/me/contacts", response={202: None, 429: Problem, **PROBLEMS})
def contact_claim(request: HttpRequest, body: NoticeContactIn) -> Status[None]:
    """Send a code to a new number or address."""
    preferences.contact_claim(person=in_person(request), kind=body.kind, value=body.value)
    return Status(202, None)


@router.post("/me/contacts/verify", response={200: NoticePreferencesOut, **PROBLEMS})
def contact_prove(request: HttpRequest, body: NoticeCodeIn) -> dict[str, Any]:
    """Bring the code back; from now on the number is used."""
    user = in_person(request)
    preferences.contact_prove(person=user, kind=body.kind, value=body.value, code=body.code, request=request)
    return _preferences(user)


@router.post("/me/push-subscriptions", response={204: None, **PROBLEMS})
def browser_subscribe(request: HttpRequest, body: BrowserIn) -> Status[None]:
    """Push to this browser from now on."""
    preferences.browser_subscribe(person=in_person(request), subscription=body.subscription, device=body.device)
    return Status(204, None)


@router.delete("/me/push-subscriptions", response={204: None, **PROBLEMS})
def browser_forget(request: HttpRequest, body: BrowserGone) -> Status[None]:
    """Do not push to this browser any more."""
    preferences.browser_forget(person=in_person(request), endpoint=body.endpoint)
    return Status(204, None)


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "id": str(row.pk), "incident_id": str(row.incident_id) if row.incident_id else None, "path": path_of(row),
        "reason": row.reason, "grade": row.grade, "text": row.text, "created_at": row.created_at.isoformat(),
        "read_at": row.read_at.isoformat() if row.read_at else None,
    }  # fmt: skip


def _preferences(user: User) -> dict[str, Any]:
    row, push = preferences.preference_of(user), preferences.push_channel()
    proven = {c.kind: c.value for c in ContactPoint.objects.filter(person=user).exclude(verified_at=None)}
    on_account = {"phone": user.phone, "email": user.email}
    return {
        "order": row.order, "off": row.off, "language": row.language,
        "quiet_from": row.quiet_from.isoformat("minutes") if row.quiet_from else None,
        "quiet_to": row.quiet_to.isoformat("minutes") if row.quiet_to else None,
        "ways": [
            {"name": ch.name, "label": ch.label, "kind": ch.kind, "is_reachable": has}
            for ch, has in preferences.reachable(user)
        ],
        "contacts": [
            {"kind": k, "shown": selectors.masked(proven.get(k) or v), "is_verified": k in proven}
            for k, v in on_account.items()
        ],
        "push_key": str(push.options.get("public_key", "")) if push else "",
    }  # fmt: skip
