"""Official boundaries over HTTP."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.areas.choices import Level, System
from anlan.records.areas.county import county_update
from anlan.records.areas.models import Area
from anlan.records.areas.reading import BYTES_MAX, TOO_LARGE
from anlan.records.areas.services import boundaries_import
from anlan.records.core.errors import Invalid
from anlan.records.core.guard import require_confirmed
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.places.api import CountyOut, county
from anlan.records.places.api import router as places

router = Router(tags=["areas"])


class AreaOut(Schema):
    """An outline as GeoJSON in WGS-84."""

    code: str
    name: str
    source: str
    taken_at: str
    outline: dict[str, Any]


class BoundaryRowOut(Schema):
    """One feature of a file: how it was matched (``code``, ``name``, ``new`` or not), and what is wrong."""

    number: int
    code: str
    name: str
    matched_by: str
    change: str
    problems: list[str]


class BoundaryReportOut(Schema):
    """What a file holds; nothing is written while there is a problem. ``preview`` are GeoJSON features to look at."""

    total: int
    good: int
    is_written: bool
    rows: list[BoundaryRowOut]
    missing: list[str]
    preview: list[dict[str, Any]]


@router.get("/areas", response={200: list[AreaOut], **PROBLEMS})
def area_list(request: HttpRequest, level: Level) -> list[dict[str, Any]]:
    """Official outlines of a level; empty where none were taken in."""
    allowed(request, Permission.SITE_VIEW)
    return [
        {"code": row.code, "name": row.name, "source": row.source, "taken_at": row.taken_at.isoformat(),
         "outline": row.outline}
        for row in Area.objects.filter(level=level)
    ]  # fmt: skip


@router.post("/areas/import", response={200: BoundaryReportOut, **PROBLEMS})
def area_import(
    request: HttpRequest,
    file: File[UploadedFile],
    level: Form[Level] = Level.TOWN,
    system: Form[System] = System.CGCS2000,
    code_field: Annotated[str, Form(max_length=64)] = "",
    name_field: Annotated[str, Form(max_length=64)] = "",
    dry_run: bool = True,
) -> dict[str, Any]:
    """Check boundaries as GeoJSON or a zipped shapefile; with ``dry_run=false`` take them in when nothing is wrong."""
    user = allowed(request, Permission.IMPORT_RUN)
    if (file.size or 0) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    report = boundaries_import(
        actor=user, raw=file.read(), level=level, system=system, file_name=file.name or "", dry_run=dry_run,
        code_field=code_field, name_field=name_field, request=request,
    )  # fmt: skip
    return asdict(report)


class CountyIn(StrictSchema):
    """Boxes are west, south, east, north in degrees, WGS-84: all of the county, and what the map opens with."""

    code: str = Field(min_length=6, max_length=6)
    name: str = Field(min_length=2, max_length=32)
    lon: FiniteFloat = Field(ge=-180, le=180)
    lat: FiniteFloat = Field(ge=-90, le=90)
    bbox: list[FiniteFloat] = Field(min_length=4, max_length=4)
    view: list[FiniteFloat] = Field(min_length=4, max_length=4)


# One path, one view: the reading of the county stands on the router of places.
@places.put("/county", response={200: CountyOut, **PROBLEMS})
def county_change(request: HttpRequest, body: CountyIn) -> dict[str, Any]:
    """Say which county this is; its towns are kept in the back office."""
    user = allowed(request, Permission.ADMIN_SITE)
    require_confirmed(request)
    county_update(actor=user, values=body.model_dump(), request=request)
    return county(request)
