"""Shapes of notices, wishes and channels over HTTP."""

from datetime import time
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field

from anlan.records.core.schemas import StrictSchema
from anlan.records.notices.choices import ContactKind


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
