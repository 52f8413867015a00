"""What a playback really showed, into the audit trail when it is over.

That somebody began is written by the request itself and cannot be missed; this second entry can: it is told once, and a
worker that is away then does not hear it.
"""

from django.db import transaction

from anlan.bus.playback_messages import PlaybackEnded
from anlan.domain.clock import from_ms
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.sites.models import Camera


def playback_ended_note(ended: PlaybackEnded) -> None:
    """Who saw which camera from when to when, county time; nothing of a session in which no picture was shown."""
    camera = Camera.objects.filter(pk=ended.camera_id).first()
    user = User.objects.filter(pk=ended.user_id).first()
    if camera is None or user is None or not ended.pictures:
        return
    seen = {
        "source": ended.source,
        "from": _local(ended.from_ms),
        "to": _local(ended.to_ms),
        "pictures": ended.pictures,
        "why": ended.why,
    }
    with transaction.atomic():
        audit_write(actor=user, action="camera.playback_ended", target=camera, changes=seen)


def _local(at_ms: int) -> str:
    return from_ms(at_ms).astimezone(clock.LOCAL).isoformat(timespec="seconds")
