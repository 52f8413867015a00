"""The report builder over HTTP. Edges only."""

from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from anlan.records.accounts.guard import allowed, in_person, signed_in
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.figures import report_files, reports
from anlan.records.figures.report_parts import ReportDefinition, sums
from anlan.records.figures.report_sources import SOURCES, item, source_offer
from anlan.records.registry.api.guard import opened
from anlan.records.registry.columns import column
from anlan.records.registry.filters import filterable

router = Router(tags=["reports"])
Format = Literal["docx", "pdf", "xlsx"]


class ReportSeries(Schema):
    """One line: a value for each label, null where nothing can be said."""

    name: str
    values: list[float | None]


class ReportChart(Schema):
    """Bars of a part (name and number), or ``lines``: ``series`` over ``labels``."""

    title: str
    kind: Literal["bars", "lines"] = "bars"
    bars: list[tuple[str, float]]
    labels: list[str] = []
    series: list[ReportSeries] = []


class ReportPartOut(Schema):
    """A part worked out; ``where`` has for each row the filter that lists what it counts."""

    heading: str
    register_name: str
    label: str
    head: list[str]
    rows: list[list[str]]
    where: list[list[str]]
    is_cut: bool
    chart: ReportChart | None
    refused: str


class ReportResult(Schema):
    """A report worked out for the reader."""

    title: str
    period_label: str
    scope_label: str
    parts: list[ReportPartOut]
    failed: str = ""


class OwnReportOut(Schema):
    """A kept report; ``schedule`` is how often the reader has it made."""

    id: int
    title: str
    owner: str
    is_own: bool
    shared_with: str
    definition: ReportDefinition
    schedule: str
    updated_at: str


class OwnReportIn(StrictSchema):
    """A report to keep, and the role that shall find it as well."""

    definition: ReportDefinition
    shared_with: str = ""


class ReportScheduleIn(StrictSchema):
    """How often; "" ends it."""

    kind: Literal["", "daily", "weekly", "monthly"]


class ReportIssueOut(Schema):
    """A report that was made by itself for the reader."""

    id: int
    title: str
    kind: str
    since: str
    until: str
    made_at: str


class ReportOfferItem(Schema):
    """Beyond the register's schema: what can be added up, and which days a period can be counted by."""

    name: str
    label: str
    en: str


class ReportSourceValue(Schema):
    """One value that a filter may keep."""

    value: str
    label: str


class ReportSourceFilter(ReportOfferItem):
    """A dimension that is a filter as well; without ``choices`` the value is typed."""

    choices: list[ReportSourceValue]


class ReportOffer(Schema):
    """For one register: columns that can be summed, and columns with days. For alarms and work orders also what a
    register says in its schema: figures, dimensions and columns."""

    sums: list[ReportOfferItem]
    days: list[ReportOfferItem]
    figures: list[ReportOfferItem] = []
    dimensions: list[ReportSourceFilter] = []
    columns: list[ReportOfferItem] = []


