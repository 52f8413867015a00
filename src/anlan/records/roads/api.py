"""Roads and routes over HTTP."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.areas.choices import System
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.resources.api import ResourceOut
from anlan.records.roads import selectors, services
from anlan.records.roads.choices import Licence
from anlan.records.roads.lines import BYTES_MAX, TOO_LARGE
from anlan.records.roads.models import FASTEST_KM_H, SLOWEST_KM_H

router = Router(tags=["roads"])

Place = tuple[Annotated[FiniteFloat, Field(ge=73, le=136)], Annotated[FiniteFloat, Field(ge=3, le=54)]]
Ring = Annotated[list[Place], Field(min_length=3, max_length=400)]
Speed = Annotated[FiniteFloat, Field(ge=SLOWEST_KM_H, le=FASTEST_KM_H)]


class NetworkOut(Schema):
    """The network in use; ``credit`` must be shown beside every route over it."""

    id: int
    source: str
    credit: str
    licence: Licence
    node_count: int
    edge_count: int
    length_km: float
    imported_at: str
    by: str


class SpeedOut(Schema):
    """The speed of a class of roads and where it comes from; ``is_own`` when the county set it."""

    kind: str
    name: str
    km_h: float
    shipped_km_h: float
    source: str
    mark: str
    is_own: bool


class RoadsOut(Schema):
    """The network in use, or none, and the speeds."""

    network: NetworkOut | None
    speeds: list[SpeedOut]


class SpeedIn(StrictSchema):
    """A speed of the county's own, with its reason."""

    kind: Annotated[str, Field(max_length=16)]
    km_h: Speed
    source: Annotated[str, Field(min_length=1, max_length=200)]


class SpeedsIn(StrictSchema):
    """All of the county's own speeds; a class that is not named has the shipped one."""

    speeds: Annotated[list[SpeedIn], Field(max_length=32)]


class RoadReportOut(Schema):
    """What a file of roads holds."""

    node_count: int
    edge_count: int
    length_km: float
    joined_share: float
    warning: str
    is_written: bool
    by_class: dict[str, int]


class RoutesIn(StrictSchema):
    """Without a ``start`` the nearest rescue teams start. ``avoid`` are rings that must not be driven through."""

    goal: Place
    start: Place | None = None
    avoid: Annotated[list[Ring], Field(max_length=40)] = []


class RouteOut(Schema):
    """``kind`` is ``road``, or ``straight`` where no network is or no open road leads there, and no arrival time.

    ``off_road_*`` are the straight bits between a road and the places themselves; nobody has timed those.
    """

    kind: Literal["road", "straight"]
    team: ResourceOut | None
    line: list[tuple[float, float]]
    distance_m: int
    minutes: float
    off_road_start_m: int
    off_road_end_m: int


class RoutesOut(Schema):
    """The quickest first."""

    network: NetworkOut | None
    routes: list[RouteOut]


@router.post("/map/routes", response={200: RoutesOut, **PROBLEMS})
def route_find(request: HttpRequest, body: RoutesIn) -> dict[str, Any]:
    """The quickest way to a place, from a place or from the rescue teams that are there first."""
    user = allowed(request, Permission.SITE_VIEW)
    asked = selectors.Asked(body.goal, body.avoid)
    if body.start is None:
        found = selectors.routes_of_teams(for_user=user, asked=asked)
    else:
        found = selectors.routes_from([body.start], asked)
    return {"network": selectors.network_data(selectors.network_in_use()), "routes": found}


@router.get("/roads", response={200: RoadsOut, **PROBLEMS})
def roads_get(request: HttpRequest) -> dict[str, Any]:
    """The road network in use and the speeds of its classes."""
    allowed(request, Permission.SITE_VIEW)
    return {"network": selectors.network_data(selectors.network_in_use()), "speeds": selectors.speeds_data()}


@router.post("/roads/import", response={200: RoadReportOut, **PROBLEMS})
def roads_import(
    request: HttpRequest,
    file: File[UploadedFile],
    system: Form[System] = System.WGS84,
    licence: Form[Licence] = Licence.ODBL,
    credit: Annotated[str, Form(max_length=200)] = "",
    dry_run: bool = True,
) -> dict[str, Any]:
    """Check roads as GeoJSON lines or ``.osm.pbf``; with ``dry_run=false`` they take the place of those in use."""
    user = allowed(request, Permission.IMPORT_RUN)
    if (file.size or 0) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    report = services.network_import(
        actor=user, raw=file.read(), system=system, licence=licence, credit=credit, file_name=file.name or "",
        dry_run=dry_run, request=request,
    )  # fmt: skip
    return asdict(report)


@router.delete("/roads", response={204: None, **PROBLEMS})
def roads_retire(request: HttpRequest) -> Status[None]:
    """Take the network in use away; distances are straight lines again."""
    user = allowed(request, Permission.IMPORT_RUN)
    services.network_retire(actor=user, request=request)
    return Status(204, None)


@router.put("/roads/speeds", response={200: RoadsOut, **PROBLEMS})
def speeds_set(request: HttpRequest, body: SpeedsIn) -> dict[str, Any]:
    """Set the county's own speeds."""
    user = allowed(request, Permission.IMPORT_RUN)
    services.speeds_set(actor=user, speeds=[one.model_dump() for one in body.speeds], request=request)
    return {"network": selectors.network_data(selectors.network_in_use()), "speeds": selectors.speeds_data()}
