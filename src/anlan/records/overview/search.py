"""One box over everything: what the reader may see and find by its name, a few of each kind."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q

from anlan.domain.rule_set import rule_set
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.accounts.selectors import person_list
from anlan.records.alarm_log.selectors import alarm_list
from anlan.records.incidents.models import Incident
from anlan.records.overview.enterprise_file import SECRET
from anlan.records.registry.selectors import record_rows, viewable
from anlan.records.resources.choices import ResourceKind
from anlan.records.resources.selectors import resource_list
from anlan.records.sites.selectors import camera_list, enterprise_list, point_list

EACH = 5
#: Registers whose records are found as a kind of their own.
HAVE_A_KIND = frozenset({"rescue_resources"})
Hit = dict[str, Any]


def search(*, for_user: User, q: str) -> list[dict[str, Any]]:
    """``{kind, items}`` per kind that has a hit; kinds that the reader may not see are not asked."""
    q = q.strip()
    if not q:
        return []
    found = [{"kind": kind, "items": list(find(for_user, q))} for kind, needs, find in KINDS if for_user.may(needs)]
    return [group for group in found if group["items"]]


def _enterprises(user: User, q: str) -> Iterator[Hit]:
    for row in enterprise_list(for_user=user, q=q)[:EACH]:
        yield _hit(row.pk, row.name, row.town.name, row.pk)


def _alarms(user: User, q: str) -> Iterator[Hit]:
    for row in alarm_list(for_user=user, state="open", q=q)[:EACH]:
        where = row.enterprise.name if row.enterprise else row.point_name
        yield {**_hit(row.pk, f"{row.title} {where}", row.point_name, row.enterprise_id), "grade": row.grade}


def _incidents(user: User, q: str) -> Iterator[Hit]:
    rows = Scope.of(user).filter(Incident.objects.filter(Q(no__icontains=q) | Q(title__icontains=q)))
    for row in rows.order_by("-is_open", "-opened_at")[:EACH]:
        yield {**_hit(row.pk, row.title, row.no, row.enterprise_id), "grade": row.grade}


def _points(user: User, q: str) -> Iterator[Hit]:
    """Every word is in the point's name, address, kind or enterprise: "石坦 粉尘" is the dust of that plant."""
    rows = point_list(for_user=user)
    for word in q.split()[:5]:
        kinds = [kind for kind, rules in rule_set().items() if word in rules.name_zh]
        mine = Q(name__icontains=word) | Q(address__icontains=word) | Q(kind__in=kinds)
        rows = rows.filter(mine | Q(enterprise__name__icontains=word) | Q(enterprise__short_name__icontains=word))
    if " " not in q:  # a name of one word is the enterprise's own hit, not that of all its points
        rows = rows.filter(Q(name__icontains=q) | Q(address__icontains=q))
    for row in rows.select_related("enterprise").prefetch_related(None)[:EACH]:
        yield _hit(row.pk, row.name, row.enterprise.name, row.enterprise_id)


def _cameras(user: User, q: str) -> Iterator[Hit]:
    for row in camera_list(for_user=user).filter(Q(name__icontains=q) | Q(enterprise__name__icontains=q))[:EACH]:
        yield _hit(row.pk, row.name, row.enterprise.name, row.enterprise_id)


def _people(user: User, q: str) -> Iterator[Hit]:
    for row in person_list(for_user=user).filter(Q(name__icontains=q) | Q(username__istartswith=q))[:EACH]:
        yield _hit(row.pk, row.name, row.role_name, row.enterprise_id)


def _resources(user: User, q: str) -> Iterator[Hit]:
    for row in resource_list(for_user=user, q=q)[:EACH]:
        at = {"lon": row.lon, "lat": row.lat}
        yield {**_hit(row.pk, row.title, str(ResourceKind(row.kind).label), None), **at}


def _registers(user: User, q: str) -> Iterator[Hit]:
    for register in viewable(user):
        if q.lower() in f"{register.label} {register.en}".lower():
            yield {**_hit(0, register.label, register.en, None), "register_name": register.name}


def _records(user: User, q: str) -> Iterator[Hit]:
    """By number or title; one letter would be found everywhere. Of tips only the number finds."""
    left = EACH if len(q) > 1 else 0
    for register in viewable(user):
        if left <= 0 or register.name in HAVE_A_KIND:
            continue
        wanted = Q(no__icontains=q) | (Q(pk__in=[]) if register.name in SECRET else Q(title__icontains=q))
        for row in record_rows(register, for_user=user).filter(wanted).order_by("-is_open", "-id")[:left]:
            left -= 1
            text = row.no if register.name in SECRET else row.title
            hit = _hit(row.pk, text, f"{register.label} {row.no}", row.enterprise_id)
            yield {**hit, "register_name": register.name}


def _hit(pk: int, text: str, note: str, enterprise_id: int | None) -> Hit:
    return {"id": pk, "text": text, "note": note, "enterprise_id": enterprise_id}


#: In the order they are shown: (kind, what one must be allowed, where to look).
KINDS: tuple[tuple[str, Permission, Callable[[User, str], Iterator[Hit]]], ...] = (
    ("enterprise", Permission.SITE_VIEW, _enterprises),
    ("alarm", Permission.ALARM_VIEW, _alarms),
    ("incident", Permission.INCIDENT_VIEW, _incidents),
    ("point", Permission.SITE_VIEW, _points),
    ("camera", Permission.CAMERA_VIEW, _cameras),
    ("person", Permission.PEOPLE_VIEW, _people),
    ("resource", Permission.SITE_VIEW, _resources),
    ("register", Permission.SITE_VIEW, _registers),
    ("record", Permission.SITE_VIEW, _records),
)
