"""The traces that every change of a work order leaves: timeline and screens, and for people the audit trail."""

from typing import Any

from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.alarm_log import events
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.incidents import batch
from anlan.records.incidents.models import Incident, IncidentEntry
from anlan.records.incidents.rows import incident_data


def entry_add(
    incident: Incident, kind: str, text: str, *, by: User | None = None, data: dict[str, Any] | None = None
) -> IncidentEntry:
    """One line on the timeline; within a batch it is written, and gets its id, at the end of the batch."""
    entry = IncidentEntry(
        incident=incident,
        at=clock.now(),
        kind=kind,
        text=text[:2500],
        by=by,
        by_name=by.name if by else "系统",
        role_name=by.role_name if by else "",
        data=data or {},
    )
    present = batch.present()
    if present is None:
        entry.save(force_insert=True)
    else:
        present.entries.append(entry)
    return entry


def incident_message(incident: Incident, kind: str, key: str) -> OutboxMessage:
    """What screens are told of one work order."""
    return events.screen_message(
        topic="incident",
        kind=kind,
        record_id=incident.pk,
        enterprise=incident.enterprise,
        data=incident_data(incident),
        key=key,
    )


def tell_screens(incident: Incident, kind: str, entry: IncidentEntry) -> None:
    """One event; its key is the timeline entry, so a repetition is recognised."""
    events.write([incident_message(incident, kind, f"{kind}.entry{entry.pk}")])


def audit(
    incident: Incident,
    kind: str,
    actor: User,
    *,
    changes: dict[str, Any],
    reason: str = "",
    request: HttpRequest | None = None,
) -> None:
    """One entry in the audit trail."""
    audit_write(
        actor=actor, action=f"incident.{kind}", target=incident, changes=changes, reason=reason, request=request
    )
