"""Evidence, verdicts and reviews on the wire."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema


class EvidenceOut(Schema):
    """One picture or clip; ``url`` gives the file."""

    id: int
    role: str
    role_name: str
    rendition: str
    at: datetime
    media_type: str
    width_px: int
    height_px: int
    size_bytes: int
    sha256: str
    url: str
    expires_at: datetime | None


class VerdictOut(Schema):
    """Who judged how, and when."""

    id: int
    judgement: str
    judgement_name: str
    note: str
    by: str
    at: datetime


class EvidenceOfAlarmOut(Schema):
    """What belongs to one alarm; the last verdict counts. ``scene_id`` is None for alarms of other sensors.
    ``camera_id``: the camera that raised it, or whose own state did."""

    scene_id: int | None
    camera_id: int | None
    items: list[EvidenceOut]
    verdicts: list[VerdictOut]


class VerdictIn(StrictSchema):
    """A verdict."""

    judgement: Literal["true", "false", "unclear"]
    note: str = Field("", max_length=500)


class CountsOut(Schema):
    """Judged alarms; ``precision`` is true ÷ (true + false), None before anything was judged."""

    true: int
    false: int
    unclear: int
    precision: float | None


class WeekOut(CountsOut):
    """One week, named by its Monday."""

    week: str


class SuggestionOut(Schema):
    """What to try first: ``delay``, ``threshold`` or ``mask``, and the numbers that speak for it."""

    kind: str
    text: str
    numbers: dict[str, float | None]


class PrecisionOut(CountsOut):
    """The last 30 days, the weeks, and what to try when too many alarms are false."""

    weeks: list[WeekOut]
    suggestion: SuggestionOut | None


class ReviewOut(Schema):
    """One camera alarm to be judged, with its blurred pieces and the verdict that counts."""

    id: int
    title: str
    grade: str
    state: str
    raised_at: datetime
    cleared_at: datetime | None
    value: float | None
    set_point: float | None
    peak_value: float | None
    unit: str
    enterprise_name: str
    place: str
    scene_id: int
    scene_name: str
    behaviour: str
    behaviour_name: str
    camera_id: int
    camera_name: str
    items: list[EvidenceOut]
    verdict: VerdictOut | None


class ReviewPage(Schema):
    """One page of camera alarms; ``counts``: how many of all of them were judged how (``none``: not yet)."""

    items: list[ReviewOut]
    total: int
    page: int
    page_size: int
    counts: dict[str, int]


class SceneWorthOut(PrecisionOut):
    """How good a scene is. ``raised``: its alarms of the last 30 days."""

    scene_id: int
    scene_name: str
    behaviour: str
    behaviour_name: str
    camera_id: int
    camera_name: str
    enterprise_name: str
    raised: int


class ExportIn(StrictSchema):
    """Which judged alarms to export; originals ask for a permission and a reason."""

    scene: int | None = None
    behaviour: str = Field("", max_length=64)
    enterprise: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    originals: bool = False
    reason: str = Field("", max_length=500)
