"""Where work orders listen to the alarm log; everything happens in the transaction of the alarm's change."""

from typing import Any

from anlan.records.alarm_log import events, signals
from anlan.records.alarm_log.models import Alarm
from anlan.records.core.owners import offer_owner
from anlan.records.incidents import handover, record
from anlan.records.incidents.intake import open_for
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.selectors import enterprise_facts, incident_get
from anlan.records.notices.services import calls_stop
from anlan.records.rosters.burden import offer_burden
from anlan.records.sites.extensions import offer_enterprise_facts


def connect() -> None:
    """Called once when the app is ready."""
    signals.alarm_acted.connect(_alarm_acted, dispatch_uid="incidents.alarm_acted")
    signals.alarms_stand_again.connect(_alarms_stand_again, dispatch_uid="incidents.alarms_stand_again")
    offer_enterprise_facts("incidents", enterprise_facts)
    offer_burden("incidents", handover.WorkOrders())
    offer_owner("incident", lambda reader, incident_id: incident_get(for_user=reader, incident_id=incident_id))


def _alarm_acted(sender: Any, alarm: Alarm, kind: str, key: str, **_: Any) -> None:
    """A work order lists its alarms with their states: when one changes, so does what screens show of it."""
    if alarm.incident_id is None:
        return
    if kind == "acknowledged" and alarm.acked_by is not None:
        calls_stop(incident_id=alarm.incident_id, person=alarm.acked_by)  # this person knows
    incident = Incident.objects.select_related(*ALONG).filter(pk=alarm.incident_id).first()
    if incident is not None:
        events.write([record.incident_message(incident, "alarm_changed", f"{incident.pk}.{key}")])


def _alarms_stand_again(sender: Any, alarms: list[Alarm], key: str, **_: Any) -> None:
    open_for(alarms, key)
