"""What the sites endpoints take and give."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.domain.grades import Grade
from anlan.records.core.schemas import StrictSchema
from anlan.records.sites.choices import CoordSource, RiskLevel

Id = int
Reason = Field("", max_length=500)


class ContactOut(Schema):
    """Whom to call; numbers are shown whole, that is what they are there for."""

    name: str
    title: str
    phone: str
    is_duty_phone: bool


class NamedOut(Schema):
    """An id and a name."""

    id: int
    name: str


class WorkshopOut(NamedOut):
    """A workshop with its zones."""

    zones: list[NamedOut]


class EquipmentOut(NamedOut):
    """A key device."""

    kind: str
    model_no: str
    workshop_id: int | None


class HazardSourceOut(NamedOut):
    """A hazard source."""

    kind: str
    substance: str
    amount_t: float | None
    is_major: bool
    workshop_id: int | None


class CameraOut(NamedOut):
    """A camera, as a record."""

    workshop_id: int | None
    zone_id: int | None
    is_enabled: bool


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


class LimitOut(Schema):
    """One limit in force."""

    label: str
    direction: int
    set_point: float
    grade: str
    deadband: float
    on_delay_s: float
    off_delay_s: float
    strict: bool
    latches: bool
    needs_confirm: bool


class LatestOut(Schema):
    """The newest reading."""

    ts_ms: int
    value: float | None
    quality: int


class OverrideOut(Schema):
    """Set points that differ from the defaults: why, by whom, until when."""

    reason: str
    approved_by: str
    created_at: datetime
    expires_at: datetime | None


class PointOut(Schema):
    """A point with its limits and state."""

    id: int
    name: str
    kind: str
    kind_name: str
    never_suppressed: str | None  # why its kind may not be suppressed by design
    unit: str
    address: str
    enterprise_id: int
    gateway_id: int
    workshop_id: int | None
    zone_id: int | None
    hazard_source_id: int | None
    equipment_id: int | None
    place: str
    is_enabled: bool
    range_low: float | None
    range_high: float | None
    limits: list[LimitOut]
    override: OverrideOut | None
    latest: LatestOut | None = None
    alarm_state: str | None = None


class PointDetailOut(PointOut):
    """A point with what turns raw values into readings."""

    scale: float
    offset: float
    resolution: float
    sample_interval_s: float | None
    timings: dict[str, float | None]


class EnterpriseRow(Schema):
    """An enterprise in a list."""

    id: int
    uscc: str
    name: str
    short_name: str
    sector: str
    sector_name: str
    field: str
    risk_level: str
    town_code: str
    town_name: str
    grid: str
    address: str
    lon: float
    lat: float
    head_count: int | None
    is_active: bool
    open_alarms: int = 0
    open_incidents: int = 0


class EnterpriseOut(EnterpriseRow):
    """An enterprise with all that stands in it."""

    coord_source: str
    merged_into: int | None
    contacts: list[ContactOut]
    workshops: list[WorkshopOut]
    equipment: list[EquipmentOut]
    hazard_sources: list[HazardSourceOut]
    cameras: list[CameraOut]
    gateways: list[GatewayOut]
    points: list[PointOut]


class EnterpriseIn(StrictSchema):
    """A new enterprise."""

    uscc: str = Field(max_length=18)
    name: str = Field(min_length=2, max_length=100)
    short_name: str = Field("", max_length=32)
    sector: str = Field(max_length=8)
    sector_name: str = Field("", max_length=64)
    field: str = "industry_mining"
    risk_level: RiskLevel = RiskLevel.BLUE
    town_code: str
    grid: str = Field("", max_length=32)
    address: str = Field("", max_length=200)
    lon: FiniteFloat
    lat: FiniteFloat
    coord_source: CoordSource = CoordSource.UNKNOWN
    head_count: int | None = Field(None, ge=0, le=1_000_000)


class EnterprisePatch(StrictSchema):
    """Changes of an enterprise; what is left out stays."""

    name: str | None = Field(None, min_length=2, max_length=100)
    short_name: str | None = Field(None, max_length=32)
    sector: str | None = Field(None, max_length=8)
    sector_name: str | None = Field(None, max_length=64)
    field: str | None = None
    risk_level: RiskLevel | None = None
    town_code: str | None = None
    grid: str | None = Field(None, max_length=32)
    address: str | None = Field(None, max_length=200)
    lon: FiniteFloat | None = None
    lat: FiniteFloat | None = None
    coord_source: CoordSource | None = None
    head_count: int | None = Field(None, ge=0, le=1_000_000)
    is_active: bool | None = None
    reason: str = Reason


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


class LimitIn(StrictSchema):
    """One limit; direction +1 alarms at or above the set point, −1 below."""

    label: str = Field(min_length=1, max_length=16)
    direction: Literal[1, -1]
    set_point: FiniteFloat
    grade: Grade
    deadband: FiniteFloat = Field(0.0, ge=0)
    on_delay_s: FiniteFloat = Field(0.0, ge=0, le=86_400)
    off_delay_s: FiniteFloat = Field(0.0, ge=0, le=86_400)
    strict: bool = False
    latches: bool | None = None
    needs_confirm: bool | None = None


class PointPatch(StrictSchema):
    """Changes of a point. Its set points are changed by rule versions (``records.rules``)."""

    name: str | None = Field(None, min_length=1, max_length=64)
    unit: str | None = Field(None, min_length=1, max_length=16)
    scale: FiniteFloat | None = None
    offset: FiniteFloat | None = None
    resolution: FiniteFloat | None = Field(None, ge=0)
    sample_interval_s: FiniteFloat | None = Field(None, ge=0.1, le=86_400)
    range_low: FiniteFloat | None = None
    range_high: FiniteFloat | None = None
    workshop_id: int | None = None
    zone_id: int | None = None
    is_enabled: bool | None = None
    reason: str = Reason


class GroupRuleOut(Schema):
    """A rule over several points. ``problem``: why it is not being judged although it is in force; empty when it is."""

    id: int
    enterprise_id: int
    name: str
    rule: str
    rule_title: str
    points: list[int]
    point_names: list[str]
    label: str
    grade: str
    on_delay_s: float
    off_delay_s: float
    settings: dict[str, Any]
    reason: str
    is_enabled: bool
    problem: str


class GroupRuleTypeOut(Schema):
    """An installed rule over several points; ``settings`` is the JSON schema of its own settings."""

    name: str
    title: str
    title_zh: str
    summary: str
    settings: dict[str, Any]
    example: dict[str, Any] | None


class ReasonIn(StrictSchema):
    """Why."""

    reason: str = Field(min_length=2, max_length=500)


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


class PointKindOut(Schema):
    """A kind of point that comes with limits, ranges and measures of its own."""

    kind: str
    name: str
    name_en: str
    unit: str


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


class RowErrorOut(Schema):
    """What is wrong with one cell; rows count as the spreadsheet does, the heading is row 1."""

    row: int
    column: str
    message: str


class ImportOut(Schema):
    """Outcome of an import; with ``dry_run`` nothing was written."""

    rows: int
    ok: int
    created: int
    updated: int
    is_applied: bool
    errors: list[RowErrorOut]
    warnings: list[RowErrorOut]
    error_count: int
    warning_count: int


Facts = dict[str, Any]


class SceneOut(NamedOut):
    """A scene of a camera; ``problem`` says why it is not published, empty when it is."""

    camera_id: int
    point_id: int
    behaviour: str
    behaviour_name: str
    watched_area: Any
    masks: Any
    schedule: Any
    parameters: Any
    is_enabled: bool
    problem: str


Corner = tuple[FiniteFloat, FiniteFloat]


class DutyWindowIn(StrictSchema):
    """When a scene is watched, Asia/Shanghai."""

    days: list[int] = [1, 2, 3, 4, 5, 6, 7]
    from_minute: int = 0
    to_minute: int = 1440


class SceneIn(StrictSchema):
    """A new scene. Corners are fractions of the picture; empty is the whole picture, or always."""

    behaviour: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=64)
    watched_area: list[Corner] = Field([], max_length=64)
    masks: list[list[Corner]] = Field([], max_length=16)
    schedule: list[DutyWindowIn] = Field([], max_length=21)
    parameters: dict[str, FiniteFloat | int | bool | str] = {}


class ScenePatch(StrictSchema):
    """Changes of a scene; switching off asks for a reason."""

    name: str | None = Field(None, min_length=1, max_length=64)
    watched_area: list[Corner] | None = Field(None, max_length=64)
    masks: list[list[Corner]] | None = Field(None, max_length=16)
    schedule: list[DutyWindowIn] | None = Field(None, max_length=21)
    parameters: dict[str, FiniteFloat | int | bool | str] | None = None
    is_enabled: bool | None = None
    reason: str = Reason
