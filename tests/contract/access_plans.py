"""Access rows of site plans."""

from anlan.records.accounts.choices import Permission
from anlan.records.core.files import Capture, photo_row
from anlan.records.core.photos import Photo, file_keep
from anlan.records.plans.models import SitePlan
from tests.contract.access import Place, Route, World
from tests.factories import UserFactory

P = Permission
#: What is sent is no picture, or was read before somebody else wrote: the command's answer, not access.
STATE = frozenset({409, 422})


def site(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


def plan(world: World, place: Place) -> dict[str, object]:
    found = SitePlan.objects.filter(enterprise=place.enterprise, is_active=True).first()
    return {"plan_id": (found or _made(place)).pk}


def _made(place: Place) -> SitePlan:
    sha = file_keep(b"picture")
    photo = Photo(sha256=sha, thumb_sha256=sha, size_bytes=7, width_px=10, height_px=10, taken_at=None)
    picture = photo_row(photo=photo, caption="", by=UserFactory(), capture=Capture())
    return SitePlan.objects.create(enterprise=place.enterprise, name="总平面图", picture=picture)


ROUTES = [
    Route("GET", "/api/enterprises/{enterprise_id}/plans", P.SITE_VIEW, site),
    Route("POST", "/api/enterprises/{enterprise_id}/plans", P.PLAN_MANAGE, site, upload=b"no picture",
          may_answer=STATE),
    Route("GET", "/api/plans/{plan_id}/picture", P.SITE_VIEW, plan),
    Route("PUT", "/api/plans/{plan_id}/marks", P.PLAN_MANAGE, plan, body=lambda w, p: {"version": 1, "marks": []},
          may_answer=STATE),
    Route("DELETE", "/api/plans/{plan_id}", P.PLAN_MANAGE, plan),
]  # fmt: skip
