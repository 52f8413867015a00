"""Who is to be told of a record: people of certain roles whose jurisdiction covers it, those on duty first."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q

from anlan.records.accounts.choices import ROLE_SCOPE, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.notices.models import Notice
from anlan.records.notices.services import notify
from anlan.records.registry.declare import Register

#: Most notices about deadlines of one register that a person gets in a day; who gets more reads none of them.
DEADLINES_A_DAY = 20


def people_for(roles: Iterable[str], record: Any) -> list[User]:
    """Active people of ``roles`` (or ``assignee``, ``reporter``); of a role with somebody on duty, those."""
    wanted = list(roles)
    named = [getattr(record, {"assignee": "assignee", "reporter": "opened_by"}[one])
             for one in wanted if one in ("assignee", "reporter")]  # fmt: skip
    by_role = [role for role in wanted if role in ROLE_SCOPE]
    rows = list(User.objects.filter(_covering(by_role, record), is_active=True).order_by("id")) if by_role else []
    found = [person for person in named if person is not None and person.is_active]
    for role in by_role:
        people = [user for user in rows if user.role == role]
        found += [user for user in people if user.is_on_duty] or people
    return list({person.pk: person for person in found}.values())


def _covering(roles: list[str], record: Any) -> Q:
    found = Q(pk__in=[])
    for role in roles:
        reach = _reach(ROLE_SCOPE[role], record)
        if reach is not None:
            found |= Q(role=role) & reach
    return found


def _reach(kind: ScopeKind, record: Any) -> Q | None:
    """Whose scope holds the record; None: nobody's of this kind."""
    if kind == ScopeKind.COUNTY:
        return Q()
    if kind == ScopeKind.FIELD:
        return Q(field=record.field) if record.field else None
    if kind == ScopeKind.TOWN:
        return Q(town_id=record.town_id) if record.town_id else None
    if kind == ScopeKind.GRID:
        return Q(town_id=record.town_id, grid__in=["", record.grid]) if record.town_id else None
    return Q(enterprise_id=record.enterprise_id) if record.enterprise_id else None


def tell(register: Register, record: Any, people: Iterable[User], reason: str, text: str, key: str) -> list[User]:
    """Tell people of a record, once per ``key``; runs in the caller's transaction."""
    return notify(
        people=people,
        incident_id=None,
        reason=reason,
        text=f"{register.label} {record.no} {record.title}：{text}",
        key=f"{register.name}.{record.pk}.{key}",
        facts={"path": f"/registers/{register.name}/{record.pk}"},
    )


def tell_of_deadline(
    register: Register, record: Any, people: Iterable[User], reason: str, text: str, key: str
) -> list[User]:
    """:func:`tell`, but at most :data:`DEADLINES_A_DAY` a day; then once that the list of overdue records has more."""
    wanted = list(people)
    day = clock.today()
    since = datetime.combine(day, time.min, clock.LOCAL)
    rows = Notice.objects.filter(person__in=wanted, created_at__gte=since, reason__in=("reminded", "overdue"))
    counts = rows.filter(key__startswith=f"{register.name}.").order_by().values_list("person").annotate(Count("pk"))
    known = dict(counts)
    full = [person for person in wanted if known.get(person.pk, 0) >= DEADLINES_A_DAY]
    more = f"{register.label}今日另有更多事项临期或逾期，不再逐条通知，请在台账中按“逾期”筛选查看"
    notify(people=full, incident_id=None, reason=reason, text=more, key=f"{register.name}.more.{day:%Y%m%d}")
    return tell(register, record, [person for person in wanted if person not in full], reason, text, key)


def names(people: Iterable[User]) -> str:
    """People as the timeline lists them: 张三（网格员）、李四（值班员）."""
    return "、".join(f"{person.name}（{person.role_name}）" for person in people)
