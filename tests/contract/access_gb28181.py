"""Access rows of GB/T 28181 devices and their channels."""

from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.sites.models import CameraShare, Gateway, Superior
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


def above(world: World, place: Place) -> dict[str, object]:
    row, _ = Superior.objects.get_or_create(
        name="市平台",
        defaults={
            "code": "33030000002000000001", "domain": "3303000000", "host": "10.9.9.9",
            "own_code": "33038100002000000007",
        },
    )  # fmt: skip
    return {"superior_id": row.pk}


def lent(world: World, place: Place) -> dict[str, object]:
    row = Superior.objects.get(pk=above(world, place)["superior_id"])
    CameraShare.objects.get_or_create(
        superior=row, camera=place.camera, defaults={"code": f"3303810000132{place.camera.pk:07d}"}
    )
    return {"superior_id": row.pk, "camera_id": place.camera.pk}


def entered(world: World, place: Place) -> dict[str, object]:
    return {
        "name": f"上级{Superior.objects.count()}", "code": "33030000002000000001", "domain": "3303000000",
        "host": "10.9.9.9", "password": "geheim-123",
    }  # fmt: skip


SUPERIOR = "/api/gb28181/superiors/{superior_id}"

ROUTES = [
    Route("GET", "/api/gb28181/superiors", P.REPORTING_MANAGE),
    Route("POST", "/api/gb28181/superiors", P.REPORTING_MANAGE, body=entered, takes_tokens=False),
    Route(
        "PATCH", SUPERIOR, P.REPORTING_MANAGE, above, body=lambda w, p: {"keepalive_s": 30}, is_scoped=False,
        takes_tokens=False,
    ),
    Route("GET", SUPERIOR + "/cameras", P.REPORTING_MANAGE, above, is_scoped=False),
    Route(
        "POST", SUPERIOR + "/cameras", P.REPORTING_MANAGE, above, is_scoped=False, takes_tokens=False,
        body=lambda w, p: {"camera_ids": [p.camera.pk], "reason": "市级联网要求"},
    ),
    Route("DELETE", SUPERIOR + "/cameras/{camera_id}", P.REPORTING_MANAGE, lent),
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
