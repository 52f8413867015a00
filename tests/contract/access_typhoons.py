"""Access rows of typhoons: their tracks are no secret of a place, so that they have no owner."""

from anlan.records.accounts.choices import Permission
from anlan.records.core import clock
from anlan.records.typhoons.models import TrackPoint, Typhoon
from tests.contract.access import Place, Route, World

P = Permission
CODE = "202699"


def typhoon(world: World, place: Place) -> dict[str, object]:
    held, is_new = Typhoon.objects.get_or_create(code=CODE, defaults={"source": "测试"})
    if is_new:
        TrackPoint.objects.create(typhoon=held, at=clock.now(), lon=121.0, lat=27.0)
    return {"typhoon_id": held.pk}


ROUTES = [
    Route("GET", "/api/map/typhoons", P.SITE_VIEW),
    Route("GET", "/api/typhoons/{typhoon_id}/inside", P.SITE_VIEW, typhoon, is_scoped=False),
    Route("POST", "/api/typhoons/track", P.TYPHOON_EDIT, body=lambda w, p: {"code": "202698", "source": "测试"}),
    # What is sent is no track.
    Route("POST", "/api/typhoons/import", P.TYPHOON_EDIT, upload=b"{}", may_answer=frozenset({422})),
    Route("DELETE", "/api/typhoons/{typhoon_id}", P.TYPHOON_EDIT, typhoon, is_scoped=False),
]  # fmt: skip
