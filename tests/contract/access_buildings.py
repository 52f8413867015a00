"""Access rows of buildings."""

from anlan.records.accounts.choices import Permission
from anlan.records.buildings.models import Building
from tests.contract.access import Place, Route, World

P = Permission
#: What is sent is no GeoJSON, or was read before somebody else wrote: the command's answer, not access.
STATE = frozenset({409, 422})
BOX = {"west": 120.0, "south": 27.0, "east": 121.5, "north": 28.5}


def site(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


def building(world: World, place: Place) -> dict[str, object]:
    found = Building.objects.filter(enterprise=place.enterprise).first() or building_of(place)
    return {"building_id": found.pk}


def building_of(place: Place) -> Building:
    outline = {"type": "Polygon", "coordinates": [ring(place)]}
    return Building.objects.create(enterprise=place.enterprise, name="1号车间", outline=outline, height_m=9.0)


def ring(place: Place) -> list[list[float]]:
    lon, lat = place.enterprise.lon, place.enterprise.lat
    return [[lon, lat], [lon + 0.0005, lat], [lon + 0.0005, lat + 0.0003], [lon, lat]]


def drawn(world: World, place: Place) -> dict[str, object]:
    return {"name": "2号仓库", "use": "warehouse", "height_m": 7.5, "ring": ring(place)}


ROUTES = [
    Route("GET", "/api/map/buildings", P.SITE_VIEW, query=lambda w, p: BOX),
    Route("GET", "/api/enterprises/{enterprise_id}/buildings", P.SITE_VIEW, site),
    Route("POST", "/api/enterprises/{enterprise_id}/buildings", P.PLAN_MANAGE, site, body=drawn, may_answer=STATE),
    Route("POST", "/api/enterprises/{enterprise_id}/buildings/import", P.PLAN_MANAGE, site, upload=b"{}",
          may_answer=STATE),
    Route("PUT", "/api/buildings/{building_id}", P.PLAN_MANAGE, building,
          body=lambda w, p: {"name": "1号车间", "height_m": 10, "version": 1}, may_answer=STATE),
    Route("DELETE", "/api/buildings/{building_id}", P.PLAN_MANAGE, building),
]  # fmt: skip
