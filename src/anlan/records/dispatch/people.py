"""Who is to be told: people of certain roles whose jurisdiction covers one enterprise, those on duty first.

Of a role with anybody on a shift now, those on shift (the substitute where there is one); with an empty roster, those
marked as on duty; without any, all of them: better too many than nobody. Each pick says which it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from anlan.records.accounts.choices import ROLE_SCOPE, Permission, Role, ScopeKind
from anlan.records.accounts.grants import permissions_of
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.dispatch.models import Team
from anlan.records.rosters.models import Shift
from anlan.records.sites.models import Enterprise

_ROLES = {kind: [role for role, reach in ROLE_SCOPE.items() if reach == kind] for kind in ScopeKind}
#: Roles that can do something about a work order: handle it, or give it to somebody who can.
HOLDERS = frozenset(
    role for role in ROLE_SCOPE if permissions_of(role) & {Permission.INCIDENT_HANDLE, Permission.INCIDENT_DISPATCH}
)


@dataclass(frozen=True, slots=True)
class Pick:
    """One person, for which target, and because of what.

    ``because``: ``shift`` (``shift_id`` says which), ``on_duty`` (marked so), ``all`` (nobody of the role is on duty),
    ``team``, ``named``, or ``charged`` (the work order is theirs).
    """

    person: User
    target: str
    because: str
    shift_id: int | None = None


class Staff:
    """Everybody who may be called for some enterprises at one moment, read with one query when first asked for."""

    def __init__(self, enterprises: Iterable[Enterprise | None], at: datetime | None = None) -> None:
        self._enterprises = {one.pk: one for one in enterprises if one is not None}
        self._at = at or clock.now()
        self._people: list[User] | None = None

    def knows(self, enterprise: Enterprise | None) -> bool:
        """True for the enterprises it was made for (and for none, which the county's people cover)."""
        return enterprise is None or enterprise.pk in self._enterprises

    def people_for(self, targets: Iterable[str], enterprise: Enterprise | None) -> list[User]:
        """As :meth:`picks_for`, without the reasons."""
        return [pick.person for pick in self.picks_for(targets, enterprise)]

    def picks_for(self, targets: Iterable[str], enterprise: Enterprise | None) -> list[Pick]:
        """Active people of ``targets`` for this enterprise, each once; of a role with anybody on duty, only those."""
        found: dict[int, Pick] = {}
        for target in targets:
            for pick in self._of(target, enterprise):
                found.setdefault(pick.person.pk, pick)
        return list(found.values())

    def _of(self, target: str, enterprise: Enterprise | None) -> list[Pick]:
        kind, _, name = target.partition(":")
        if kind == "person":
            people = User.objects.filter(pk=int(name), is_active=True)
            return [Pick(person, target, "named") for person in people]
        if kind == "team":
            members = Team.members.through.objects.filter(team__name=name).values("user_id")
            people = User.objects.filter(pk__in=members, is_active=True).order_by("id")
            return [Pick(person, target, "team") for person in people]
        if self._people is None:
            self._people = list(self._rows())
        return _on_duty_first([one for one in self._people if one.role == target and _covers(one, enterprise)], target)

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
        shifts = Shift.objects.filter(
            serves=OuterRef("pk"), begins_at__lte=self._at, ends_at__gt=self._at, post__is_active=True
        )
        people = User.objects.filter(reach, is_active=True)
        return people.annotate(shift_now=Subquery(shifts.values("pk")[:1])).order_by("id")


def people_for(targets: Iterable[str], enterprise: Enterprise | None) -> list[User]:
    """As :meth:`Staff.people_for`, for one enterprise."""
    return Staff([enterprise]).people_for(targets, enterprise)


def on_duty(at: datetime) -> QuerySet[User]:
    """Active people who hold work orders and are on a shift at ``at`` (``is_on_shift``) or marked as on duty."""
    shifts = Shift.objects.filter(serves=OuterRef("pk"), begins_at__lte=at, ends_at__gt=at, post__is_active=True)
    people = User.objects.filter(is_active=True, role__in=HOLDERS).annotate(is_on_shift=Exists(shifts))
    return people.filter(Q(is_on_duty=True) | Q(is_on_shift=True))


def covers(person: User, enterprise: Enterprise | None) -> bool:
    """True when a work order of this enterprise (of none: the county's) lies within the person's scope."""
    return Scope.of(person).sees(
        enterprise_id=enterprise.pk if enterprise else None,
        town_code=enterprise.town_id if enterprise else "",
        field=enterprise.field if enterprise else "",
        grid=enterprise.grid if enterprise else "",
    )


def may_hold(person: User, enterprise: Enterprise | None) -> bool:
    """True when a work order of this enterprise can be theirs: they can open it, and do something about it."""
    return person.role in HOLDERS and covers(person, enterprise)


def names(people: Iterable[User]) -> str:
    """People as the timeline lists them: 张三（企业安全管理员）、李四（值班员）."""
    return "、".join(f"{person.name}（{person.role_name}）" for person in people)


def target_name(target: str) -> str:
    """A target in words."""
    kind, _, name = target.partition(":")
    return {"person": f"指定人员 {name}", "team": f"小组“{name}”"}.get(kind) or str(Role(target).label)


def _on_duty_first(users: list[User], target: str) -> list[Pick]:
    on_shift = [Pick(user, target, "shift", _shift_now(user)) for user in users if _shift_now(user) is not None]
    if on_shift:
        return on_shift
    marked = [Pick(user, target, "on_duty") for user in users if user.is_on_duty]
    return marked or [Pick(user, target, "all") for user in users]


def _shift_now(user: User) -> int | None:
    found: int | None = getattr(user, "shift_now", None)
    return found


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
