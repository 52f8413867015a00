"""Access rows of enterprises and what stands in them."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Place, Route, World

P = Permission


def enterprise(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


def gateway(world: World, place: Place) -> dict[str, object]:
    return {"gateway_id": place.gateway.pk}


def http_gateway(world: World, place: Place) -> dict[str, object]:
    place.gateway.driver = "http"
    place.gateway.save()
    return gateway(world, place)


def point(world: World, place: Place) -> dict[str, object]:
    return {"point_id": place.point.pk}


def unknown(world: World, place: Place) -> dict[str, object]:
    return {"source_id": world.unknown.pk}


def new_enterprise(world: World, place: Place) -> dict[str, object]:
    return {
        "uscc": "91330100799655058B",
        "name": "新示例有限公司",
        "sector": "1361",
        "town_code": place.enterprise.town_code,
        "lon": 120.6,
        "lat": 27.8,
    }


def table(world: World, place: Place) -> dict[str, object]:
    return {"what": "enterprises"}


REASON = {"reason": "核对后调整"}

ROUTES = [
    Route("GET", "/api/enterprises", P.SITE_VIEW),
    Route("POST", "/api/enterprises", P.SITE_MANAGE, body=new_enterprise),
    Route("GET", "/api/enterprises/{enterprise_id}", P.SITE_VIEW, enterprise),
    Route("GET", "/api/enterprises/{enterprise_id}/file", P.SITE_VIEW, enterprise),
    Route("GET", "/api/enterprises/{enterprise_id}/timeline", P.SITE_VIEW, enterprise),
    Route("PATCH", "/api/enterprises/{enterprise_id}", P.SITE_MANAGE, enterprise, body=lambda w, p: {"grid": "一网格"}),
    Route("GET", "/api/people", P.PEOPLE_VIEW),
    Route("GET", "/api/gateways", P.SITE_VIEW),
    Route(
        "POST",
        "/api/gateways",
        P.GATEWAY_MANAGE,
        body=lambda w, p: {"enterprise_id": p.enterprise.pk, "code": "gw-new", "driver": "mqtt"},
    ),
    Route(
        "POST",
        "/api/gateways/{gateway_id}/message",
        P.GATEWAY_MANAGE,
        gateway,
        body=lambda w, p: {"what": "test", "text": "你好"},
    ),
    Route("POST", "/api/gateways/{gateway_id}/secret", P.GATEWAY_MANAGE, gateway, takes_tokens=False),
    Route(
        "POST",
        "/api/gateways/{gateway_id}/encryption",
        P.GATEWAY_MANAGE,
        http_gateway,
        body=lambda w, p: {"encryption": "off"},
        takes_tokens=False,
    ),
    Route("POST", "/api/config/publish", P.CONFIG_PUBLISH, body=lambda w, p: dict(REASON)),
    Route("GET", "/api/config/versions", P.CONFIG_PUBLISH),
    Route("GET", "/api/points/{point_id}", P.SITE_VIEW, point),
    Route("PATCH", "/api/points/{point_id}", P.SITE_MANAGE, point, body=lambda w, p: {"name": "新名称"}),
    Route("GET", "/api/group-rule-types", P.SITE_VIEW),
    Route("GET", "/api/group-rules", P.SITE_VIEW),
    Route("GET", "/api/point-kinds", P.SITE_VIEW),
    Route("GET", "/api/unknown-sources", P.GATEWAY_MANAGE),
    Route(
        "POST",
        "/api/unknown-sources/{source_id}/register",
        P.GATEWAY_MANAGE,
        unknown,
        body=lambda w, p: {"enterprise_id": p.enterprise.pk},
    ),
    Route(
        "POST", "/api/unknown-sources/{source_id}/dismiss", P.GATEWAY_MANAGE, unknown, body=lambda w, p: dict(REASON)
    ),
    Route("POST", "/api/imports/{what}", P.IMPORT_RUN, table, upload="企业名称\n".encode(), is_scoped=False),
    Route("GET", "/api/imports/{what}/template", P.IMPORT_RUN, table, is_scoped=False),
    Route("GET", "/api/exports/{what}", P.EXPORT_RUN, table, is_scoped=False),
]
