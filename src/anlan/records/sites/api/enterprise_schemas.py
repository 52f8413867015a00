"""Enterprises and what stands on their site, on the wire."""

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.records.core.schemas import StrictSchema
from anlan.records.sites.api.common_schemas import ContactOut, NamedOut, Reason
from anlan.records.sites.api.gateway_schemas import GatewayOut
from anlan.records.sites.api.point_schemas import PointOut
from anlan.records.sites.choices import CoordSource, RiskLevel


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
