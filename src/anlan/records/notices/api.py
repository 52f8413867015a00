"""Notices over HTTP: one's own notices and wishes, the administrator's channels, the providers' receipts."""

from datetime import time
from typing import Annotated, Any, Literal

import orjson
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.accounts.models import User
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.guard import require_confirmed
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page, Problem, StrictSchema
from anlan.records.notices import administration, mass, preferences, receipts, selectors, services
from anlan.records.notices.channels.catalogue import kinds
from anlan.records.notices.choices import ContactKind
from anlan.records.notices.models import Channel, ContactPoint, Delivery, Notice
from anlan.records.notices.templates import path_of

router = Router(tags=["notices"])

#: No provider's report is larger.
REPORT_MAX = 65_536


class NoticeOut(Schema):
    id: str
    incident_id: str | None
    path: str = Field(description="Page of the console that shows it; empty where there is none.")
    reason: str
    grade: str
    text: str
    created_at: str
    read_at: str | None


class NoticeWayOut(Schema):
    name: str
    label: str
    kind: str
    is_reachable: bool


class NoticeContactOut(Schema):
    kind: str
    shown: str
    is_verified: bool


class NoticePreferencesOut(Schema):
    order: list[str]
    off: list[str]
    quiet_from: str | None
    quiet_to: str | None
    language: str
    ways: list[NoticeWayOut]
    contacts: list[NoticeContactOut]
    push_key: str


def _of_the_wall_clock(given: time) -> time:
    if given.tzinfo is not None:
        raise ValueError("a time of day has no zone here")
    return given


#: Quiet hours are those of the clock on the wall.
WallTime = Annotated[time, AfterValidator(_of_the_wall_clock)]


class NoticePreferencesIn(StrictSchema):
    order: list[str] = Field(default=[], max_length=50)
    off: list[str] = Field(default=[], max_length=50)
    quiet_from: WallTime | None = None
    quiet_to: WallTime | None = None
    language: Literal["zh-hans", "en"] = "zh-hans"


class NoticeContactIn(StrictSchema):
    kind: ContactKind
    value: str = Field(max_length=200)


class NoticeCodeIn(NoticeContactIn):
    code: str = Field(max_length=10)


class BrowserIn(StrictSchema):
    subscription: dict[str, Any]
    device: str = Field(default="", max_length=100)


class BrowserGone(StrictSchema):
    endpoint: str = Field(max_length=1000)


class ChannelFieldOut(Schema):
    name: str
    title: str
    title_zh: str
    kind: str
    is_required: bool
    default: str
    hint: str


class ChannelKindOut(Schema):
    name: str
    title: str
    title_zh: str
    address: str
    has_receipts: bool
    may_be_public: bool
    fields: list[ChannelFieldOut]


class ChannelOut(Schema):
    id: str
    name: str
    label: str
    kind: str
    config: dict[str, Any]
    secrets_set: bool
    is_enabled: bool
    is_for_public: bool
    rank: int
    per_minute: int
    receipt_within_s: int
    is_down: bool
    down_since: str | None
    last_error: str
    last_sent_at: str | None


class ChannelsOut(Schema):
    kinds: list[ChannelKindOut]
    channels: list[ChannelOut]


class ChannelIn(StrictSchema):
    name: str = Field(pattern=r"^[a-z0-9_-]{1,16}$")
    label: str = Field(min_length=1, max_length=32)
    kind: str = Field(max_length=16)
    config: dict[str, Any] = {}
    is_enabled: bool = True
    is_for_public: bool = False
    rank: int = Field(default=100, ge=0, le=1000)
    per_minute: int = Field(default=60, ge=1, le=10_000)
    receipt_within_s: int = Field(default=0, ge=0, le=3600)


class ChannelChange(StrictSchema):
    label: str | None = Field(default=None, min_length=1, max_length=32)
    config: dict[str, Any] | None = None
    is_enabled: bool | None = None
    is_for_public: bool | None = None
    rank: int | None = Field(default=None, ge=0, le=1000)
    per_minute: int | None = Field(default=None, ge=1, le=10_000)
    receipt_within_s: int | None = Field(default=None, ge=0, le=3600)


