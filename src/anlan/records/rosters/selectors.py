"""Questions about rosters, answered within the asker's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.calendar.selectors import calendar_in_hand, is_working_day
from anlan.records.core.errors import NotFound
from anlan.records.rosters.models import Handover, Post, Shift, Swap

M = TypeVar("M", bound=Model)
ALONG = ("town", "enterprise", "leader")
SHIFT_ALONG = ("post", "person", "substitute", "serves")
COUNTY_POST = Q(town=None, enterprise=None)


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody is at a post between two instants."""

    begins_at: datetime
    ends_at: datetime


def post_list(*, for_user: User) -> QuerySet[Post]:
    """Active posts the reader may know of: those of the scope, and for officials the county's."""
    scope = Scope.of(for_user)
    rows = Post.objects.filter(is_active=True).select_related(*ALONG)
    if scope.is_county:
        return rows
    if scope.kind == "nothing":
        return rows.none()
    within = Q(enterprise__isnull=False) & scope.q("enterprise__")
    if scope.kind == ScopeKind.ENTERPRISE:
        return rows.filter(within)
    if scope.kind in (ScopeKind.TOWN, ScopeKind.GRID):
        within |= Q(town_id=scope.town_code)
    return rows.filter(within | COUNTY_POST)


def post_get(*, for_user: User, post_id: int) -> Post:
    """One post.

    Raises:
        NotFound: not there, or out of scope.
    """
    return _one(post_list(for_user=for_user).filter(pk=post_id))


def shift_get(*, for_user: User, shift_id: int) -> Shift:
    """One shift of a post in scope.

    Raises:
        NotFound: not there, or out of scope.
    """
    rows = Shift.objects.filter(pk=shift_id, post__in=post_list(for_user=for_user))
    return _one(rows.select_related(*SHIFT_ALONG))


def swap_get(*, for_user: User, swap_id: int) -> Swap:
    """One request to swap.

    Raises:
        NotFound: not there, or out of scope.
    """
    rows = Swap.objects.filter(pk=swap_id, shift__post__in=post_list(for_user=for_user))
    return _one(rows.select_related("shift__post", "with_shift", "asked_by", "asked_of"))


def handover_get(*, for_user: User, handover_id: int) -> Handover:
    """One hand-over.

    Raises:
        NotFound: not there, or out of scope.
    """
    rows = Handover.objects.filter(pk=handover_id, post__in=post_list(for_user=for_user))
    return _one(rows.select_related("post", "outgoing", "incoming"))


def _one(rows: QuerySet[M]) -> M:
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def shifts_between(post: Post, begins_at: datetime, ends_at: datetime) -> list[Shift]:
    """Shifts of a post that touch a stretch of time, in order."""
    rows = Shift.objects.filter(post=post, begins_at__lt=ends_at, ends_at__gt=begins_at)
    return list(rows.select_related(*SHIFT_ALONG))


def shifts_now(posts: Iterable[Post], at: datetime) -> dict[int, list[Shift]]:
    """Who is at each post at ``at``."""
    found: dict[int, list[Shift]] = {post.pk: [] for post in posts}
    for shift in Shift.objects.filter(post__in=list(found), begins_at__lte=at, ends_at__gt=at).select_related(
        *SHIFT_ALONG
    ):
        found[shift.post_id].append(shift)
    return found


def gaps_between(shifts: Iterable[Shift], begins_at: datetime, ends_at: datetime) -> list[Gap]:
    """Stretches without anybody who is still active, in order; ``shifts`` are sorted by their beginning."""
    gaps, covered_to = [], begins_at
    for shift in shifts:
        if not shift.serves.is_active:
            continue
        if shift.begins_at > covered_to:
            gaps.append(Gap(covered_to, min(shift.begins_at, ends_at)))
        covered_to = max(covered_to, shift.ends_at)
        if covered_to >= ends_at:
            break
    if covered_to < ends_at:
        gaps.append(Gap(covered_to, ends_at))
    return [gap for gap in gaps if gap.ends_at - gap.begins_at >= timedelta(minutes=1)]


def days_off(first: date) -> list[str]:
    """Of the seven days from ``first``, those on which offices are closed, by the calendar."""
    with calendar_in_hand():
        week = [first + timedelta(days=n) for n in range(7)]
        return [day.isoformat() for day in week if not is_working_day(day)]
