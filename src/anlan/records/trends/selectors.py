"""Questions: what is to be drawn beside curves."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.core.errors import NotFound
from anlan.records.trends.models import CurveNote

#: Drawn at once; more could not be told apart.
MARKS_MAX = 300


def notes_of(*, for_user: User, points: Sequence[int], begins: datetime, ends: datetime) -> QuerySet[CurveNote]:
    """Notes on these points in the window, in scope."""
    rows = CurveNote.objects.filter(point__in=points, at__gte=begins, at__lt=ends, withdrawn_at=None)
    return Scope.of(for_user).filter(rows.select_related("by"), prefix="point__enterprise__")[:MARKS_MAX]


def note_get(note_id: int, *, for_user: User) -> CurveNote:
    """One note.

    Raises:
        NotFound: not there, or not in scope.
    """
    found = Scope.of(for_user).filter(CurveNote.objects.filter(pk=note_id), prefix="point__enterprise__").first()
    if found is None:
        raise NotFound
    return found


def alarms_of(*, for_user: User, points: Sequence[int], begins: datetime, ends: datetime) -> QuerySet[Alarm]:
    """Alarms of these points that stood in the window, in scope; the newest when there are too many to draw."""
    rows = Alarm.objects.filter(source_point_id__in=points, raised_at__lt=ends)
    rows = rows.filter(Q(cleared_at=None) | Q(cleared_at__gte=begins))
    return Scope.of(for_user).filter(rows).order_by("-raised_at")[:MARKS_MAX]
