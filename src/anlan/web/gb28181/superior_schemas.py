"""Platforms above and cameras lent to them, on the wire."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema

Code = Field(pattern=r"^[0-9]{20}$", description="20 digits.")
OwnCode = Field("", pattern=r"^([0-9]{20})?$", description="What we are called there; empty = ANLAN_GB28181_ID.")
Password = Field("", max_length=64, description="Empty: without one, or the present one stays.")


class SuperiorOut(Schema):
    """A platform above. ``state``: registered, not_registered (``problem`` says why), off, unknown (nobody tells).

    ``media_networks``: where its pictures may go besides ``host``.
    """

    id: int
    name: str
    code: str
    domain: str
    host: str
    port: int
    over: Literal["UDP", "TCP"]
    own_code: str
    user_name: str
    expires_s: int
    keepalive_s: int
    media_networks: str
    may_turn: bool
    sends_alarms: bool
    is_enabled: bool
    state: Literal["registered", "not_registered", "off", "unknown"]
    problem: str = ""
    since: datetime | None = None
    until: datetime | None = None
    answered_at: datetime | None = None
    missed: int = 0
    calls: int = 0
    cameras: int


class SuperiorsOut(Schema):
    """All platforms above. ``is_up`` false: the cameras process does not answer; ``is_on`` false: GB/T 28181 is off."""

    is_up: bool
    is_on: bool
    superiors: list[SuperiorOut]


class SuperiorIn(StrictSchema):
    """A platform above to register with. It is lent nothing until cameras are chosen."""

    name: str = Field(min_length=1, max_length=64)
    code: str = Code
    domain: str = Field(min_length=1, max_length=64)
    host: str = Field(min_length=1, max_length=255)
    port: int = Field(5060, ge=1, le=65535)
    over: Literal["UDP", "TCP"] = "UDP"
    own_code: str = OwnCode
    user_name: str = Field("", max_length=64)
    password: str = Password
    expires_s: int = Field(3600, ge=60, le=86400)
    keepalive_s: int = Field(60, ge=5, le=3600)
    media_networks: str = Field("", max_length=500)
    may_turn: bool = False
    sends_alarms: bool = False


class SuperiorChange(StrictSchema):
    """What to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=64)
    code: str | None = Field(None, pattern=r"^[0-9]{20}$")
    domain: str | None = Field(None, min_length=1, max_length=64)
    host: str | None = Field(None, min_length=1, max_length=255)
    port: int | None = Field(None, ge=1, le=65535)
    over: Literal["UDP", "TCP"] | None = None
    own_code: str | None = Field(None, pattern=r"^([0-9]{20})?$")
    user_name: str | None = Field(None, max_length=64)
    password: str = Password
    expires_s: int | None = Field(None, ge=60, le=86400)
    keepalive_s: int | None = Field(None, ge=5, le=3600)
    media_networks: str | None = Field(None, max_length=500)
    may_turn: bool | None = None
    sends_alarms: bool | None = None
    is_enabled: bool | None = None


class ShareOut(Schema):
    """A camera that is lent. ``is_running``: switched on, so that it stands in the catalogue."""

    camera_id: int
    camera_name: str
    enterprise_name: str
    code: str
    is_running: bool
    shared_at: datetime
    shared_by: str


class SharesIn(StrictSchema):
    """Cameras to lend, and why: raw pictures leave the house."""

    camera_ids: list[int] = Field(min_length=1, max_length=500)
    reason: str = Field(min_length=1, max_length=500)
