"""Questions about loudspeakers and broadcasts, answered within the asker's scope."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.domain.geodesy import Position, distance_m, frame
from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import NotFound
from anlan.records.loudspeakers.choices import ENDED_NAMES, CallState, Reason
from anlan.records.loudspeakers.models import Broadcast, BroadcastCall, BroadcastRule, Loudspeaker

#: A plant's own horns and those that stand near it are suggested for its work orders.
NEAR_M = 1_000.0


def _within(user: User, prefix: str = "") -> Q:
    """Loudspeakers of enterprises in scope, and for those who serve a town those of its villages."""
    scope = Scope.of(user)
    if scope.is_county:
        return Q()
    found = Q(**{f"{prefix}enterprise__isnull": False}) & scope.q(f"{prefix}enterprise__")
    if scope.kind in (ScopeKind.TOWN, ScopeKind.GRID):
        found |= Q(**{f"{prefix}town_id": scope.town_code})
    return found if scope.kind != "nothing" else Q(pk__in=[])


def loudspeaker_list(*, for_user: User, enterprise: int | None = None) -> QuerySet[Loudspeaker]:
    """Loudspeakers within the reader's scope."""
    rows = Loudspeaker.objects.filter(_within(for_user)).select_related("enterprise", "town", "workshop")
    return rows.filter(enterprise=enterprise) if enterprise is not None else rows


def loudspeaker_get(*, for_user: User, loudspeaker_id: int) -> Loudspeaker:
    """One loudspeaker.

    Raises:
        NotFound: not there, or out of scope.
    """
    row = loudspeaker_list(for_user=for_user).filter(pk=loudspeaker_id).first()
    if row is None:
        raise NotFound
    return row


def loudspeakers_near(*, for_user: User, middle: Position, radius_m: float) -> list[tuple[float, Loudspeaker]]:
    """``(distance in m, loudspeaker)`` of those in use and in scope, nearest first."""
    west, south, east, north = frame(middle, radius_m)
    rows = loudspeaker_list(for_user=for_user).filter(
        is_enabled=True, lon__range=(west, east), lat__range=(south, north)
    )
    found = ((distance_m(middle, (row.lon, row.lat)), row) for row in rows)
    return sorted(((far, row) for far, row in found if far <= radius_m), key=lambda pair: (pair[0], pair[1].pk))


def broadcast_list(
    *, for_user: User, reason: str = "", incident_id: int | None = None, loudspeaker_id: int | None = None
) -> QuerySet[Broadcast]:
    """Broadcasts through any loudspeaker in scope, newest first; tests only where they are asked for."""
    heard = BroadcastCall.objects.filter(_within(for_user, "loudspeaker__"))
    if loudspeaker_id is not None:
        heard = heard.filter(loudspeaker=loudspeaker_id)
    rows = Broadcast.objects.select_related("enterprise", "ordered_by", "stopped_by").order_by("-id")
    if not Scope.of(for_user).is_county or loudspeaker_id is not None:
        rows = rows.filter(pk__in=heard.values("broadcast_id"))
    if incident_id is not None:
        rows = rows.filter(incident_id=incident_id)
    return rows.filter(reason=reason) if reason else rows.exclude(reason=Reason.TEST)


def broadcast_get(*, for_user: User, broadcast_id: int) -> Broadcast:
    """One broadcast, a test as well.

    Raises:
        NotFound: not there, or out of scope.
    """
    for reason in ("", Reason.TEST):
        row = broadcast_list(for_user=for_user, reason=reason).filter(pk=broadcast_id).first()
        if row is not None:
            return row
    raise NotFound


def calls_of(broadcast: Broadcast, *, for_user: User) -> QuerySet[BroadcastCall]:
    """Its loudspeakers in scope."""
    return broadcast.calls.filter(_within(for_user, "loudspeaker__")).select_related("loudspeaker").order_by("id")


def rule_of(enterprise_id: int) -> BroadcastRule | None:
    """The rule of an enterprise; None where nothing is spoken of itself."""
    return BroadcastRule.objects.prefetch_related("loudspeakers").filter(enterprise=enterprise_id).first()


def progress_of(ids: Iterable[int], *, for_user: User) -> dict[int, dict[str, int]]:
    """For each broadcast how many of its calls, of those through loudspeakers in scope, are in which state."""
    found: dict[int, dict[str, int]] = {}
    heard = BroadcastCall.objects.filter(_within(for_user, "loudspeaker__"), broadcast__in=list(ids))
    counted = heard.order_by().values_list("broadcast", "state")
    for broadcast, state, count in counted.annotate(count=Count("id")):
        found.setdefault(broadcast, {})[state] = count
    return found


def ended_name(row: BroadcastCall) -> str:
    """How the last attempt ended, in words; empty before there was one."""
    return ENDED_NAMES.get(row.ended, "")


def waiting() -> int:
    """Calls that wait or are under way."""
    return BroadcastCall.objects.filter(state__in=(CallState.WAITING, CallState.CALLING)).count()


def troubles() -> list[str]:
    """Dead loudspeakers, in words for the health page."""
    rows = Loudspeaker.objects.filter(is_enabled=True).exclude(down_since=None)
    names: list[Any] = list(rows.order_by("down_since").values_list("name", flat=True)[:5])
    count = rows.count()
    more = f" and {count - len(names)} more" if count > len(names) else ""
    return [f"loudspeakers do not answer: {', '.join(names)}{more}; look at 广播 in the console"] if names else []
