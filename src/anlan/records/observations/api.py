"""Observations over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Header, Router
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core import receipts
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page, StrictSchema
from anlan.records.observations import selectors, services
from anlan.records.observations.choices import Kind

router = Router(tags=["observations"])

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=1, le=2**62)]


class ObservationIn(StrictSchema):
    """What was seen: a kind, and a sentence or a photo."""

    kind: Kind
    text: Annotated[str, Field(max_length=1000)] = ""
    seen_at: datetime | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] | None = None
    enterprise_id: Number | None = None
    attachment_ids: list[Number] = []


class DismissIn(StrictSchema):
    """Why nothing has to be done."""

    reason: str


@router.get("/observations", response={200: Page[dict[str, Any]], **PROBLEMS})
def observation_list(
    request: HttpRequest,
    state: Literal["", "open", "taken_over", "dismissed"] = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Observations in the reader's scope and the reader's own, newest first."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    rows = selectors.observation_list(for_user=user, state=state)
    return paged(rows, page=page, page_size=page_size, show=selectors.observation_data)


@router.get("/observations/{int:observation_id}", response={200: dict[str, Any], **PROBLEMS})
def observation_get(request: HttpRequest, observation_id: int) -> dict[str, Any]:
    """One observation with its photos and what became of it."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    return selectors.observation_data(selectors.observation_get(for_user=user, observation_id=observation_id))


@router.post("/observations", response={201: dict[str, Any], **PROBLEMS})
def observation_add(
    request: HttpRequest, body: ObservationIn, idempotency_key: Header[str] = ""
) -> tuple[int, dict[str, Any]]:
    """Report what one sees; with an ``Idempotency-Key`` a repetition answers with the first one's record."""
    user = allowed(request, Permission.INCIDENT_NOTE)
    fields = {**body.model_dump(), "kind": body.kind.value, "attachment_ids": tuple(body.attachment_ids)}

    def add() -> dict[str, Any]:
        row = services.observation_add(actor=user, seen=services.Seen(**fields), request=request)
        return {"observation_id": row.pk}

    what = f"observation {body.model_dump_json()}"
    done = receipts.once(person=user, key=idempotency_key, what=what, work=add)
    row = selectors.observation_get(for_user=user, observation_id=done["observation_id"])
    return 201, selectors.observation_data(row)


@router.post("/observations/{int:observation_id}/dismiss", response={200: dict[str, Any], **PROBLEMS})
def observation_dismiss(request: HttpRequest, observation_id: int, body: DismissIn) -> dict[str, Any]:
    """Settle an observation about which nothing has to be done."""
    user = allowed(request, Permission.INCIDENT_VERIFY)
    row = selectors.observation_get(for_user=user, observation_id=observation_id)
    services.dismiss(observation_id=row.pk, actor=user, reason=body.reason, request=request)
    return selectors.observation_data(selectors.observation_get(for_user=user, observation_id=observation_id))
