"""Measuring points, their limits and rules over several of them, on the wire."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.domain.grades import Grade
from anlan.records.core.schemas import StrictSchema
from anlan.records.sites.api.common_schemas import Reason


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


class PointKindOut(Schema):
    """A kind of point that comes with limits, ranges and measures of its own."""

    kind: str
    name: str
    name_en: str
    unit: str