@router.get("/reports", response={200: list[OwnReportOut], **PROBLEMS})
def report_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The reader's reports and those shared with the reader's role."""
    user = signed_in(request)
    return [reports.report_data(row, user) for row in reports.report_list(for_user=user)]


@router.get("/report-sources", response={200: list[ReportOfferItem], **PROBLEMS})
def source_list(request: HttpRequest) -> list[dict[str, str]]:
    """What the reader can build reports over beside registers."""
    user = signed_in(request)
    return [item(one) for one in SOURCES.values() if user.may(one.right)]


@router.get("/report-offers/{name}", response={200: ReportOffer, **PROBLEMS})
def report_offer(request: HttpRequest, name: str) -> dict[str, Any]:
    """What a report can do with a register, beyond what its schema says, or with alarms and work orders."""
    if (source := SOURCES.get(name)) is not None:
        allowed(request, source.right)
        return source_offer(source)
    register, _ = opened(request, name)
    days = [one for one in filterable(register) if one.kind in ("date", "datetime")]
    added = [column(register, one) for one in sums(register)]
    return {key: [{"name": one.name, "label": one.label, "en": one.en} for one in rows]
            for key, rows in (("sums", added), ("days", days))}  # fmt: skip


@router.post("/reports/preview", response={200: ReportResult, **PROBLEMS})
def report_preview(request: HttpRequest, body: ReportDefinition) -> dict[str, Any]:
    """Work a report out without keeping it."""
    return reports.report_result(body, for_user=signed_in(request))


@router.post("/reports", response={201: OwnReportOut, **PROBLEMS})
def report_create(request: HttpRequest, body: OwnReportIn) -> Status[dict[str, Any]]:
    """Keep a report."""
    user = signed_in(request)
    row = reports.report_save(actor=user, wanted=body.definition, shared_with=body.shared_with, request=request)
    return Status(201, reports.report_data(row, user))


@router.put("/reports/{int:report_id}", response={200: OwnReportOut, **PROBLEMS})
def report_replace(request: HttpRequest, report_id: int, body: OwnReportIn) -> dict[str, Any]:
    """Replace one of one's own."""
    user = signed_in(request)
    row = reports.report_save(
        actor=user, wanted=body.definition, shared_with=body.shared_with, report_id=report_id, request=request
    )
    return reports.report_data(row, user)


@router.delete("/reports/{int:report_id}", response={204: None, **PROBLEMS})
def report_delete(request: HttpRequest, report_id: int) -> Status[None]:
    """Forget one of one's own."""
    reports.report_delete(actor=signed_in(request), report_id=report_id, request=request)
    return Status(204, None)


@router.get("/reports/{int:report_id}/result", response={200: ReportResult, **PROBLEMS})
def report_result(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """A kept report, worked out now within the reader's scope."""
    user = signed_in(request)
    row = reports.report_get(for_user=user, report_id=report_id)
    return reports.report_result(reports.definition_of(row), for_user=user)


@router.get("/reports/{int:report_id}/file", response={200: bytes, **PROBLEMS})
def report_file(request: HttpRequest, report_id: int, format: Format = "docx") -> HttpResponse:
    """The same as Word, PDF or Excel."""
    user = signed_in(request)
    row = reports.report_get(for_user=user, report_id=report_id)
    return _file(reports.report_export(row, actor=user, format=format, request=request), format)


@router.put("/reports/{int:report_id}/schedule", response={200: OwnReportOut, **PROBLEMS})
def report_schedule(request: HttpRequest, report_id: int, body: ReportScheduleIn) -> dict[str, Any]:
    """Have it made for oneself every day, week or month."""
    user = signed_in(request)
    reports.schedule_set(actor=user, report_id=report_id, kind=body.kind, request=request)
    return reports.report_data(reports.report_get(for_user=user, report_id=report_id), user)


@router.get("/report-issues", response={200: list[ReportIssueOut], **PROBLEMS})
def issue_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest hundred that were made for the reader."""
    return [reports.issue_data(row) for row in reports.issue_list(for_user=in_person(request))[:100]]


@router.get("/report-issues/{int:issue_id}", response={200: ReportResult, **PROBLEMS})
def issue_get(request: HttpRequest, issue_id: int) -> dict[str, Any]:
    """One of them to read."""
    result: dict[str, Any] = reports.issue_get(for_user=in_person(request), issue_id=issue_id).result
    return result


@router.get("/report-issues/{int:issue_id}/file", response={200: bytes, **PROBLEMS})
def issue_file(request: HttpRequest, issue_id: int, format: Format = "docx") -> HttpResponse:
    """One of them as a file."""
    user = in_person(request)
    row = reports.issue_get(for_user=user, issue_id=issue_id)
    return _file(reports.issue_export(row, actor=user, format=format, request=request), format)


def _file(result: dict[str, Any], format: Format) -> HttpResponse:
    answer = HttpResponse(report_files.report_file(result, format), content_type=report_files.FORMATS[format])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(result['title'])}.{format}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


__all__ = ["router"]
