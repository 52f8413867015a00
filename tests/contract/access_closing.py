"""Access rows of what is learnt at closing, the closing reports, and observations from the field."""

from anlan.records.accounts.choices import Permission
from anlan.records.closing.models import IssuedReport
from anlan.records.core import clock
from anlan.records.core.photos import file_keep
from anlan.records.incidents.models import Incident
from anlan.records.observations.models import Observation
from tests.contract.access import Place, Route, World
from tests.factories import UserFactory

P = Permission
#: The one work order may not be in the state for it: that is the workflow's answer, not access.
STATE = frozenset({409, 422})


def incident(world: World, place: Place) -> dict[str, object]:
    return {"incident_id": place.alarm.incident_id}


def report(world: World, place: Place) -> dict[str, object]:
    order = Incident.objects.get(pk=place.alarm.incident_id)
    fields = {"no": f"BG-{order.no}-01", "content_sha256": "0" * 64, "file_sha256": file_keep(b"%PDF-"), "edition": 1}
    if not order.reports.exists():
        IssuedReport.objects.create(incident=order, issued_by=UserFactory(), **fields)
    return {**incident(world, place), "edition": 1}


def observation(world: World, place: Place) -> dict[str, object]:
    no = f"OB-{place.enterprise.pk}"
    fields = {"kind": "gas", "enterprise": place.enterprise, "town": place.enterprise.town, "seen_at": clock.now()}
    row = Observation.objects.filter(no=no).first()
    row = row or Observation.objects.create(no=no, created_by=UserFactory(), **fields)
    return {"observation_id": row.pk}


SEEN = {"kind": "gas", "text": "冷库后门有氨味"}
CLASSES = {"cause": "P-SEAL", "measures": ["C-ENGINEER"]}

ROUTES = [
    Route("GET", "/api/closing-classes", P.INCIDENT_VIEW),
    Route("GET", "/api/incidents/{incident_id}/learning", P.INCIDENT_VIEW, incident),
    Route("PUT", "/api/incidents/{incident_id}/classification", P.INCIDENT_VERIFY, incident,
          body=lambda w, p: CLASSES, may_answer=STATE),
    Route("POST", "/api/incidents/{incident_id}/usefulness", P.INCIDENT_NOTE, incident,
          body=lambda w, p: {"is_useful": True}),
    Route("GET", "/api/learning/statistics", P.INCIDENT_VIEW),
    Route("GET", "/api/learning/repeat-offenders", P.INCIDENT_VIEW),
    Route("POST", "/api/incidents/{incident_id}/reports", P.EXPORT_RUN, incident, may_answer=STATE),
    Route("GET", "/api/incidents/{incident_id}/reports/{edition}", P.INCIDENT_VIEW, report),
    Route("GET", "/api/observations", P.INCIDENT_VIEW),
    Route("GET", "/api/observations/{observation_id}", P.INCIDENT_VIEW, observation),
    Route("POST", "/api/observations", P.INCIDENT_NOTE, body=lambda w, p: SEEN),
    Route("POST", "/api/observations/{observation_id}/dismiss", P.INCIDENT_VERIFY, observation,
          body=lambda w, p: {"reason": "已当场整改"}, may_answer=STATE),
]  # fmt: skip
