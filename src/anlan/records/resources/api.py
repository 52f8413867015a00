"""Emergency resources over HTTP, to be read; they are registered and checked in ``/api/registers/rescue_resources``."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.scope import Scope
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.resources import selectors
from anlan.records.resources.choices import ResourceKind

router = Router(tags=["resources"])


class ResourceOut(Schema):
    """A resource; ``contact`` and ``phone`` are empty for readers who do not send help there.

    ``id`` is that of its record in the register; ``is_overdue`` says that its quarterly check is late.
    """

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
    checked_by: str | None
    is_overdue: bool


@router.get("/resources", response={200: Page[ResourceOut], **PROBLEMS})
def resource_list(
    request: HttpRequest,
    kind: Literal["", "team", "supply", "shelter", "hospital", "water"] = "",
    q: str = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Teams, supplies, shelters, hospitals and water sources that are ready and have a position."""
    user = allowed(request, Permission.SITE_VIEW)
    scope = Scope.of(user)
    rows = selectors.resource_list(for_user=user, kind=kind, q=q.strip())
    return paged(rows, page=page, page_size=page_size, show=lambda row: selectors.resource_data(row, scope))
