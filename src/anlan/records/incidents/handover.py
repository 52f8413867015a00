"""Work orders at the change of shift: who hands over, answers no more; who takes over, answers for all of them."""

from typing import Any

from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.alarm_log.rows import iso
from anlan.records.incidents import record
from anlan.records.incidents.models import Incident, SupportRequest
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import tell
from anlan.records.notices.services import calls_stop
from anlan.records.rosters.models import Handover

CARRIED_SHOWN = 200


class WorkOrders:
    """Open work orders as a burden of whoever is charged with them."""

    def carried(self, outgoing: User) -> list[dict[str, Any]]:
        """Open work orders of this person, the nearest deadline first."""
        rows = Incident.objects.filter(is_open=True, assignee=outgoing).order_by("next_step_due_at")
        return [
            {
                "id": row.pk, "no": row.no, "title": row.title, "grade": row.grade, "state": row.state,
                "state_name": row.state_name, "next_step": row.next_step, "due_at": iso(row.next_step_due_at),
            }
            for row in rows[:CARRIED_SHOWN]
        ]  # fmt: skip

    def move(self, handover: Handover, request: HttpRequest | None) -> None:
        """Responsibility and notices move; deadlines do not. Also what came between the two signatures moves."""
        rows = Incident.objects.filter(is_open=True, assignee=handover.outgoing).order_by("id")
        for incident in rows.select_related(*ALONG).select_for_update(of=("self",)):
            _move(incident, handover, request)


def _move(incident: Incident, handover: Handover, request: HttpRequest | None) -> None:
    outgoing, incoming = handover.outgoing, handover.incoming
    incident.assignee = incoming
    if incident.accepted_by_id == outgoing.pk:
        incident.accepted_by = incoming
        incident.hands = [*incident.hands, *({outgoing.pk, incoming.pk} - set(incident.hands))]
    incident.save()
    calls_stop(incident_id=incident.pk, person=outgoing)
    SupportRequest.objects.filter(incident=incident, asked_by=outgoing, state="asked").update(asked_by=incoming)
    text = f"交接班：责任人由{outgoing.name}变更为{incoming.name}"
    entry = record.entry_add(incident, "handed_over", text, by=incoming, data={"handover": handover.pk})
    tell(incident, [incoming], "handover", f"{incident.title} 由{outgoing.name}移交", occasion=f"handover{handover.pk}")
    changes = {"assignee": [outgoing.name, incoming.name]}
    record.audit(incident, "handed_over", incoming, changes=changes, request=request)
    record.tell_screens(incident, "handed_over", entry)
