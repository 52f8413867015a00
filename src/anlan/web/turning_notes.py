"""What a platform above turned, into the audit trail: the same action as for a person, in the platform's name."""

from typing import Any

from django.db import transaction

from anlan.bus.cascade_messages import CameraTurned
from anlan.domain.clock import from_ms
from anlan.records.audit.models import AuditEntry
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.sites.models import Camera, Superior

ACTION = "camera.turned"


@transaction.atomic
def camera_turned_note(turned: CameraTurned) -> None:
    """Write it down once, however often it is told; also when camera or platform are not in the records any more."""
    if AuditEntry.objects.filter(action=ACTION, changes__note=turned.id).exists():
        return
    camera = Camera.objects.filter(pk=turned.camera_id).first()
    superior = Superior.objects.filter(pk=turned.superior_id).first()
    name = superior.name if superior else turned.superior_name
    audit_write(actor=f"上级平台 {name}", action=ACTION, target=camera, changes=_facts(turned))


def _facts(turned: CameraTurned) -> dict[str, Any]:
    """As for a person, and what tells it apart: when it was, which platform above, and the note's own id."""
    did = {name: value for name in ("pan", "tilt", "zoom", "preset", "answer") if (value := getattr(turned, name))}
    at = from_ms(turned.at_ms).astimezone(clock.LOCAL).isoformat(timespec="seconds")
    return {**did, "at": at, "superior": turned.superior_id, "camera": turned.camera_id, "note": turned.id}
