"""The map as of a past instant: which alarms stood or waited then, which work orders were open, from their instants."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import ALONG, alarm_data, enterprise_data, iso
from anlan.records.incidents.models import Incident

#: An alarm that had stood for longer than this, and is over by now, is not found: the question stays a small one.
LOOK_BACK = timedelta(days=30)
MOST = 500
GRADES = ("red", "orange", "yellow", "blue")


def county_at(*, for_user: User, at: datetime) -> dict[str, Any]:
    """Alarms and work orders of that instant in the reader's scope, worst first, at most 500 each."""
    scope = Scope.of(for_user)
    alarms = list(scope.filter(Alarm.objects.filter(alarms_standing(at))).select_related(*ALONG)[:MOST])
    rows = Incident.objects.filter(Q(opened_at__lte=at) & (Q(closed_at=None) | Q(closed_at__gt=at)))
    incidents = list(scope.filter(rows).select_related("enterprise__town")[:MOST])
    return {
        "at": iso(at),
        "alarms": sorted((alarm_then(alarm, at) for alarm in alarms), key=lambda row: GRADES.index(row["grade"])),
        "incidents": sorted((incident_then(row, at) for row in incidents), key=lambda row: GRADES.index(row["grade"])),
        "is_truncated": MOST in (len(alarms), len(incidents)),
    }


def alarms_standing(at: datetime) -> Q:
    """Alarms that were raised by then and not yet both over and acknowledged."""
    began = Q(raised_at__lte=at) & (Q(raised_at__gte=at - LOOK_BACK) | Q(is_open=True))
    stood = Q(cleared_at=None) | Q(cleared_at__gt=at)
    waited = Q(acked_at__gt=at) | Q(acked_at=None, is_open=True)
    return began & (stood | waited)


def alarm_then(alarm: Alarm, at: datetime) -> dict[str, Any]:
    """The alarm with what was not yet known taken out."""
    is_over = alarm.cleared_at is not None and alarm.cleared_at <= at
    is_acked = alarm.acked_at is not None and alarm.acked_at <= at
    state = "rtn_unacked" if is_over else "acked" if is_acked else "unacked"
    later: dict[str, Any] = {"last_value": None, "peak_value": None, "is_false": False, "false_reason": ""}
    return {
        **alarm_data(alarm), **later, "state": state, "is_active": not is_over,
        "cleared_at": iso(alarm.cleared_at) if is_over else None,
        "acked_at": iso(alarm.acked_at) if is_acked else None,
    }  # fmt: skip


def incident_then(incident: Incident, at: datetime) -> dict[str, Any]:
    """The work order in short, with the last step it had reached by then."""
    steps = {"feedback": incident.fed_back_at, "accepted": incident.accepted_at, "dispatched": incident.dispatched_at}
    state = next((name for name, when in steps.items() if when is not None and when <= at), "open")
    return {
        "id": incident.pk, "no": incident.no, "title": incident.title, "grade": incident.grade, "state": state,
        "enterprise": enterprise_data(incident.enterprise), "opened_at": iso(incident.opened_at),
    }  # fmt: skip
