"""The map and the counters over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.schemas import PROBLEMS
from anlan.records.overview import selectors

router = Router(tags=["overview"])


@router.get("/map", response={200: dict[str, Any], **PROBLEMS})
def county_map(request: HttpRequest) -> dict[str, Any]:
    """Everything the map draws at first."""
    return selectors.county_map(for_user=allowed(request, Permission.SITE_VIEW))


@router.get("/overview", response={200: dict[str, Any], **PROBLEMS})
def overview(request: HttpRequest) -> dict[str, Any]:
    """Counters for the header and the wall."""
    return selectors.overview(for_user=allowed(request, Permission.SITE_VIEW))
