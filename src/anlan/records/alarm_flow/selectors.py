"""What is silenced, why, until when, and how much it hid: within the asker's reach."""

from typing import Any

from django.db.models import Max

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_flow import workflow
from anlan.records.alarm_flow.choices import SilenceState
from anlan.records.alarm_flow.models import Decision, Flood, Silence, SuppressionLogic
from anlan.records.alarm_flow.rows import shelving_data, silence_data
from anlan.records.alarm_log.models import Alarm, Shelving
from anlan.records.alarm_log.selectors import STATES, alarm_get
from anlan.records.core.workflow import allowed
from anlan.records.sites.models import Point

#: Rows of the list at most; what is in force is never so many, and the past is read page by page.
MOST = 500
ALONG = ("enterprise", "requested_by", "approved_by")


def silences(*, for_user: User, is_open: bool) -> list[dict[str, Any]]:
    """Silences of all three ways, newest first: those that are asked for or in force, or those that are over."""
    rows = Scope.of(for_user).filter(Silence.objects.all())
    states = workflow.OPEN if is_open else (SilenceState.ENDED, SilenceState.REFUSED)
    found = [
        {**silence_data(row), "allowed_actions": allowed(workflow.ACTIONS, row, for_user)}
        for row in rows.filter(state__in=states).select_related(*ALONG).order_by("-pk")[:MOST]
    ]
    found += _shelvings(for_user, is_open)
    return sorted(found, key=lambda row: row["begins_at"], reverse=True)[:MOST]


def _shelvings(for_user: User, is_open: bool) -> list[dict[str, Any]]:
    points = Scope.of(for_user).filter(Point.objects.all())
    rows = Shelving.objects.filter(ended_at__isnull=is_open)
    if not Scope.of(for_user).is_county:
        rows = rows.filter(source_point_id__in=points.values("pk"))
    shelves = list(rows.select_related("by").order_by("-pk")[:MOST])
    wanted = {shelf.source_point_id for shelf in shelves}
    named = {point.pk: point for point in points.filter(pk__in=wanted).select_related("enterprise")}
    alarms = _newest_alarms(wanted)
    return [
        shelving_data(shelf, named.get(shelf.source_point_id), alarms.get(condition_of(shelf))) for shelf in shelves
    ]


def condition_of(row: Shelving | Alarm) -> tuple[int, str, str]:
    """Which condition of which point an alarm is, or a shelving sets aside."""
    return row.source_point_id, row.rule, row.label


def _newest_alarms(point_ids: set[int]) -> dict[tuple[int, str, str], int]:
    """Of each condition of these points the alarm where its shelving can be ended."""
    rows = Alarm.objects.filter(source_point_id__in=point_ids).order_by("source_point_id", "rule", "label")
    newest = rows.values_list("source_point_id", "rule", "label").annotate(newest=Max("pk"))
    return {(point_id, rule, label): pk for point_id, rule, label, pk in newest}


def silence_counts(for_user: User) -> dict[str, int]:
    """How many alarms are silenced now, in each way, and how many stand behind a silence."""
    rows = Scope.of(for_user).filter(Alarm.objects.filter(STATES["silenced"]))
    return {
        "shelved": rows.filter(is_shelved=True).count(),
        "suppressed": rows.filter(is_suppressed=True).count(),
        "out_of_service": rows.filter(is_out_of_service=True).count(),
        "standing": rows.filter(is_active=True).count(),
    }


def decisions(*, for_user: User, alarm_id: int) -> list[Decision]:
    """Every decision about one alarm, newest first.

    Raises:
        NotFound: not there, or out of reach.
    """
    alarm = alarm_get(for_user=for_user, alarm_id=alarm_id)
    return list(Decision.objects.filter(alarm=alarm).order_by("-at", "-pk")[:50])


def logics(*, for_user: User) -> list[SuppressionLogic]:
    """Declared logics that are in use."""
    rows = Scope.of(for_user).filter(SuppressionLogic.objects.filter(ended_at=None))
    return list(rows.select_related("enterprise", "equipment", "declared_by", "approved_by")[:MOST])


def floods(*, for_user: User) -> list[Flood]:
    """Floods, those that last first, newest first."""
    rows = Scope.of(for_user).filter(Flood.objects.all())
    return list(rows.select_related("first_out").order_by("-ended_at", "-pk")[:100])
