"""Consent to electronic delivery over HTTP. Edges only."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from anlan.records.accounts.guard import in_person
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page, StrictSchema
from anlan.records.registry import consents
from anlan.records.registry.api.routing import router


class ConsentOut(Schema):
    """An enterprise's newest consent; only ``valid`` allows a delivery. ``until`` is the last day."""

    enterprise_id: int
    enterprise: str
    source: Literal["signed", "paper", "account"]
    basis: str
    given_at: datetime
    until: date
    state: Literal["valid", "ended", "withdrawn"]
    withdrawn_at: datetime | None
    withdrawn_by: str


class ConsentWithdrawIn(StrictSchema):
    """Why, if the enterprise wants to say."""

    reason: str = Field(default="", max_length=500)


@router.get("/e-service-consents", response={200: Page[ConsentOut], **PROBLEMS})
def consent_list(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """The newest consent of every enterprise in the reader's scope, those that end first before the others."""
    rows = consents.consent_list(for_user=in_person(request))
    return paged(rows, page=page, page_size=page_size, show=consents.consent_data)


@router.post("/e-service-consents", response={201: ConsentOut, **PROBLEMS})
def consent_give(request: HttpRequest) -> Status[dict[str, Any]]:
    """The reader's enterprise agrees, or agrees again."""
    return Status(201, consents.consent_data(consents.consent_give(actor=in_person(request), request=request)))


@router.post("/e-service-consents/withdraw", response={200: ConsentOut, **PROBLEMS})
def consent_withdraw(request: HttpRequest, body: ConsentWithdrawIn) -> dict[str, Any]:
    """The reader's enterprise withdraws its consent."""
    actor = in_person(request)
    return consents.consent_data(consents.consent_withdraw(actor=actor, reason=body.reason, request=request))
