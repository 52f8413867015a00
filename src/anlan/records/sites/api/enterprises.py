"""Enterprises."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.sites import selectors
from anlan.records.sites.api import show
from anlan.records.sites.api.enterprise_schemas import EnterpriseIn, EnterpriseOut, EnterprisePatch, EnterpriseRow
from anlan.records.sites.extensions import enterprise_facts, point_facts
from anlan.records.sites.services import enterprises

router = Router(tags=["enterprises"])


@router.get("/enterprises", response={200: Page[EnterpriseRow], **PROBLEMS})
def enterprise_list(
    request: HttpRequest, q: str = "", town: str = "", risk: str = "", page: int = 1, page_size: int = 50
) -> dict[str, Any]:
    """Enterprises in the reader's scope."""
    user = allowed(request, Permission.SITE_VIEW)
    rows = selectors.enterprise_list(for_user=user, q=q, town=town, risk=risk)
    shown = paged(rows, page=page, page_size=page_size)
    facts = enterprise_facts([row.pk for row in shown["items"]])
    shown["items"] = [show.enterprise_row(row, facts[row.pk]) for row in shown["items"]]
    return shown


@router.post("/enterprises", response={201: EnterpriseOut, **PROBLEMS})
def enterprise_create(request: HttpRequest, body: EnterpriseIn) -> Status[dict[str, Any]]:
    """Add an enterprise."""
    user = allowed(request, Permission.SITE_MANAGE)
    made = enterprises.enterprise_create(actor=user, request=request, **_columns(body.dict()))
    return Status(201, _shown(request, made.pk))


@router.get("/enterprises/{int:enterprise_id}", response={200: EnterpriseOut, **PROBLEMS})
def enterprise_get(request: HttpRequest, enterprise_id: int) -> dict[str, Any]:
    """One enterprise with workshops, equipment, gateways, points and what is going on there."""
    allowed(request, Permission.SITE_VIEW)
    return _shown(request, enterprise_id)


@router.patch("/enterprises/{int:enterprise_id}", response={200: EnterpriseOut, **PROBLEMS})
def enterprise_update(request: HttpRequest, enterprise_id: int, body: EnterprisePatch) -> dict[str, Any]:
    """Change an enterprise."""
    user = allowed(request, Permission.SITE_MANAGE)
    found = selectors.enterprise_get(for_user=user, enterprise_id=enterprise_id)
    fields = _columns(body.dict(exclude_unset=True, exclude={"reason"}))
    enterprises.enterprise_update(actor=user, enterprise=found, reason=body.reason, request=request, **fields)
    return _shown(request, enterprise_id)


def _shown(request: HttpRequest, enterprise_id: int) -> dict[str, Any]:
    row = selectors.enterprise_get(for_user=allowed(request, Permission.SITE_VIEW), enterprise_id=enterprise_id)
    facts = enterprise_facts([row.pk])[row.pk]
    return show.enterprise(row, facts, point_facts(point.pk for point in row.points.all()))


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    """API names into column names; a null asks for nothing."""
    given = {name: value for name, value in fields.items() if value is not None}
    if "town_code" in given:
        given["town_id"] = given.pop("town_code")
    return given
