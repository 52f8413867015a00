"""Commands on rosters: posts, shifts by rotation, substitutes, swaps. One command, one transaction, one audit entry."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.domain.clock import to_ms
from anlan.records.accounts.choices import ROLE_SCOPE, Permission, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.notices.services import notify
from anlan.records.rosters.choices import POST_ROLES, SwapState
from anlan.records.rosters.models import Post, Shift, Swap
from anlan.records.rosters.selectors import post_get, shift_get, swap_get
from anlan.records.sites.models import Enterprise

DAYS_MAX = 92  # a quarter at once


def may_keep(actor: User, post: Post) -> bool:
    """Towns keep their rosters and those of their enterprises, enterprises their own; the county keeps all."""
    if not actor.may(Permission.ROSTER_MANAGE):
        return False
    return Scope.of(actor).is_county or post.town_id is not None or post.enterprise_id is not None


def require_keeper(actor: User, post: Post) -> None:
    """Let through who keeps this roster.

    Raises:
        Conflict: somebody else keeps it.
    """
    if not may_keep(actor, post):
        raise Conflict("该岗位的值班表由应急管理局维护，请联系其值班负责人。", code="not_yours")


@transaction.atomic
def post_make(
    *, actor: User, name: str, role: str, leader_id: int, town_code: str = "", enterprise_id: int | None = None,
    request: HttpRequest | None = None,
) -> Post:  # fmt: skip
    """Set up a post.

    Raises:
        Invalid: a role that stands no watch, a place that does not fit the role or lies outside the actor's scope.
        Conflict: the county's posts are the county's to make.
    """
    leader = User.objects.filter(pk=leader_id, is_active=True).first()
    post = Post(name=name.strip(), role=role, leader=leader, town_id=town_code or None, enterprise_id=enterprise_id)
    wrong = _wrong_with(post, leader)
    if wrong:
        raise Invalid(fields=wrong)
    if not Scope.of(actor).is_county:
        town = town_code or _town_of(enterprise_id)
        if not Scope.of(actor).sees(enterprise_id=enterprise_id, town_code=town):
            raise Invalid(fields={"enterprise_id": "该地点不在您的管辖范围内。"})
    require_keeper(actor, post)
    post.save()
    audit_write(actor=actor, action="post.made", target=post, changes={"role": role}, request=request)
    return post


def _wrong_with(post: Post, leader: User | None) -> dict[str, str]:
    if post.role not in POST_ROLES:
        return {"role": "该角色不设值班岗位。"}
    if leader is None:
        return {"leader_id": "请选择岗位负责人。"}
    kind = ROLE_SCOPE[post.role]
    wants_town, wants_enterprise = kind == ScopeKind.TOWN, kind == ScopeKind.ENTERPRISE
    if wants_town != (post.town_id is not None) or wants_enterprise != (post.enterprise_id is not None):
        return {"role": "岗位的地点与角色不符：乡镇岗位选乡镇（街道），企业岗位选企业，县级岗位都不选。"}
    return {}


def _town_of(enterprise_id: int | None) -> str:
    return Enterprise.objects.filter(pk=enterprise_id or 0).values_list("town_id", flat=True).first() or ""


def fits(post: Post, person: User) -> str:
    """Why ``person`` cannot serve at ``post``; empty when they can."""
    if not person.is_active:
        return f"{person.name}已停用。"
    if person.role != post.role:
        return f"{person.name}的角色不是岗位所需的角色。"
    if post.town_id is not None and person.town_id != post.town_id:
        return f"{person.name}不属于该乡镇（街道）。"
    if post.enterprise_id is not None and person.enterprise_id != post.enterprise_id:
        return f"{person.name}不属于该企业。"
    return ""


def _people(post: Post, ids: Sequence[int], field: str) -> list[User]:
    found = {user.pk: user for user in User.objects.filter(pk__in=ids)}
    missing = [pk for pk in ids if pk not in found]
    if missing or not ids:
        raise Invalid(fields={field: "请选择在册的值班人员。"})
    for person in found.values():
        if why := fits(post, person):
            raise Invalid(fields={field: why})
    return [found[pk] for pk in ids]


@transaction.atomic
def rotation_apply(
    *, actor: User, post_id: int, people: Sequence[int], from_day: date, days: int, starts: Sequence[str],
    request: HttpRequest | None = None,
) -> list[Shift]:  # fmt: skip
    """Fill ``days`` days from ``from_day``: people take turns, shift after shift; ``starts`` are the changes of shift.

    Shifts that begin within these days are replaced, so that a rotation can be laid anew.

    Raises:
        NotFound, Conflict, Invalid: a person who does not fit the post, bad times, too many days.
    """
    post = post_get(for_user=actor, post_id=post_id)
    require_keeper(actor, post)
    turns = _people(post, people, "people")
    edges = _edges(from_day, days, _times(starts))
    Shift.objects.filter(post=post, begins_at__gte=edges[0], begins_at__lt=edges[-1]).delete()
    pairs = list(pairwise(edges))
    shifts = [
        Shift(post=post, begins_at=begins, ends_at=ends, person=who, serves=who)
        for (begins, ends), who in zip(pairs, (turns[n % len(turns)] for n in range(len(pairs))), strict=True)
    ]
    Shift.objects.bulk_create(shifts)
    roster_changed(post)
    facts = {"from": from_day.isoformat(), "days": days, "starts": list(starts), "people": [p.pk for p in turns]}
    audit_write(actor=actor, action="roster.filled", target=post, changes=facts, request=request)
    return shifts


def _times(starts: Sequence[str]) -> list[time]:
    try:
        return sorted({time.fromisoformat(one) for one in starts})
    except ValueError:
        return []


def _edges(from_day: date, days: int, starts: list[time]) -> list[datetime]:
    """The changes of shift, from the first one of ``from_day`` to the first after the last day."""
    if not starts or not 1 <= days <= DAYS_MAX:
        raise Invalid(fields={"starts": f"请填写换班时刻（如 08:00、20:00），一次最多排 {DAYS_MAX} 天。"})
    edges = [datetime.combine(from_day + timedelta(days=n), start, LOCAL) for n in range(days) for start in starts]
    return [*edges, datetime.combine(from_day + timedelta(days=days), starts[0], LOCAL)]


def roster_changed(post: Post) -> None:
    """Look for gaps anew at the next sweep."""
    Post.objects.filter(pk=post.pk).update(looked_at=None)


@transaction.atomic
def shift_substitute(
    *, actor: User, shift_id: int, person_id: int | None, reason: str, request: HttpRequest | None = None
) -> Shift:
    """Somebody else comes for one shift; ``person_id`` None takes that back.

    Raises:
        NotFound, Conflict, Invalid.
    """
    shift = shift_get(for_user=actor, shift_id=shift_id)
    require_keeper(actor, shift.post)
    wanted = person_id if person_id != shift.person_id else None  # nobody stands in for himself
    substitute = _people(shift.post, [wanted], "person_id")[0] if wanted is not None else None
    before, now_serving = shift.serves, substitute or shift.person
    shift.substitute, shift.serves, shift.note = substitute, now_serving, reason[:200]
    shift.save()
    roster_changed(shift.post)
    changes = {"serves": [before.name, now_serving.name]}
    audit_write(actor=actor, action="shift.substituted", target=shift, changes=changes, reason=reason, request=request)
    notify(
        people=[now_serving], incident_id=None, reason="duty", key=f"shift.{shift.pk}.{clock.now_ms()}",
        text=f"您将在“{shift.post.name}”值班：{shift}（替 {shift.person.name}）",
        facts={**_facts(shift), "of": shift.person.name},
    )  # fmt: skip
    return shift


@transaction.atomic
def swap_ask(
    *, actor: User, shift_id: int, to_user_id: int, with_shift_id: int | None, reason: str,
    request: HttpRequest | None = None,
) -> Swap:  # fmt: skip
    """Ask a colleague to take one's shift, or to change it for theirs.

    Raises:
        NotFound, Invalid, Conflict: not one's own shift, or it is over.
    """
    shift = shift_get(for_user=actor, shift_id=shift_id)
    other = _people(shift.post, [to_user_id], "to_user_id")[0]
    theirs = shift_get(for_user=actor, shift_id=with_shift_id) if with_shift_id is not None else None
    _may_swap(actor, shift, other, theirs)
    swap = Swap.objects.create(shift=shift, with_shift=theirs, asked_by=actor, asked_of=other, reason=reason[:200])
    audit_write(
        actor=actor, action="swap.asked", target=swap, changes={"of": other.name}, reason=reason, request=request
    )
    back = f"，以{theirs}换回" if theirs else ""
    notify(
        people=[other], incident_id=None, reason="swap", key=f"swap.{swap.pk}",
        text=f"{actor.name}请您接替“{shift.post.name}”{shift}的班次{back}，请确认",
        facts={**_facts(shift), "by": actor.name, "why": f"{reason[:40]}{back}"},
    )  # fmt: skip
    return swap


def _may_swap(actor: User, shift: Shift, other: User, theirs: Shift | None) -> None:
    if shift.serves_id != actor.pk:
        raise Conflict("只能为本人的班次申请换班。")
    if shift.ends_at <= clock.now() or other.pk == actor.pk:
        raise Conflict("该班次已结束，或对方就是本人。")
    if theirs is not None and (theirs.serves_id != other.pk or theirs.post_id != shift.post_id):
        raise Invalid(fields={"with_shift_id": "换回的班次应是对方在同一岗位的班次。"})


@transaction.atomic
def swap_answer(*, actor: User, swap_id: int, agrees: bool, request: HttpRequest | None = None) -> Swap:
    """The colleague agrees or not; only then the roster changes.

    Raises:
        NotFound, Conflict: not asked of this person, already answered, or a shift has a new owner meanwhile.
    """
    swap = swap_get(for_user=actor, swap_id=swap_id)
    if swap.asked_of_id != actor.pk:
        raise Conflict("只有被请求的人可以答复换班。")
    if swap.state != SwapState.ASKED or swap.shift.serves_id != swap.asked_by_id:
        raise Conflict("该换班申请已答复，或班次已有变动。")
    swap.state = SwapState.CONFIRMED if agrees else SwapState.REFUSED
    swap.answered_at = clock.now()
    swap.save()
    if agrees:
        _give(swap.shift, swap.asked_of)
        if swap.with_shift is not None:
            _give(swap.with_shift, swap.asked_by)
    audit_write(actor=actor, action=f"swap.{swap.state}", target=swap, request=request)
    notify(
        people=[swap.asked_by], incident_id=None, reason="swap_agreed" if agrees else "swap_refused",
        key=f"swap.{swap.pk}.answer",
        text=f"{actor.name}{'同意' if agrees else '不同意'}换班：{swap.shift.post.name} {swap.shift}",
        facts={**_facts(swap.shift), "by": actor.name},
    )  # fmt: skip
    return swap


def _give(shift: Shift, to: User) -> None:
    shift.substitute = None if to.pk == shift.person_id else to
    shift.serves, shift.note = to, "换班"
    shift.save()


def _facts(shift: Shift) -> dict[str, Any]:
    return {
        "post": shift.post.name, "begins_ms": to_ms(shift.begins_at), "ends_ms": to_ms(shift.ends_at),
        "path": "/rosters",
    }  # fmt: skip
