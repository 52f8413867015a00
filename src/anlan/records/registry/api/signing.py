"""Signatures on documents, and their delivery to enterprises, over HTTP. Edges only."""

from datetime import date
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Schema, Status
from pydantic import Field

from anlan.records.accounts.guard import in_person
from anlan.records.core.paging import paged
from anlan.records.core.photos import file_path
from anlan.records.core.schemas import PROBLEMS, Page, StrictSchema
from anlan.records.registry import delivery, papers, selectors
from anlan.records.registry.api.guard import opened
from anlan.records.registry.api.routing import router
from anlan.records.registry.looking import looked
from anlan.records.registry.signing import keeping, schema, standing, statement

RECORD = "/registers/{name}/records/{int:record_id}"


class SignatureOut(Schema):
    """One person's signature or refusal; ``url`` is the picture, empty where there is none."""

    role: str
    role_label: str
    name: str
    duty: str
    is_refused: bool
    reason: str
    signed_at: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    seal: str
    url: str


class SigningOut(Schema):
    """What was signed, and whether it holds: ``valid``, ``changed`` (the record says otherwise now) or ``broken``."""

    id: int
    paper: str
    title: str
    sha256: str
    statement: str
    kept_at: str
    kept_by: str
    state: Literal["valid", "changed", "broken"]
    differs: list[str]
    agrees_to_e_service: bool
    signatures: list[SignatureOut]


class StatementOut(Schema):
    """What is to be signed, as text, and its SHA-256."""

    statement: str
    sha256: str


class DeliverIn(StrictSchema):
    """A confirmation on paper and the day it was signed, where the enterprise has no consent that holds."""

    consent: str = Field(default="", max_length=200)
    consent_on: date | None = None


class ServedOut(Schema):
    """A document delivered to an enterprise's account; ``is_mine``: the reader is one who may receive it."""

    id: int
    document_id: int
    title: str
    no: str
    format: str
    sha256: str
    enterprise: str
    consent: str
    sent_at: str
    sent_by: str
    opened_at: str | None
    opened_by: str
    received_at: str | None
    received_by: str
    is_mine: bool
    may_receive: bool
    url: str


@router.get(RECORD + "/signings", response={200: list[SigningOut], **PROBLEMS})
def signing_list(request: HttpRequest, name: str, record_id: int) -> list[dict[str, Any]]:
    """What was signed of a record, newest first; each is checked against the record and the audit trail now."""
    found, user = opened(request, name)
    record = selectors.record_get(found, for_user=user, record_id=record_id)
    rows = standing.signings_of(found, record)
    looked(found, "signings", by=user, record=record, facts={"signings": len(rows)}, request=request)
    return [standing.signing_data(found, papers.paper_get(found, row.paper), record, row) for row in rows]


@router.get(RECORD + "/papers/{paper}/statement", response={200: StatementOut, **PROBLEMS})
def statement_get(request: HttpRequest, name: str, record_id: int, paper: str) -> dict[str, str]:
    """What people sign of a document as the record stands now."""
    found, user = opened(request, name)
    wanted = papers.paper_get(found, paper)
    opened(request, name, wanted.right)
    record = selectors.record_get(found, for_user=user, record_id=record_id)
    text = statement.statement_of(found, wanted, record, user)
    looked(found, "statement", by=user, record=record, facts={"paper": wanted.name}, request=request)
    return {"statement": text, "sha256": statement.sha256(text)}


@router.post(RECORD + "/papers/{paper}/signings", response={201: list[SigningOut], **PROBLEMS})
def signing_add(
    request: HttpRequest, name: str, record_id: int, paper: str, body: schema.Signed
) -> Status[list[dict[str, Any]]]:
    """Sign a document on a screen at a desk; refused when the record is not what ``statement`` says."""
    found, user = opened(request, name, "edit")
    wanted = papers.paper_get(found, paper)
    keeping.paper_sign(found, actor=user, record_id=record_id, paper=wanted, signed=body, request=request)
    return Status(201, signing_list(request, name, record_id))


@router.get(RECORD + "/deliveries", response={200: list[ServedOut], **PROBLEMS})
def record_deliveries(request: HttpRequest, name: str, record_id: int) -> list[dict[str, Any]]:
    """Deliveries of a record's documents, oldest first."""
    found, user = opened(request, name)
    record = selectors.record_get(found, for_user=user, record_id=record_id)
    return [delivery.delivery_data(row, user) for row in delivery.deliveries_of(found, record)]


@router.post(RECORD + "/documents/{int:document_id}/deliver", response={201: ServedOut, **PROBLEMS})
def document_deliver(
    request: HttpRequest, name: str, record_id: int, document_id: int, body: DeliverIn
) -> Status[dict[str, Any]]:
    """Deliver a document to the enterprise's account; its people are told."""
    found, user = opened(request, name, "edit")
    row = delivery.document_deliver(
        found,
        actor=user,
        record_id=record_id,
        document_id=document_id,
        consent=body.consent,
        consent_on=body.consent_on,
        request=request,
    )
    return Status(201, delivery.delivery_data(row, user))


@router.get("/deliveries", response={200: Page[ServedOut], **PROBLEMS})
def delivery_list(
    request: HttpRequest, state: Literal["", "waiting", "received"] = "", page: int = 1, page_size: int = 50
) -> dict[str, Any]:
    """Documents delivered to enterprises in the reader's scope, newest first."""
    user = in_person(request)
    rows = delivery.delivery_list(for_user=user, state=state)
    return paged(rows, page=page, page_size=page_size, show=lambda row: delivery.delivery_data(row, user))


@router.get("/deliveries/{int:delivery_id}/file", response={200: bytes, **PROBLEMS})
def delivery_file(request: HttpRequest, delivery_id: int) -> FileResponse:
    """The document; the enterprise's first look is noted."""
    made = delivery.delivery_open(actor=in_person(request), delivery_id=delivery_id, request=request)
    name = f"{made.title} {made.no}.{made.format}"
    answer = FileResponse(file_path(made.sha256).open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = papers.FORMATS[made.format]
    answer["Cache-Control"] = "no-store"
    return answer


@router.post("/deliveries/{int:delivery_id}/receive", response={200: ServedOut, **PROBLEMS})
def delivery_receive(request: HttpRequest, delivery_id: int) -> dict[str, Any]:
    """Acknowledge receipt, after having opened it."""
    user = in_person(request)
    return delivery.delivery_data(delivery.delivery_receive(actor=user, delivery_id=delivery_id, request=request), user)
