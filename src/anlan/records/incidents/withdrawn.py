"""An alarm whose rule or point was taken away ends; that is not to say that the gas is gone.

Its timeline and its work order say so instead of "back to normal", those in charge are told, and whoever verifies must
write how it was found out that all is well.
"""

from collections.abc import Iterable

from anlan.bus.messages import AlarmTransition
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.services import mark_withdrawn
from anlan.records.incidents import record
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import tell_first

TEXT = "报警规则或测点已撤销，报警随之结束；现场是否恢复正常未知，请核实"


def withdrawn(steps: Iterable[tuple[AlarmTransition, Alarm]]) -> list[Alarm]:
    """Alarms that ended so."""
    return [alarm for transition, alarm in steps if transition.kind == "cleared" and transition.is_withdrawn]


def say_withdrawn(alarms: list[Alarm]) -> None:
    """One line with each alarm and each open work order, and one notice a work order."""
    for alarm in alarms:
        mark_withdrawn(alarm, TEXT)
    by_incident: dict[int, list[Alarm]] = {}
    for alarm in alarms:
        if alarm.incident_id is not None:
            by_incident.setdefault(alarm.incident_id, []).append(alarm)
    for incident in Incident.objects.filter(pk__in=list(by_incident), is_open=True).select_related(*ALONG):
        mine = by_incident[incident.pk]
        names = "、".join(f"“{alarm.point_name} {alarm.title}”" for alarm in mine[:3])
        entry = record.entry_add(incident, "withdrawn", f"{names}：{TEXT}", data={"alarms": [a.pk for a in mine[:50]]})
        told = f"{incident.title}：{TEXT}"
        tell_first(incident, "reported", told[:200], occasion=f"withdrawn{mine[0].pk}")
        record.tell_screens(incident, "withdrawn", entry)
