"""What people said of the alarms that really came."""

from collections.abc import Collection, Iterable
from datetime import datetime

from anlan.domain.clock import to_ms
from anlan.domain.incident_states import IncidentState
from anlan.domain.trial_score import Recorded, Verdict
from anlan.records.alarm_log.models import Alarm
from anlan.records.evidence.models import Verdict as CameraVerdict
from anlan.records.incidents.models import Incident

#: What the newest verdict on a camera's alarm means.
_CAMERA: dict[str, Verdict] = {"true": "true", "false": "false", "unclear": "open"}


#: The label of a gateway's silence, which no rule of a point decides.
GATEWAY = "GATEWAY"


def recorded(points: Iterable[int], begins: datetime, ends: datetime, rules: Collection[str]) -> list[Recorded]:
    """Alarms that ``rules`` raised at these points in the window,
    each with the verdict of those who dealt with it.

    True: its work order was handled, and verified by a second person, or a camera's alarm was confirmed. False: called
    false, or its work order closed as a false alarm. Back-filled alarms count: the rule judged them too.
    """
    wanted = list(points)
    rows = Alarm.objects.filter(source_point_id__in=wanted, raised_at__gte=begins, raised_at__lt=ends)
    alarms = list(rows.filter(rule__in=list(rules)).exclude(label=GATEWAY).order_by("id"))
    states = dict(
        Incident.objects.filter(pk__in={a.incident_id for a in alarms if a.incident_id}).values_list("pk", "state")
    )
    seen = CameraVerdict.objects.filter(alarm__in=[a.pk for a in alarms]).order_by("id")
    said = dict(seen.values_list("alarm_id", "judgement"))
    return [
        Recorded(
            a.pk, a.source_point_id, to_ms(a.raised_at), to_ms(a.cleared_at or ends),
            _verdict(a, states.get(a.incident_id or 0, ""), said.get(a.pk, "")),
        )
        for a in alarms
    ]  # fmt: skip


def _verdict(alarm: Alarm, incident_state: str, judgement: str) -> Verdict:
    if alarm.is_false:
        return "false"
    if judgement:
        return _CAMERA[judgement]
    if incident_state == IncidentState.CLOSED:
        return "true"
    return "false" if incident_state == IncidentState.FALSE_ALARM else "open"
