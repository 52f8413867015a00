"""Gateways, their secrets and what they send that nobody registered, on the wire."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.records.core.schemas import StrictSchema


class GatewayOut(Schema):
    """A gateway as an enterprise page shows it."""

    id: int
    code: str
    name: str
    driver: str
    enterprise_id: int
    offline_after_s: float
    is_enabled: bool
    is_online: bool
    last_seen_at: datetime | None
    refused_at: datetime | None = Field(description="When it was last turned away, until it comes again.")
    refused_reason: str = Field(description="Why, in the driver's word: wrong_secret, token, password, foreign_topic.")
    refused_peer: str
    encryption: str = Field(description="Whether bodies are encrypted by SM4 (HTTP): off, accepted, required.")


class BodyKeyOut(Schema):
    """A fresh key for encrypted bodies, as hex digits, shown this once."""

    sm4_key: str
    mac_key: str


class GatewayMadeOut(GatewayOut):
    """A gateway just made; secret and key are shown this once."""

    secret: str
    body_key: BodyKeyOut | None = None


class SecretOut(Schema):
    """A fresh secret, shown this once."""

    secret: str


class GatewayIn(StrictSchema):
    """A new gateway."""

    enterprise_id: int
    code: str = Field(min_length=1, max_length=64)
    driver: str = Field(min_length=1, max_length=32)
    name: str = Field("", max_length=64)
    options: dict[str, str] = {}
    offline_after_s: FiniteFloat | None = Field(None, ge=5, le=86_400)
    encryption: Literal["off", "accepted", "required"] = Field(
        "off", description="HTTP only: bodies encrypted by SM4; other than off makes a key."
    )


class EncryptionIn(StrictSchema):
    """Whether bodies must be encrypted, and whether a fresh key is made."""

    encryption: Literal["off", "accepted", "required"]
    has_new_key: bool = Field(False, description="Make a fresh key; the one before stops working.")


class EncryptionOut(Schema):
    """What is in force now, and the fresh key, if one was made."""

    encryption: str
    body_key: BodyKeyOut | None = None


class RegisterIn(StrictSchema):
    """What an unknown source is to become; kind, unit and scale matter for points only."""

    enterprise_id: int
    workshop_id: int | None = None
    kind: str = Field("", max_length=64)
    name: str = Field("", max_length=64)
    unit: str = Field("", max_length=16)
    scale: FiniteFloat = 1.0


class UnknownSourceOut(Schema):
    """A source nobody registered, with its last sample."""

    id: int
    driver: str
    gateway_code: str
    address: str
    sample: str
    unit: str
    peer: str
    problem: str = Field(description="Why it cannot be registered (bad_json, unrecognised_topic), or empty.")
    first_seen_at: datetime
    last_seen_at: datetime
    count: int
    state: str
    enterprise_id: int | None = Field(None, description="Of its gateway, where that is registered.")
    enterprise_name: str | None = None


class RegisteredOut(Schema):
    """What it became."""

    what: Literal["gateway", "point"]
    id: int
    secret: str


class ConfigVersionOut(Schema):
    """One publication."""

    version: int
    reason: str
    requested_by: str
    requested_at: datetime
    published_at: datetime | None
    gateway_count: int
    point_count: int
    problems: list[str]
