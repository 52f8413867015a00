"""Who can be given an incident."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.schemas import Person
from anlan.records.accounts.selectors import person_covering, person_list, roles_with
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites import selectors

router = Router(tags=["people"])

ABILITIES = {"dispatch_to": Permission.INCIDENT_HANDLE, "verify": Permission.INCIDENT_VERIFY}
SHOWN_MAX = 500


@router.get("/people", response={200: list[Person], **PROBLEMS})
def people(
    request: HttpRequest, enterprise: int | None = None, can: Literal["dispatch_to", "verify"] | None = None
) -> list[Any]:
    """People the reader may know of; with ``enterprise``, those within whose scope it lies; on duty first."""
    user = allowed(request, Permission.PEOPLE_VIEW)
    rows = person_list(for_user=user)
    wanted = ABILITIES[can] if can else Permission.SITE_VIEW
    if enterprise is not None:
        site = selectors.enterprise_get(for_user=user, enterprise_id=enterprise)
        rows = person_covering(
            rows,
            permission=wanted,
            enterprise_id=site.pk,
            town_code=site.town_code,
            field=site.field,
            grid=site.grid,
        )
    elif can:
        rows = rows.filter(role__in=roles_with(wanted))
    return list(rows[:SHOWN_MAX])
