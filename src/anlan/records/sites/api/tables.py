"""Spreadsheets in and out."""

from dataclasses import asdict
from io import BytesIO
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.downloads import XLSX
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites.api.table_schemas import ImportOut
from anlan.records.sites.tables import services
from anlan.records.sites.tables.reading import require_small

router = Router(tags=["tables"])

What = Literal["enterprises", "points"]
CSV = "text/csv; charset=utf-8"


@router.post("/imports/{what}", response={200: ImportOut, **PROBLEMS})
def table_import(
    request: HttpRequest,
    what: What,
    file: File[UploadedFile],
    dry_run: bool = True,
    all_or_nothing: bool = True,
) -> dict[str, Any]:
    """Check a file row by row; with ``dry_run=false`` write it as well."""
    user = allowed(request, Permission.IMPORT_RUN)
    require_small(file.size)
    report = services.table_import(
        actor=user,
        what=what,
        file=BytesIO(file.read()),
        size=file.size or 0,
        name=file.name or "",
        dry_run=dry_run,
        all_or_nothing=all_or_nothing,
        request=request,
    )
    return asdict(report)


@router.get("/imports/{what}/template", response={200: bytes, **PROBLEMS})
def table_template(request: HttpRequest, what: What) -> HttpResponse:
    """The Excel file to fill in."""
    allowed(request, Permission.IMPORT_RUN)
    return _download(services.table_template(what=what), XLSX, f"{what}-template.xlsx")


@router.get("/exports/{what}", response={200: bytes, **PROBLEMS})
def table_export(request: HttpRequest, what: What, format: Literal["xlsx", "csv"] = "xlsx") -> HttpResponse:
    """What the reader may see, in the columns of the import."""
    user = allowed(request, Permission.EXPORT_RUN)
    body = services.table_export(actor=user, what=what, as_csv=format == "csv", request=request)
    return _download(body, CSV if format == "csv" else XLSX, f"{what}.{format}")


def _download(body: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
