"""Reporting over HTTP: the catalogue, the administrator's platforms, the ledger."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.guard import require_confirmed
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page, StrictSchema
from anlan.records.reporting import catalogue, selectors, services
from anlan.records.reporting.models import Destination, Report

router = Router(tags=["reporting"])


class FactFieldOut(Schema):
    name: str
    label: str
    en: str
    kind: str


class FactKindOut(Schema):
    name: str
    label: str
    en: str
    fields: list[FactFieldOut]


class DestinationOut(Schema):
    id: str
    name: str
    url: str
    kinds: list[str]
    signing: str
    is_enabled: bool
    down_since: str | None
    last_error: str
    last_sent_at: str | None
    waiting: int
    sent: int
    refused: int
    oldest_waiting_at: str | None


class ReportingOut(Schema):
    fact_schema: str
    usual_signing: str
    kinds: list[FactKindOut]
    destinations: list[DestinationOut]


class ReportOut(Schema):
    id: str
    destination: str
    kind: str
    event: str
    record_id: str
    title: str
    key: str
    state: str
    created_at: str
    due_at: str
    attempts: int
    tried_at: str | None
    sent_at: str | None
    status: int | None
    answer: str


class ReportDetailOut(ReportOut):
    body: str


class DestinationIn(StrictSchema):
    name: str = Field(min_length=1, max_length=64)
    url: str = Field(min_length=1, max_length=500)
    secret: str = Field(default="", max_length=200)
    kinds: list[str] = Field(default=[], max_length=100)
    signing: Literal["hmac-sha256", "hmac-sm3", "sm2"] | None = Field(None, description="Unset: by the suite in use.")


class DestinationChange(StrictSchema):
    url: str | None = Field(default=None, min_length=1, max_length=500)
    secret: str = Field(default="", max_length=200)
    kinds: list[str] | None = Field(default=None, max_length=100)
    signing: Literal["hmac-sha256", "hmac-sm3", "sm2"] | None = None
    is_enabled: bool | None = None


class ResendIn(StrictSchema):
    reason: str = Field(min_length=1, max_length=500)


@router.get("/reporting", response={200: ReportingOut, **PROBLEMS})
def reporting(request: HttpRequest) -> dict[str, Any]:
    """What may be told, with the fields of each kind, and who is told; secrets are never shown."""
    allowed(request, Permission.REPORTING_VIEW)
    counted = selectors.counts()
    return {
        "fact_schema": catalogue.SCHEMA,
        "usual_signing": services.usual_signing(),
        "kinds": [_kind(kind) for kind in catalogue.kinds().values()],
        "destinations": [_destination(row, counted.get(row.pk, {})) for row in Destination.objects.order_by("id")],
    }


@router.post("/reporting/destinations", response={201: DestinationOut, **PROBLEMS})
def destination_create(request: HttpRequest, body: DestinationIn) -> Status[dict[str, Any]]:
    """Set up a platform above. It holds a secret: asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    require_confirmed(request)
    row = services.destination_create(
        actor=user, name=body.name, url=body.url, secret=body.secret, chosen=body.kinds, signing=body.signing or "",
        request=request,
    )  # fmt: skip
    return Status(201, _destination(row, {}))


@router.patch("/reporting/destinations/{int:destination_id}", response={200: DestinationOut, **PROBLEMS})
def destination_update(request: HttpRequest, destination_id: int, body: DestinationChange) -> dict[str, Any]:
    """Change a platform; an empty secret stays. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    require_confirmed(request)
    row = services.destination_update(
        actor=user, destination_id=destination_id, url=body.url, secret=body.secret, chosen=body.kinds,
        signing=body.signing or "", is_enabled=body.is_enabled, request=request,
    )  # fmt: skip
    return _destination(row, selectors.counts().get(row.pk, {}))


@router.post("/reporting/destinations/{int:destination_id}/test", response={202: ReportOut, **PROBLEMS})
def destination_test(request: HttpRequest, destination_id: int) -> Status[dict[str, Any]]:
    """Put a test into the ledger; its line says what was answered."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    made = services.destination_test(actor=user, destination_id=destination_id, request=request)
    return Status(202, _report(made))


@router.get("/reporting/ledger", response={200: Page[ReportOut], **PROBLEMS})
def ledger(
    request: HttpRequest, destination: int | None = None, state: Literal["", "waiting", "sent", "refused"] = "",
    kind: str = "", page: int = 1, page_size: int = 50,
) -> dict[str, Any]:  # fmt: skip
    """Every fact that was or will be told, newest first."""
    allowed(request, Permission.REPORTING_VIEW)
    held = destination if destination is None or abs(destination) < 2**63 else -1
    rows = selectors.report_list(held, state, kind.replace("\x00", "")[:64])
    return paged(rows, page=page, page_size=page_size, show=_report)


@router.get("/reporting/ledger/{int:report_id}", response={200: ReportDetailOut, **PROBLEMS})
def report_get(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """One line, with the very words that are sent."""
    allowed(request, Permission.REPORTING_VIEW)
    row = selectors.report_get(report_id)
    return {**_report(row), "body": row.body}


@router.post("/reporting/ledger/{int:report_id}/resend", response={200: ReportOut, **PROBLEMS})
def report_resend(request: HttpRequest, report_id: int, body: ResendIn) -> dict[str, Any]:
    """Send a fact again that was refused, or that the receiver says it lost; same key, same words."""
    user = allowed(request, Permission.REPORTING_RESEND)
    return _report(services.report_resend(actor=user, report_id=report_id, reason=body.reason, request=request))


# --- shapes --------------------------------------------------------------------------------------------


def _kind(kind: catalogue.Kind) -> dict[str, Any]:
    fields = [{"name": one.name, "label": one.label, "en": one.en, "kind": one.kind} for one in kind.fields]
    return {"name": kind.name, "label": kind.label, "en": kind.en, "fields": fields}


def _destination(row: Destination, counted: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row.pk), "name": row.name, "url": row.url, "kinds": sorted(row.since), "signing": row.signing,
        "is_enabled": row.is_enabled, "down_since": _iso(row.down_since),
        "last_error": row.last_error, "last_sent_at": _iso(row.last_sent_at),
        "waiting": counted.get("waiting", 0), "sent": counted.get("sent", 0), "refused": counted.get("refused", 0),
        "oldest_waiting_at": _iso(counted.get("oldest")),
    }  # fmt: skip


def _report(row: Report) -> dict[str, Any]:
    return {
        "id": str(row.pk), "destination": row.destination.name, "kind": row.kind, "event": row.event,
        "record_id": str(row.record_id), "title": row.title, "key": row.key, "state": row.state,
        "created_at": _iso(row.created_at), "due_at": _iso(row.due_at), "attempts": row.attempts,
        "tried_at": _iso(row.tried_at), "sent_at": _iso(row.sent_at), "status": row.status, "answer": row.answer,
    }  # fmt: skip


def _iso(at: Any) -> str | None:
    return at.isoformat() if at else None