class ChannelTestIn(StrictSchema):
    address: str = Field(default="", max_length=1400)


class DeliveryOut(Schema):
    id: str
    channel: str
    kind: str
    state: str
    state_name: str
    to: str
    attempts: int
    is_repeat: bool
    due_at: str | None
    sent_at: str | None
    delivered_at: str | None
    error: str


# --- one's own -----------------------------------------------------------------------------------------


@router.get("/notices", response={200: Page[NoticeOut], **PROBLEMS})
def notice_list(request: HttpRequest, unread: bool = False, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """The caller's notices, newest first."""
    rows = selectors.notice_list(for_user=signed_in(request), unread=unread)
    return paged(rows, page=page, page_size=page_size, show=_notice)


@router.post("/notices/{int:notice_id}/read", response={200: NoticeOut, **PROBLEMS})
def notice_read(request: HttpRequest, notice_id: int) -> dict[str, Any]:
    """The caller has seen one of their notices; nothing more is sent of it."""
    return _notice(services.notice_read(notice_id=notice_id, reader=signed_in(request)))


@router.get("/me/notice-preferences", response={200: NoticePreferencesOut, **PROBLEMS})
def preferences_get(request: HttpRequest) -> dict[str, Any]:
    """How the caller is told."""
    return _preferences(signed_in(request))


@router.put("/me/notice-preferences", response={200: NoticePreferencesOut, **PROBLEMS})
def preferences_put(request: HttpRequest, body: NoticePreferencesIn) -> dict[str, Any]:
    """Change how the caller is told. Red cannot be switched off altogether."""
    user = signed_in(request)
    preferences.preference_save(person=user, request=request, **body.dict())
    return _preferences(user)


@router.post("/me/contacts", response={202: None, 429: Problem, **PROBLEMS})
def contact_claim(request: HttpRequest, body: NoticeContactIn) -> Status[None]:
    """Send a code to a new number or address."""
    preferences.contact_claim(person=signed_in(request), kind=body.kind, value=body.value)
    return Status(202, None)


@router.post("/me/contacts/verify", response={200: NoticePreferencesOut, **PROBLEMS})
def contact_prove(request: HttpRequest, body: NoticeCodeIn) -> dict[str, Any]:
    """Bring the code back; from now on the number is used."""
    user = signed_in(request)
    preferences.contact_prove(person=user, kind=body.kind, value=body.value, code=body.code, request=request)
    return _preferences(user)


@router.post("/me/push-subscriptions", response={204: None, **PROBLEMS})
def browser_subscribe(request: HttpRequest, body: BrowserIn) -> Status[None]:
    """Push to this browser from now on."""
    preferences.browser_subscribe(person=signed_in(request), subscription=body.subscription, device=body.device)
    return Status(204, None)


@router.delete("/me/push-subscriptions", response={204: None, **PROBLEMS})
def browser_forget(request: HttpRequest, body: BrowserGone) -> Status[None]:
    """Do not push to this browser any more."""
    preferences.browser_forget(person=signed_in(request), endpoint=body.endpoint)
    return Status(204, None)


# --- the administrator's -------------------------------------------------------------------------------


@router.get("/notice-channels", response={200: ChannelsOut, **PROBLEMS})
def channel_list(request: HttpRequest) -> dict[str, Any]:
    """Channels and the kinds there are; secrets are never shown."""
    allowed(request, Permission.NOTICE_CHANNELS)
    known = {name: kind for name, kind in kinds().items() if not kind.is_internal}
    rows = Channel.objects.filter(kind__in=list(known)).order_by("rank", "id")
    return {"kinds": [_kind(kind) for kind in known.values()], "channels": [_channel(row) for row in rows]}


@router.post("/notice-channels", response={201: ChannelOut, **PROBLEMS})
def channel_create(request: HttpRequest, body: ChannelIn) -> Status[dict[str, Any]]:
    """Configure a channel. It holds a provider's secrets: asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.NOTICE_CHANNELS)
    require_confirmed(request)
    return Status(201, _channel(administration.channel_create(actor=user, request=request, **body.dict())))


@router.patch("/notice-channels/{int:channel_id}", response={200: ChannelOut, **PROBLEMS})
def channel_update(request: HttpRequest, channel_id: int, body: ChannelChange) -> dict[str, Any]:
    """Change a channel; secrets left out or empty stay. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.NOTICE_CHANNELS)
    require_confirmed(request)
    given = body.dict(exclude_none=True)
    row = administration.channel_get(channel_id)
    return _channel(administration.channel_update(actor=user, channel=row, request=request, **given))


