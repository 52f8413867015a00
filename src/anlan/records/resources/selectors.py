"""Questions about resources.

Where help is, everybody who sees enterprises may know: an enterprise must find its nearest hospital. Whom to call there
is for those who send help: the county, the committees and the resource's own town.
"""

from typing import Any

from django.db.models import Q, QuerySet

from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import NotFound
from anlan.records.resources.choices import ResourceKind
from anlan.records.resources.models import Resource

SENDS_HELP = (ScopeKind.COUNTY, ScopeKind.FIELD)
OF_A_TOWN = (ScopeKind.TOWN, ScopeKind.GRID)


def resource_list(*, for_user: User, kind: str = "", q: str = "") -> QuerySet[Resource]:
    """Resources in use; ``q`` looks in names and addresses. A reader without any scope sees none."""
    if Scope.of(for_user).kind == "nothing":
        return Resource.objects.none()
    rows = Resource.objects.filter(is_active=True).select_related("town")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(Q(name__icontains=q) | Q(address__icontains=q)) if q else rows


def resource_get(*, resource_id: int) -> Resource:
    """One resource, in use or not, for its keeper.

    Raises:
        NotFound: it is not there.
    """
    found = Resource.objects.select_related("town").filter(pk=resource_id).first()
    if found is None:
        raise NotFound
    return found


def may_call(scope: Scope, resource: Resource) -> bool:
    """True when this reader is told whom to call."""
    return scope.kind in SENDS_HELP or (scope.kind in OF_A_TOWN and scope.town_code == resource.town_id)


def resource_data(resource: Resource, scope: Scope) -> dict[str, Any]:
    """A resource as its readers get it."""
    is_told = may_call(scope, resource)
    return {
        "id": resource.pk, "kind": resource.kind, "kind_name": ResourceKind(resource.kind).label,
        "name": resource.name, "town_code": resource.town_id, "town_name": resource.town.name,
        "address": resource.address, "lon": resource.lon, "lat": resource.lat, "coord_source": resource.coord_source,
        "capacity": resource.capacity, "unit": resource.unit, "note": resource.note, "is_demo": resource.is_demo,
        "contact": resource.contact if is_told else "", "phone": resource.phone if is_told else "",
        "is_active": resource.is_active,
    }  # fmt: skip
