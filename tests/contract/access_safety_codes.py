"""Access rows of safety codes."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Place, Route, World

P = Permission
#: There is one already (and no reason to change it), or none to withdraw.
STATE = frozenset({409, 422})


def site(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


ROUTES = [
    Route("GET", "/api/enterprises/{enterprise_id}/safety-code", P.SITE_VIEW, site),
    Route("POST", "/api/enterprises/{enterprise_id}/safety-code", P.SITE_MANAGE, site, body=lambda w, p: {},
          may_answer=STATE),
    Route("POST", "/api/enterprises/{enterprise_id}/safety-code/revoke", P.SITE_MANAGE, site,
          body=lambda w, p: {"reason": "牌子丢失"}, may_answer=STATE),
    Route("POST", "/api/safety-codes", P.SITE_MANAGE, body=lambda w, p: {"town_code": p.enterprise.town_id}),
]  # fmt: skip
