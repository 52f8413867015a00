"""Questions about observations, answered within the asker's scope."""

from typing import Any

from django.db.models import Q, QuerySet

from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.rows import enterprise_data, iso, person_data
from anlan.records.core.errors import NotFound
from anlan.records.core.files import attachment_data
from anlan.records.core.models import Attachment
from anlan.records.observations.models import Observation


def _seen_by(user: User) -> Q:
    """Observations at enterprises in scope, those beside any enterprise in one's own town, and one's own."""
    scope = Scope.of(user)
    if scope.is_county:
        return Q()
    seen = scope.q() | Q(created_by=user)
    if scope.kind in (ScopeKind.TOWN, ScopeKind.GRID):
        grid = {"grid": scope.grid} if scope.grid else {}
        seen |= Q(enterprise=None, town_id=scope.town_code, **grid)
    return seen


def observation_list(*, for_user: User, state: str = "") -> QuerySet[Observation]:
    """Observations the reader may see, newest first."""
    rows = Observation.objects.filter(_seen_by(for_user)).select_related("enterprise__town", "town", "created_by")
    return rows.filter(state=state) if state else rows


def observation_get(*, for_user: User, observation_id: int) -> Observation:
    """One observation.

    Raises:
        NotFound: not there, or out of sight.
    """
    row = observation_list(for_user=for_user).filter(pk=observation_id).first()
    if row is None:
        raise NotFound
    return row


def observation_data(row: Observation) -> dict[str, Any]:
    """An observation as the API gives it."""
    photos = Attachment.objects.filter(owner_type="observation", owner_id=row.pk).select_related("created_by")
    return {
        "id": row.pk,
        "no": row.no,
        "kind": row.kind,
        "kind_name": row.get_kind_display(),
        "text": row.text,
        "state": row.state,
        "state_name": row.get_state_display(),
        "enterprise": enterprise_data(row.enterprise),
        "town_name": row.town.name if row.town else "",
        "lon": row.lon,
        "lat": row.lat,
        "accuracy_m": row.accuracy_m,
        "seen_at": iso(row.seen_at),
        "created_at": iso(row.created_at),
        "by": person_data(row.created_by),
        "taken_over_by": row.taken_over_by,
        "taken_over_id": row.taken_over_id,
        "settled_reason": row.settled_reason,
        "attachments": [attachment_data(photo) for photo in photos.order_by("id")],
    }
