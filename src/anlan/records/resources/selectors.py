"""Questions about resources, answered from the one table of them: the register of rescue resources.

Where help is, everybody who sees enterprises may know: an enterprise must find its nearest hospital. Whom to call there
is for those who send help: the county, the committees and the resource's own town. What the register says is out of
order is no help, and what has no position is not on a map.
"""

from typing import Any

from django.db.models import Q, QuerySet

from anlan.domain.geodesy import Position
from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.registers.drills.models import RescueResource
from anlan.records.resources.choices import ResourceKind

READY = "ready"
SENDS_HELP = (ScopeKind.COUNTY, ScopeKind.FIELD)
OF_A_TOWN = (ScopeKind.TOWN, ScopeKind.GRID)


def resource_list(*, for_user: User, kind: str = "", q: str = "") -> QuerySet[RescueResource]:
    """Resources that are ready and placed; ``q`` looks in names and addresses. A reader without any scope sees none."""
    if Scope.of(for_user).kind == "nothing":
        return RescueResource.objects.none()
    kinds = [kind] if kind else list(ResourceKind.values)
    rows = RescueResource.objects.filter(state=READY, kind__in=kinds).exclude(Q(lon=None) | Q(lat=None))
    rows = rows.select_related("town").order_by("kind", "id")
    return rows.filter(Q(title__icontains=q) | Q(address__icontains=q)) if q else rows


def place_of(resource: RescueResource) -> Position:
    """Where a resource of :func:`resource_list` is: those without a position are not in it."""
    assert resource.lon is not None
    assert resource.lat is not None
    return resource.lon, resource.lat


def may_call(scope: Scope, resource: RescueResource) -> bool:
    """True when this reader is told whom to call."""
    return scope.kind in SENDS_HELP or (scope.kind in OF_A_TOWN and scope.town_code == resource.town_id)


def resource_data(resource: RescueResource, scope: Scope) -> dict[str, Any]:
    """A resource as its readers get it."""
    is_told = may_call(scope, resource)
    return {
        "id": resource.pk, "kind": resource.kind, "kind_name": ResourceKind(resource.kind).label,
        "name": resource.title, "town_code": resource.town_id or "",
        "town_name": resource.town.name if resource.town else "",
        "address": resource.address, "lon": resource.lon, "lat": resource.lat, "coord_source": resource.coord_source,
        "capacity": resource.quantity, "unit": resource.measure, "note": resource.ability,
        "contact": resource.contact if is_told else "", "phone": resource.phone if is_told else "",
        "checked_by": resource.check_by.isoformat() if resource.check_by else None, "is_overdue": resource.is_overdue,
    }  # fmt: skip
