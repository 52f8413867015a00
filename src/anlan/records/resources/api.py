"""Emergency resources over HTTP."""

from dataclasses import asdict
from io import BytesIO
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.scope import Scope
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page, StrictSchema
from anlan.records.resources import importing, selectors, services
from anlan.records.resources.choices import ResourceKind
from anlan.records.sites.choices import CoordSource
from anlan.records.sites.tables.reading import FILE_BYTES_MAX, BadFile

router = Router(tags=["resources"])


class ResourceOut(Schema):
    """A resource; ``contact`` and ``phone`` are empty for readers who do not send help there."""

    id: int
    kind: ResourceKind
    kind_name: str
    name: str
    town_code: str
    town_name: str
    address: str
    lon: float
    lat: float
    coord_source: str
    capacity: int | None
    unit: str
    contact: str
    phone: str
    note: str
    is_active: bool
    is_demo: bool


class ResourceIn(StrictSchema):
    """A new resource; the position is WGS-84."""

    kind: ResourceKind
    name: str = Field(min_length=2, max_length=100)
    town_code: str
    address: str = Field("", max_length=200)
    lon: FiniteFloat
    lat: FiniteFloat
    coord_source: CoordSource = CoordSource.UNKNOWN
    capacity: int | None = Field(None, ge=0, le=2**31 - 1)
    unit: str = Field("", max_length=16)
    contact: str = Field("", max_length=64)
    phone: str = Field("", max_length=20)
    note: str = Field("", max_length=500)


class ResourcePatch(StrictSchema):
    """Changes of a resource; what is left out stays."""

    name: str | None = Field(None, min_length=2, max_length=100)
    town_code: str | None = None
    address: str | None = Field(None, max_length=200)
    lon: FiniteFloat | None = None
    lat: FiniteFloat | None = None
    capacity: int | None = Field(None, ge=0, le=2**31 - 1)
    unit: str | None = Field(None, max_length=16)
    contact: str | None = Field(None, max_length=64)
    phone: str | None = Field(None, max_length=20)
    note: str | None = Field(None, max_length=500)
    is_active: bool | None = None


class ProblemRow(Schema):
    """What is wrong in one cell."""

    row: int
    heading: str
    message: str


class ResourceImportOut(Schema):
    """What an uploaded table holds; nothing is written while there is a problem."""

    rows: int
    added: int
    changed: int
    is_written: bool
    problems: list[ProblemRow]


@router.get("/resources", response={200: Page[ResourceOut], **PROBLEMS})
def resource_list(
    request: HttpRequest,
    kind: Literal["", "team", "supply", "shelter", "hospital", "water"] = "",
    q: str = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Teams, supplies, shelters, hospitals and water sources in use."""
    user = allowed(request, Permission.SITE_VIEW)
    scope = Scope.of(user)
    rows = selectors.resource_list(for_user=user, kind=kind, q=q.strip())
    return paged(rows, page=page, page_size=page_size, show=lambda row: selectors.resource_data(row, scope))


@router.post("/resources", response={201: ResourceOut, **PROBLEMS})
def resource_create(request: HttpRequest, body: ResourceIn) -> Status[dict[str, Any]]:
    """Add a resource."""
    user = allowed(request, Permission.SITE_MANAGE)
    made = services.resource_create(actor=user, request=request, **_columns(body.dict()))
    return Status(201, selectors.resource_data(made, Scope.of(user)))


@router.patch("/resources/{int:resource_id}", response={200: ResourceOut, **PROBLEMS})
def resource_update(request: HttpRequest, resource_id: int, body: ResourcePatch) -> dict[str, Any]:
    """Change a resource, or take it out of use."""
    user = allowed(request, Permission.SITE_MANAGE)
    found = selectors.resource_get(resource_id=resource_id)
    fields = _columns(body.dict(exclude_unset=True))
    changed = services.resource_update(actor=user, resource=found, request=request, **fields)
    return selectors.resource_data(changed, Scope.of(user))


@router.post("/resources/import", response={200: ResourceImportOut, **PROBLEMS})
def resource_import(request: HttpRequest, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """Check a CSV or Excel file row by row; with ``dry_run=false`` write it when nothing is wrong."""
    user = allowed(request, Permission.IMPORT_RUN)
    if (file.size or 0) > FILE_BYTES_MAX:
        raise BadFile(f"文件不能超过 {FILE_BYTES_MAX // 2**20} MB，请拆分后上传。")
    report = importing.resources_import(
        actor=user, file=BytesIO(file.read()), size=file.size or 0, name=file.name or "", dry_run=dry_run,
        request=request,
    )  # fmt: skip
    return asdict(report)


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    if "town_code" in fields:
        fields["town_id"] = fields.pop("town_code")
    return {name: value for name, value in fields.items() if value is not None or name == "capacity"}
