"""Access rows of GB/T 28181 devices and their channels."""

from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.sites.models import Gateway
from tests.contract.access import Place, Route, World

P = Permission

#: No cameras process runs beside these tests.
NO_CAMERAS = frozenset({503})


def device(world: World, place: Place) -> dict[str, object]:
    sealed = {"sealed_password": seal("geheim-123", settings())}
    code = f"3303810000118{place.enterprise.pk:07d}"
    row, _ = Gateway.objects.get_or_create(
        driver="gb28181", code=code, defaults={"enterprise": place.enterprise, "options": sealed}
    )
    return {"gateway_id": row.pk}


ROUTES = [
    Route("GET", "/api/gb28181", P.GATEWAY_MANAGE),
    Route(
        "POST",
        "/api/gb28181/devices",
        P.GATEWAY_MANAGE,
        body=lambda w, p: {"enterprise_id": p.enterprise.pk, "code": f"3303810000132{p.enterprise.pk:07d}"},
    ),
    Route(
        "POST", "/api/gb28181/devices/{gateway_id}/password", P.GATEWAY_MANAGE, device, body=lambda w, p: {},
        takes_tokens=False,
    ),
    Route("GET", "/api/gb28181/devices/{gateway_id}/channels", P.GATEWAY_MANAGE, device, may_answer=NO_CAMERAS),
    Route("POST", "/api/gb28181/devices/{gateway_id}/catalogue", P.GATEWAY_MANAGE, device, may_answer=NO_CAMERAS),
    Route(
        "POST",
        "/api/gb28181/devices/{gateway_id}/cameras",
        P.GATEWAY_MANAGE,
        device,
        body=lambda w, p: {
            "channel_id": "33038100001320000001", "enterprise_id": p.enterprise.pk, "name": "国标一号",
        },
    ),
]  # fmt: skip
