"""Who is to be told: people of certain roles whose jurisdiction covers one enterprise, those on duty first."""

from collections.abc import Iterable

from django.db.models import Q

from anlan.records.accounts.choices import ROLE_SCOPE, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.sites.models import Enterprise

_ROLES = {kind: [role for role, reach in ROLE_SCOPE.items() if reach == kind] for kind in ScopeKind}


class Staff:
    """Everybody who may be called for some enterprises, read with one query when first asked for."""

    def __init__(self, enterprises: Iterable[Enterprise | None]) -> None:
        self._enterprises = {one.pk: one for one in enterprises if one is not None}
        self._people: list[User] | None = None

    def knows(self, enterprise: Enterprise | None) -> bool:
        """True for the enterprises it was made for (and for none, which the county's people cover)."""
        return enterprise is None or enterprise.pk in self._enterprises

    def people_for(self, roles: Iterable[str], enterprise: Enterprise | None) -> list[User]:
        """Active people of ``roles`` for this enterprise; of a role with anybody on duty, only those on duty."""
        wanted = list(roles)
        if not wanted:
            return []
        if self._people is None:
            self._people = list(self._rows())
        near = [user for user in self._people if user.role in wanted and _covers(user, enterprise)]
        return [user for role in wanted for user in _on_duty_first([one for one in near if one.role == role])]

    def _rows(self) -> Iterable[User]:
        """All who cover any of the enterprises; somewhat more, since :func:`_covers` decides."""
        enterprises = self._enterprises.values()
        reach = (
            Q(role__in=_ROLES[ScopeKind.COUNTY])
            | Q(role__in=_ROLES[ScopeKind.FIELD], field__in={one.field for one in enterprises})
            | Q(
                role__in=_ROLES[ScopeKind.TOWN] + _ROLES[ScopeKind.GRID],
                town_id__in={one.town_id for one in enterprises},
            )
            | Q(role__in=_ROLES[ScopeKind.ENTERPRISE], enterprise_id__in=list(self._enterprises))
        )
        return User.objects.filter(reach, is_active=True).order_by("id")


def people_for(roles: Iterable[str], enterprise: Enterprise | None) -> list[User]:
    """As :meth:`Staff.people_for`, for one enterprise."""
    return Staff([enterprise]).people_for(roles, enterprise)


def names(people: Iterable[User]) -> str:
    """People as the timeline lists them: 张三（企业安全管理员）、李四（值班员）."""
    return "、".join(f"{person.name}（{person.role_name}）" for person in people)


def _on_duty_first(users: list[User]) -> list[User]:
    return [user for user in users if user.is_on_duty] or users


def _covers(user: User, enterprise: Enterprise | None) -> bool:
    """True when the enterprise lies in the user's scope; an alarm without enterprise reaches the county only."""
    kind = ROLE_SCOPE[user.role]
    if kind == ScopeKind.COUNTY:
        return True
    if enterprise is None:
        return False
    if kind == ScopeKind.FIELD:
        return user.field == enterprise.field
    if kind == ScopeKind.TOWN:
        return user.town_id == enterprise.town_id
    if kind == ScopeKind.GRID:
        return user.town_id == enterprise.town_id and user.grid in ("", enterprise.grid)
    return user.enterprise_id == enterprise.pk
