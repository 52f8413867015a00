"""What the map's questions take and give."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.records.resources.api import ResourceOut

Level = Literal["isolate", "red", "orange", "yellow", "protect"]


class PeopleOut(Schema):
    """Heads where they are known, and of how many enterprises they are not."""

    known: int
    enterprises_unknown: int


class EnterpriseNearOut(Schema):
    """An enterprise by its distance from a place."""

    id: int
    name: str
    town_name: str
    risk_level: str
    lon: float
    lat: float
    head_count: int | None
    distance_m: int


class ResourceNearOut(ResourceOut):
    """A resource by its distance from a place."""

    distance_m: int


class TeamNearOut(ResourceNearOut):
    """A team, with the time a straight line would take it: for comparing, not for promising."""

    straight_line_min: float


class AroundOut(Schema):
    """What lies within a circle."""

    lon: float
    lat: float
    radius_m: float
    enterprises: list[EnterpriseNearOut]
    enterprise_count: int
    people: PeopleOut
    resources: list[ResourceNearOut]
    nearest_teams: list[TeamNearOut]
    straight_line_km_h: float


class PlumeIn(Schema):
    """A release of ammonia: what is assumed about it and about the wind."""

    lon: FiniteFloat = Field(ge=73, le=136)
    lat: FiniteFloat = Field(ge=3, le=54)
    rate_g_s: FiniteFloat = Field(100.0, gt=0, le=100_000)
    wind_m_s: FiniteFloat = Field(ge=0.5, le=30)
    wind_from_deg: FiniteFloat = Field(ge=0, le=360)
    stability: Literal["A", "B", "C", "D", "E", "F"] = "D"
    terrain: Literal["rural", "urban"] = "rural"
    container: Literal["small", "cylinders", "vessel", "tanker", "rail"] = "vessel"
    is_day: bool = True
    wind_by: str = Field("", max_length=100)


class WindOut(Schema):
    """The wind of now at a place; ``why`` says what to do when no station measured it."""

    is_measured: bool
    why: str
    wind_m_s: float | None
    wind_from_deg: int | None
    station: str
    distance_m: int | None
    at_ms: int | None


class ZoneOut(Schema):
    """One limit: its line for exactly this wind, and the wedge that a turning wind sweeps; rings of lon, lat."""

    level: Level
    ppm: float
    reach_m: int
    plume: list[tuple[float, float]]
    wedge: list[tuple[float, float]]


class ErgOut(Schema):
    """The guidebook's distances."""

    isolate_m: float
    protect_m: float


class EnterpriseHitOut(EnterpriseNearOut):
    """An enterprise inside, and the worst shape it lies in."""

    level: Level


class PlumeOut(Schema):
    """A screening estimate, not a forecast; never smaller than the guidebook's circle."""

    lon: float
    lat: float
    scenario: dict[str, Any]
    bearing_deg: float
    wind_doubt_deg: float
    erg: ErgOut
    zones: list[ZoneOut]
    isolate: list[tuple[float, float]]
    protect: list[tuple[float, float]]
    enterprises: list[EnterpriseHitOut]
    enterprise_count: int
    people: PeopleOut
    as_of: str


class HitOut(Schema):
    """Something found by its name; ``enterprise_id`` says where it belongs, ``register_name`` in which register."""

    id: int
    text: str
    note: str
    enterprise_id: int | None
    grade: str = ""
    lon: float | None = None
    lat: float | None = None
    register_name: str = ""


class HitsOut(Schema):
    """Hits of one kind."""

    kind: Literal["enterprise", "alarm", "incident", "point", "camera", "person", "resource", "register", "record"]
    items: list[HitOut]


class RecordMarkOut(Schema):
    """An open record of a register on the map; ``is_rough`` says that it stands in the middle of its town."""

    id: int
    title: str
    state: str
    level: str | int
    is_overdue: bool
    lon: float
    lat: float
    is_rough: bool
    enterprise_id: int | None


class RecordMarksOut(Schema):
    """The marks of the register ``name``; ``total`` counts also what has no place or was cut off."""

    name: str
    label: str
    total: int
    items: list[RecordMarkOut]


class PackMarkOut(Schema):
    """An enterprise with points of a pack's layer; ``grade``: the worst of their standing alarms."""

    id: int
    name: str
    lon: float
    lat: float
    points: int
    grade: str | None


class PackLayerOut(Schema):
    """A layer that a loaded domain pack declares; ``total`` points, also those beyond what is drawn."""

    key: str
    pack: str
    label: str
    en: str
    total: int
    items: list[PackMarkOut]


class RiskChangeOut(Schema):
    """A change of the risk colour, as the audit trail has it."""

    at: str
    old: str
    new: str
    by: str
    reason: str


class AssessmentOut(Schema):
    """The newest risk census that came to a colour."""

    record_id: int
    no: str
    state: str
    colour: str
    method: str
    score: float | None
    reason: str
    measures: str
    assessed_by: str
    confirmed_by: str
    review_on: str | None


class RiskOut(Schema):
    """Why an enterprise has its colour."""

    level: str
    assessment: AssessmentOut | None
    changes: list[RiskChangeOut]


class HeldRecordOut(Schema):
    """A record in the file of an enterprise."""

    id: int
    no: str
    title: str
    state: str
    tone: str
    is_overdue: bool


class HeldOut(Schema):
    """What one register holds of an enterprise; ``newest`` open ones first."""

    name: str
    label: str
    en: str
    total: int
    open: int
    overdue: int
    newest: list[HeldRecordOut]


class FileDocumentOut(Schema):
    """A document made of a record of an enterprise."""

    id: int
    title: str
    no: str
    format: str
    made_at: str
    register_name: str
    record_id: int
    url: str


class EnterpriseFileOut(Schema):
    """The file of an enterprise 一企一档, beside what ``/api/enterprises/{id}`` tells."""

    risk: RiskOut
    registers: list[HeldOut]
    documents: list[FileDocumentOut]


class FileLineOut(Schema):
    """One thing that happened; ``to`` is the page it leads to."""

    at: str
    kind: str
    label: str
    en: str
    text: str
    by: str
    role_name: str
    grade: str | None
    to: str


class FileTimelineOut(Schema):
    """Newest first; ask with ``before`` for what is older, None = there is no more."""

    items: list[FileLineOut]
    before: str | None


class EnterpriseThenOut(Schema):
    """An enterprise that was then other than it is now: ``risk_level`` of that time, or not yet on file."""

    id: int
    risk_level: str
    is_there: bool


class CountyAtOut(Schema):
    """The map as of a past instant; rows as the live lists give them, enterprises only where they differed."""

    at: str
    enterprises: list[EnterpriseThenOut]
    alarms: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    is_truncated: bool
