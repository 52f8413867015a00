"""Access rows of the map's questions, resources, search and the health page."""

from anlan.records.accounts.choices import Permission
from anlan.records.core import clock
from anlan.records.resources.models import Resource
from tests.contract.access import Place, Route, World

P = Permission

#: No hub runs beside these tests.
NO_HUB = frozenset({503})
#: A second person adds the same name.
TAKEN = frozenset({422})
HERE = {"lon": 120.65, "lat": 27.78}


def resource(world: World, place: Place) -> dict[str, object]:
    made, _ = Resource.objects.get_or_create(
        kind="team", name="示例救援队", town=place.enterprise.town, defaults={"lon": 120.65, "lat": 27.78}
    )
    return {"resource_id": made.pk}


def new_resource(world: World, place: Place) -> dict[str, object]:
    return {"kind": "team", "name": "新救援队", "town_code": place.enterprise.town_id, **HERE}


ROUTES = [
    Route("GET", "/api/map/around", P.SITE_VIEW, query=lambda w, p: {**HERE, "radius_m": 1000}),
    Route("GET", "/api/map/plume", P.SITE_VIEW, query=lambda w, p: {**HERE, "wind_m_s": 2, "wind_from_deg": 90}),
    Route("GET", "/api/map/at", P.ALARM_VIEW, query=lambda w, p: {"at": clock.now().isoformat()}),
    Route("GET", "/api/search", P.SITE_VIEW, query=lambda w, p: {"q": "氨"}),
    Route("GET", "/api/resources", P.SITE_VIEW),
    Route("POST", "/api/resources", P.SITE_MANAGE, body=new_resource, may_answer=TAKEN),
    Route(
        "PATCH", "/api/resources/{resource_id}", P.SITE_MANAGE, resource, body=lambda w, p: {"note": "改"},
        is_scoped=False,
    ),
    Route("POST", "/api/resources/import", P.IMPORT_RUN, upload="类别,名称\n".encode()),
    Route("GET", "/api/health", P.HEALTH_VIEW, may_answer=NO_HUB),
]  # fmt: skip
