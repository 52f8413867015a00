"""Access rows of the map's questions, resources, search and the health page."""

from anlan.bus import subjects
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.messages import to_json
from anlan.records.accounts.choices import Permission
from anlan.records.alarm_log.models import SetAsideMessage
from anlan.records.core import clock
from anlan.web import worker_store
from tests.contract.access import Place, Route, World

P = Permission

#: No hub runs beside these tests.
NO_HUB = frozenset({503})
HERE = {"lon": 120.65, "lat": 27.78}


def _kept(world: World, place: Place) -> dict[str, object]:
    """A fresh message: each call deals with one."""
    seq = SetAsideMessage.objects.count() + 1
    note = CameraTurned(id=f"n{seq}", superior_id=1, superior_name="市平台", camera_id=place.camera.pk, at_ms=0)
    worker_store.keep_aside(subjects.AUDIT, seq, "anlan.audit.camera", to_json(note), "ValueError()")
    return {"key": str(SetAsideMessage.objects.latest("pk").pk)}


ROUTES = [
    Route("GET", "/api/map/around", P.SITE_VIEW, query=lambda w, p: {**HERE, "radius_m": 1000}),
    Route("GET", "/api/map/plume", P.SITE_VIEW, query=lambda w, p: {**HERE, "wind_m_s": 2, "wind_from_deg": 90}),
    Route("GET", "/api/map/at", P.ALARM_VIEW, query=lambda w, p: {"at": clock.now().isoformat()}),
    Route("GET", "/api/map/wind", P.SITE_VIEW, query=lambda w, p: HERE),
    Route("GET", "/api/map/records", P.SITE_VIEW),
    Route("GET", "/api/map/packs", P.SITE_VIEW),
    Route("GET", "/api/search", P.SITE_VIEW, query=lambda w, p: {"q": "氨"}),
    Route("GET", "/api/resources", P.SITE_VIEW),
    Route("GET", "/api/health", P.HEALTH_VIEW, may_answer=NO_HUB),
    Route("GET", "/api/set-aside", P.HEALTH_VIEW),
    Route("POST", "/api/set-aside/{key}/retry", P.HEALTH_VIEW, params=_kept, is_scoped=False),
    Route(
        "POST", "/api/set-aside/{key}/dismiss", P.HEALTH_VIEW, params=_kept, is_scoped=False,
        body=lambda w, p: {"reason": "已核实，无需处理"},
    ),
]  # fmt: skip
