"""The map as of a past instant, from what was written down then: alarms and work orders from their instants,
enterprises from the audit trail, walked backwards from what they are today."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import ALONG, alarm_data, enterprise_data, iso
from anlan.records.audit.models import AuditEntry
from anlan.records.incidents.models import Incident
from anlan.records.sites.models import Enterprise

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
        "enterprises": enterprises_then(scope, at),
        "alarms": sorted((alarm_then(alarm, at) for alarm in alarms), key=lambda row: GRADES.index(row["grade"])),
        "incidents": sorted((incident_then(row, at) for row in incidents), key=lambda row: GRADES.index(row["grade"])),
        "is_truncated": MOST in (len(alarms), len(incidents)),
    }


def enterprises_then(scope: Scope, at: datetime) -> list[dict[str, Any]]:
    """Enterprises in scope that were then other than now: another risk colour, or not yet (or still) on file."""
    changed = _changed_since(at)
    rows = scope.filter(Enterprise.objects.all(), prefix="")
    others = rows.filter(Q(pk__in=changed) | Q(created_at__gt=at)).distinct()
    return [
        {
            "id": row.pk, "risk_level": changed.get(row.pk, {}).get("risk_level", row.risk_level),
            "is_there": row.created_at <= at and bool(changed.get(row.pk, {}).get("is_active", row.is_active)),
        }
        for row in others
    ]  # fmt: skip


def _changed_since(at: datetime) -> dict[int, dict[str, Any]]:
    """``{enterprise: {field: value then}}``: of several changes the oldest one's old value is what stood at ``at``."""
    then: dict[int, dict[str, Any]] = {}
    entries = AuditEntry.objects.filter(action="enterprise.changed", at__gt=at).order_by("-seq")
    for target, changes in entries.values_list("target_id", "changes"):
        for name in ("risk_level", "is_active"):
            if name in changes:
                then.setdefault(int(target), {})[name] = changes[name][0]
    return then


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
