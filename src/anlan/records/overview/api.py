"""The map and the counters over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import AwareDatetime, Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.schemas import PROBLEMS
from anlan.records.overview import selectors
from anlan.records.overview.around import around
from anlan.records.overview.enterprise_file import enterprise_file, enterprise_timeline
from anlan.records.overview.marks import record_marks
from anlan.records.overview.pack_layers import pack_layers
from anlan.records.overview.past import county_at
from anlan.records.overview.plume import Scenario, plume_estimate
from anlan.records.overview.schemas import (
    AroundOut,
    CountyAtOut,
    EnterpriseFileOut,
    FileTimelineOut,
    HitsOut,
    PackLayerOut,
    PlumeIn,
    PlumeOut,
    RecordMarksOut,
    WindOut,
)
from anlan.records.overview.search import search
from anlan.records.overview.wind import wind_at
from anlan.records.sites.models import Enterprise
from anlan.records.sites.selectors import enterprise_list

router = Router(tags=["overview"])

Lon = Annotated[FiniteFloat, Field(ge=73, le=136)]
Lat = Annotated[FiniteFloat, Field(ge=3, le=54)]
Word = Annotated[str, Field(max_length=32)]
Radius = Annotated[FiniteFloat, Field(ge=10, le=50_000)]


@router.get("/map", response={200: dict[str, Any], **PROBLEMS})
def county_map(request: HttpRequest) -> dict[str, Any]:
    """Everything the map draws at first."""
    return selectors.county_map(for_user=allowed(request, Permission.SITE_VIEW))


@router.get("/overview", response={200: dict[str, Any], **PROBLEMS})
def overview(request: HttpRequest, town: Word = "", field: Word = "") -> dict[str, Any]:
    """Counters for the header and the wall; of one town or one committee's field where asked."""
    return selectors.overview(for_user=allowed(request, Permission.SITE_VIEW), town=town, field=field)


@router.get("/map/around", response={200: AroundOut, **PROBLEMS})
def map_around(request: HttpRequest, lon: Lon, lat: Lat, radius_m: Radius) -> dict[str, Any]:
    """People, enterprises and resources within a circle, and the teams nearest to its middle."""
    return around(for_user=allowed(request, Permission.SITE_VIEW), middle=(lon, lat), radius_m=radius_m)


@router.get("/map/plume", response={200: PlumeOut, **PROBLEMS})
def map_plume(request: HttpRequest, asked: Query[PlumeIn]) -> dict[str, Any]:
    """Where ammonia may drift, and who is there: a screening estimate."""
    user = allowed(request, Permission.SITE_VIEW)
    scenario = Scenario(**asked.dict(exclude={"lon", "lat"}))
    return plume_estimate(for_user=user, source=(asked.lon, asked.lat), scenario=scenario)


@router.get("/map/wind", response={200: WindOut, **PROBLEMS})
def map_wind(request: HttpRequest, lon: Lon, lat: Lat) -> dict[str, Any]:
    """The wind of now from the nearest station that was heard within ten minutes, or why a person must set it."""
    return wind_at(for_user=allowed(request, Permission.SITE_VIEW), place=(lon, lat))


@router.get("/map/at", response={200: CountyAtOut, **PROBLEMS})
def map_at(request: HttpRequest, at: AwareDatetime) -> dict[str, Any]:
    """Alarms and work orders as of a past instant."""
    user = allowed(request, Permission.ALARM_VIEW)
    allowed(request, Permission.INCIDENT_VIEW)
    return county_at(for_user=user, at=_past(at))


def _past(at: datetime) -> datetime:
    if at > clock.now():
        raise Invalid(fields={"at": "只能回看过去的时刻。"})
    return at


@router.get("/map/records", response={200: list[RecordMarksOut], **PROBLEMS})
def map_records(request: HttpRequest) -> list[dict[str, Any]]:
    """Open hazards, tips, special works and commands with a place, of the registers the reader may view."""
    return record_marks(for_user=allowed(request, Permission.SITE_VIEW))


@router.get("/map/packs", response={200: list[PackLayerOut], **PROBLEMS})
def map_packs(request: HttpRequest) -> list[dict[str, Any]]:
    """Layers of the loaded domain packs, each with where its points are."""
    return pack_layers(for_user=allowed(request, Permission.SITE_VIEW))


@router.get("/enterprises/{int:enterprise_id}/file", response={200: EnterpriseFileOut, **PROBLEMS})
def file_get(request: HttpRequest, enterprise_id: int) -> dict[str, Any]:
    """Why the risk colour, what registers hold of the enterprise, and its documents."""
    user = allowed(request, Permission.SITE_VIEW)
    return enterprise_file(for_user=user, enterprise=_site(user, enterprise_id))


@router.get("/enterprises/{int:enterprise_id}/timeline", response={200: FileTimelineOut, **PROBLEMS})
def timeline_get(request: HttpRequest, enterprise_id: int, before: AwareDatetime | None = None) -> dict[str, Any]:
    """One timeline over alarms, work orders, registers and the risk colour of the enterprise."""
    user = allowed(request, Permission.SITE_VIEW)
    return enterprise_timeline(for_user=user, enterprise=_site(user, enterprise_id), before=before)


def _site(user: User, enterprise_id: int) -> Enterprise:
    found = enterprise_list(for_user=user).filter(pk=enterprise_id).first()
    if found is None:
        raise NotFound
    return found


@router.get("/search", response={200: list[HitsOut], **PROBLEMS})
def search_everything(request: HttpRequest, q: Annotated[str, Field(max_length=64)]) -> list[dict[str, Any]]:
    """What the reader may see and find by its name, a few of each kind."""
    return search(for_user=allowed(request, Permission.SITE_VIEW), q=q)
