"""Buildings over HTTP."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.areas.choices import System
from anlan.records.areas.reading import BYTES_MAX, TOO_LARGE
from anlan.records.buildings import selectors, services
from anlan.records.buildings.models import FLOORS_MAX, HIGHEST_M
from anlan.records.buildings.outlines import CORNERS_MAX
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.sites.selectors import enterprise_get

router = Router(tags=["buildings"])

Degree = Annotated[FiniteFloat, Field(ge=-180, le=180)]
Corner = tuple[Annotated[FiniteFloat, Field(ge=73, le=136)], Annotated[FiniteFloat, Field(ge=3, le=54)]]
Uses = Literal["workshop", "warehouse", "tank", "utility", "office", "dormitory", "other"]
Id = Annotated[int, Field(ge=1, lt=2**63)]


class BuildingOut(Schema):
    """A building; ``outline`` is a GeoJSON Polygon in WGS-84, ``grade`` the worst standing alarm of its workshop."""

    id: int
    enterprise_id: int
    enterprise_name: str
    workshop_id: int | None
    workshop_name: str
    name: str
    use: Uses
    use_name: str
    height_m: float
    base_m: float
    floors: int | None
    source: str
    version: int
    outline: dict[str, Any]
    grade: Literal["red", "orange", "yellow", "blue"] | None


class BuildingsOut(Schema):
    """Buildings in and around a box; ``is_truncated`` when there are more than are drawn."""

    items: list[BuildingOut]
    is_truncated: bool


class BuildingIn(StrictSchema):
    """Metres above the ground around it; ``ring`` are corners in WGS-84, and may be left out of a change."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    use: Uses = "workshop"
    height_m: Annotated[FiniteFloat, Field(ge=0.5, le=HIGHEST_M)]
    base_m: Annotated[FiniteFloat, Field(ge=0, le=HIGHEST_M)] = 0.0
    floors: Annotated[int, Field(ge=1, le=FLOORS_MAX)] | None = None
    workshop_id: Id | None = None
    ring: Annotated[list[Corner], Field(min_length=3, max_length=CORNERS_MAX)] | None = None


class BuildingChangeIn(BuildingIn):
    """``version`` is the one that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class BuildingRowOut(Schema):
    """One feature of a file, and what is wrong with it."""

    number: int
    name: str
    change: str
    problems: list[str]


class BuildingReportOut(Schema):
    """What a file holds; nothing is written while there is a problem. ``preview`` are GeoJSON features to look at."""

    total: int
    good: int
    is_written: bool
    rows: list[BuildingRowOut]
    preview: list[dict[str, Any]]


@router.get("/map/buildings", response={200: BuildingsOut, **PROBLEMS})
def building_map(request: HttpRequest, west: Degree, south: Degree, east: Degree, north: Degree) -> dict[str, Any]:
    """Outlines, heights and standing alarms of what lies in and around a box; at most 3,000."""
    user = allowed(request, Permission.SITE_VIEW)
    found, is_more = selectors.buildings_in(for_user=user, box=(west, south, east, north))
    alarms = selectors.standing(found)
    return {"items": [selectors.building_data(one, alarms) for one in found], "is_truncated": is_more}


@router.get("/enterprises/{int:enterprise_id}/buildings", response={200: list[BuildingOut], **PROBLEMS})
def building_list(request: HttpRequest, enterprise_id: int) -> list[dict[str, Any]]:
    """All buildings of an enterprise."""
    user = allowed(request, Permission.SITE_VIEW)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    found = list(selectors.building_list(for_user=user).filter(enterprise=site))
    alarms = selectors.standing(found)
    return [selectors.building_data(one, alarms) for one in found]


@router.post("/enterprises/{int:enterprise_id}/buildings", response={201: BuildingOut, **PROBLEMS})
def building_create(request: HttpRequest, enterprise_id: int, body: BuildingIn) -> Status[dict[str, Any]]:
    """Add a building that was drawn on the map."""
    user = allowed(request, Permission.PLAN_MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    made = services.building_create(actor=user, enterprise=site, values=body.model_dump(), request=request)
    return Status(201, selectors.building_data(made, selectors.standing([made])))


@router.post("/enterprises/{int:enterprise_id}/buildings/import", response={200: BuildingReportOut, **PROBLEMS})
def building_import(
    request: HttpRequest,
    enterprise_id: int,
    file: File[UploadedFile],
    system: Form[System] = System.WGS84,
    dry_run: bool = True,
) -> dict[str, Any]:
    """Check buildings as GeoJSON or a zipped shapefile; with ``dry_run=false`` take them in when nothing is wrong."""
    user = allowed(request, Permission.PLAN_MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    if (file.size or 0) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    report = services.buildings_import(
        actor=user, enterprise=site, raw=file.read(), system=system, file_name=file.name or "", dry_run=dry_run,
        request=request,
    )  # fmt: skip
    return asdict(report)


@router.put("/buildings/{int:building_id}", response={200: BuildingOut, **PROBLEMS})
def building_change(request: HttpRequest, building_id: int, body: BuildingChangeIn) -> dict[str, Any]:
    """Change a building; without ``ring`` its outline stays."""
    user = allowed(request, Permission.PLAN_MANAGE)
    held = selectors.building_get(for_user=user, building_id=building_id)
    values = body.model_dump(exclude={"version"})
    services.building_change(actor=user, building=held, version=body.version, values=values, request=request)
    now = selectors.building_get(for_user=user, building_id=building_id)
    return selectors.building_data(now, selectors.standing([now]))


@router.delete("/buildings/{int:building_id}", response={204: None, **PROBLEMS})
def building_delete(request: HttpRequest, building_id: int) -> Status[None]:
    """Take a building off the map."""
    user = allowed(request, Permission.PLAN_MANAGE)
    held = selectors.building_get(for_user=user, building_id=building_id)
    services.building_delete(actor=user, building=held, request=request)
    return Status(204, None)
