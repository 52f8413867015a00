"""Access rows of the set-up wizard."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Place, Route, World

P = Permission


def enterprise(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


ROUTES = [
    Route("GET", "/api/setup", P.SITE_MANAGE),
    Route("GET", "/api/setup/heard/{gateway_id}", P.GATEWAY_MANAGE, lambda w, p: {"gateway_id": p.gateway.pk}),
    Route("GET", "/api/setup/reached/{enterprise_id}", P.SITE_MANAGE, enterprise),
    Route("POST", "/api/setup/person", P.ADMIN_SITE, takes_tokens=False,
          body=lambda w, p: {**enterprise(w, p), "username": "first-manager", "name": "安全员"}),
    Route("POST", "/api/setup/camera", P.SITE_MANAGE,
          body=lambda w, p: {**enterprise(w, p), "name": "机房门口", "source": "rtsp://192.0.2.7/stream"}),
    # Nobody exists with this number: no reading is sent for a table of rights.
    Route("POST", "/api/setup/test-alarm", P.SITE_MANAGE, may_answer=frozenset({404}),
          body=lambda w, p: {**enterprise(w, p), "person_id": 2**40}),
]  # fmt: skip
