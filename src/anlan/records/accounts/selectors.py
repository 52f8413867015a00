"""Questions about people, answered within the asker's scope."""

from django.db.models import Q, QuerySet

from anlan.records.accounts.choices import ROLE_PERMISSIONS, ROLE_SCOPE, Permission, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope


def roles_with(permission: Permission) -> list[str]:
    """Roles that have ``permission``."""
    return [role for role, held in ROLE_PERMISSIONS.items() if permission in held]


def person_list(*, for_user: User) -> QuerySet[User]:
    """Active people whom ``for_user`` may know of: colleagues of the scope, and for officials the county's officers."""
    scope = Scope.of(for_user)
    people = User.objects.filter(is_active=True).select_related("enterprise", "town").order_by("-is_on_duty", "id")
    if scope.is_county:
        return people
    if scope.kind == "nothing":
        return people.none()
    within = Q(enterprise__isnull=False) & scope.q("enterprise__")
    if scope.kind == ScopeKind.ENTERPRISE:
        return people.filter(within)
    county = Q(role__in=[role for role, kind in ROLE_SCOPE.items() if kind == ScopeKind.COUNTY])
    return people.filter(within | county | _same_office(scope))


def _same_office(scope: Scope) -> Q:
    if scope.kind == ScopeKind.FIELD:
        return Q(field=scope.field) | Q(town__isnull=False, enterprise=None)
    return Q(town_id=scope.town_code, enterprise=None)


def person_covering(
    people: QuerySet[User], *, permission: Permission, enterprise_id: int, town_code: str, field: str, grid: str
) -> QuerySet[User]:
    """Those of ``people`` who hold ``permission`` and within whose scope this enterprise lies."""
    roles = set(roles_with(permission))

    def of(kind: ScopeKind) -> list[str]:
        return [role for role in roles if ROLE_SCOPE[role] == kind]

    return people.filter(
        Q(role__in=of(ScopeKind.COUNTY))
        | Q(role__in=of(ScopeKind.FIELD), field=field)
        | Q(role__in=of(ScopeKind.TOWN), town_id=town_code)
        | Q(role__in=of(ScopeKind.GRID), town_id=town_code, grid__in=["", grid])
        | Q(role__in=of(ScopeKind.ENTERPRISE), enterprise_id=enterprise_id)
    )
