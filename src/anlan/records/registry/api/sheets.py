"""Spreadsheets of any register, in and out."""

from dataclasses import asdict
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File
from ninja.files import UploadedFile

from anlan.records.core.downloads import workbook
from anlan.records.core.schemas import PROBLEMS
from anlan.records.registry import sheets
from anlan.records.registry.api.guard import opened
from anlan.records.registry.api.list_schemas import Columns, Filters, SheetReport
from anlan.records.registry.api.routing import router
from anlan.records.sites.tables.reading import require_small


@router.post("/registers/{name}/import", response={200: SheetReport, **PROBLEMS})
def sheet_import(request: HttpRequest, name: str, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """Check a file row by row; with ``dry_run=false`` register its rows as well, all or none."""
    found, user = opened(request, name, "import")
    require_small(file.size)
    report = sheets.sheet_import(
        found,
        actor=user,
        file=BytesIO(file.read()),
        size=file.size or 0,
        name=file.name or "",
        dry_run=dry_run,
        request=request,
    )
    return asdict(report)


@router.get("/registers/{name}/import/template", response={200: bytes, **PROBLEMS})
def sheet_template(request: HttpRequest, name: str) -> FileResponse:
    """The Excel file to fill in."""
    found, _ = opened(request, name, "import")
    return workbook(sheets.sheet_template(found), f"{name}-template.xlsx")


@router.get("/registers/{name}/export", response={200: bytes, **PROBLEMS})
def sheet_export(
    request: HttpRequest,
    name: str,
    f: Filters = [],  # noqa: B006 # Ninja copies it
    q: str = "",
    sort: str = "",
    c: Columns = [],  # noqa: B006
) -> FileResponse:
    """Everything the list of the same question would show, as an Excel file; without ``c`` with every column."""
    found, user = opened(request, name, "export")
    file = sheets.sheet_export(found, actor=user, where=f, q=q, sort=sort, names=c, request=request)
    return workbook(file, f"{name}.xlsx")