@router.post("/notice-channels/{int:channel_id}/test", response={202: DeliveryOut, **PROBLEMS})
def channel_test(request: HttpRequest, channel_id: int, body: ChannelTestIn) -> Status[dict[str, Any]]:
    """Send a test message; ask for the outcome at ``/notice-deliveries/{id}``."""
    user = allowed(request, Permission.NOTICE_CHANNELS)
    row = administration.channel_get(channel_id)
    made = administration.channel_test(actor=user, channel=row, address=body.address, request=request)
    return Status(202, selectors.delivery_data(made))


@router.get("/notice-deliveries/{int:delivery_id}", response={200: DeliveryOut, **PROBLEMS})
def delivery_get(request: HttpRequest, delivery_id: int) -> dict[str, Any]:
    """How a test message fared."""
    allowed(request, Permission.NOTICE_CHANNELS)
    row = Delivery.objects.filter(pk=delivery_id, purpose="test").select_related("channel").first()
    if row is None:
        raise NotFound
    return selectors.delivery_data(row)


# --- providers' ----------------------------------------------------------------------------------------


@router.post("/notice-receipts/{name}", auth=None, response={200: dict[str, int], 404: Problem, 422: Problem})
def receipt(request: HttpRequest, name: str) -> dict[str, int]:
    """A provider reports what became of messages: one JSON object or a list of them.

    Signed: ``X-Anlan-Signature: sha256=<hex HMAC-SHA256 of the raw body>`` with the channel's receipt secret.
    """
    channel, reports = _reported(request, name)
    known = sum(receipts.receipt_apply(channel=channel, report=report) for report in reports)
    return {"known": known, "unknown": len(reports) - known}


@router.post("/notice-replies/{name}", auth=None, response={200: dict[str, int], 404: Problem, 422: Problem})
def reply(request: HttpRequest, name: str) -> dict[str, int]:
    """A provider passes on what people answered to mass texts, ``{phone, text}`` or a list: T, TD, 退订 mean no more.

    Signed as receipts are.
    """
    channel, found = _reported(request, name)
    return {"stopped": sum(mass.answered(channel=channel, reply=one) for one in found)}


def _reported(request: HttpRequest, name: str) -> tuple[Channel, list[dict[str, Any]]]:
    body = request.body
    if len(body) > REPORT_MAX:
        raise Invalid("回执内容过大，请分批发送。")
    channel = receipts.require_signature(name, body, request.headers.get("X-Anlan-Signature", ""))
    try:
        found = orjson.loads(body)
    except ValueError as error:
        raise Invalid("回执内容不是 JSON。") from error
    return channel, [r for r in (found if isinstance(found, list) else [found]) if isinstance(r, dict)]


# --- shapes --------------------------------------------------------------------------------------------


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


def _kind(kind: Any) -> dict[str, Any]:
    return {
        "name": kind.name, "title": kind.title, "title_zh": kind.title_zh, "address": kind.address,
        "has_receipts": kind.has_receipts, "may_be_public": kind.may_be_public,
        "fields": [{n: getattr(f, n) for n in ChannelFieldOut.model_fields} for f in kind.fields],
    }  # fmt: skip


def _channel(row: Channel) -> dict[str, Any]:
    return {
        "id": str(row.pk), "name": row.name, "label": row.label, "kind": row.kind, "config": row.options,
        "secrets_set": bool(row.sealed), "is_enabled": row.is_enabled,
        "is_for_public": row.is_for_public, "rank": row.rank,
        "per_minute": row.per_minute, "receipt_within_s": row.receipt_within_s, "is_down": row.down_until is not None,
        "down_since": row.down_since.isoformat() if row.down_since else None, "last_error": row.last_error,
        "last_sent_at": row.last_sent_at.isoformat() if row.last_sent_at else None,
    }  # fmt: skip
