"""Who is to be told: people of certain roles whose jurisdiction covers one enterprise, those on duty first."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from anlan.records.accounts.choices import ROLE_SCOPE, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.sites.models import Enterprise


def people_for(roles: Iterable[str], enterprise: Enterprise | None) -> list[User]:
    """Active people of ``roles`` for this enterprise; of a role with anybody on duty, only those on duty."""
    wanted = list(roles)
    if not wanted:
        return []
    rows = User.objects.filter(is_active=True).filter(_covering(wanted, enterprise)).order_by("id")
    found = {role: [user for user in rows if user.role == role] for role in wanted}
    return [user for role in wanted for user in _on_duty_first(found[role])]


def first_of(roles: Sequence[str], enterprise: Enterprise | None) -> User | None:
    """The first person to charge with a work order, trying ``roles`` in their order."""
    people = people_for(roles, enterprise)
    return people[0] if people else None


def names(people: Iterable[User]) -> str:
    """People as the timeline lists them: 张三（企业安全管理员）、李四（值班员）."""
    return "、".join(f"{person.name}（{person.role_name}）" for person in people)


def _on_duty_first(users: list[User]) -> list[User]:
    return [user for user in users if user.is_on_duty] or users


def _covering(roles: list[str], enterprise: Enterprise | None) -> Q:
    """One condition for all roles, so that one query finds everybody."""
    found = Q(pk__in=[])
    for role in roles:
        reach = _reach(ROLE_SCOPE[role], enterprise)
        if reach is not None:
            found |= Q(role=role) & reach
    return found


def _reach(kind: ScopeKind, enterprise: Enterprise | None) -> Q | None:
    """Whose scope holds the enterprise; None: nobody's (an alarm without enterprise reaches the county only)."""
    if kind == ScopeKind.COUNTY:
        return Q()
    if enterprise is None:
        return None
    if kind == ScopeKind.FIELD:
        return Q(field=enterprise.field)
    if kind == ScopeKind.TOWN:
        return Q(town_id=enterprise.town_id)
    if kind == ScopeKind.GRID:
        return Q(town_id=enterprise.town_id, grid__in=["", enterprise.grid])
    return Q(enterprise_id=enterprise.pk)
