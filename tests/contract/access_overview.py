"""Access rows of the map's questions, resources, search and the health page."""

from anlan.records.accounts.choices import Permission
from anlan.records.core import clock
from tests.contract.access import Route

P = Permission

#: No hub runs beside these tests.
NO_HUB = frozenset({503})
HERE = {"lon": 120.65, "lat": 27.78}

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
]  # fmt: skip
