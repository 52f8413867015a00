"""Gateways and the publication of the configuration."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.guard import require_confirmed
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.sites import body_keys, selectors
from anlan.records.sites.api import show
from anlan.records.sites.api.common_schemas import ReasonIn
from anlan.records.sites.api.gateway_schemas import (
    ConfigVersionOut,
    EncryptionIn,
    EncryptionOut,
    GatewayIn,
    GatewayMadeOut,
    GatewayOut,
    SecretOut,
)
from anlan.records.sites.models import Gateway
from anlan.records.sites.publication import config_request
from anlan.records.sites.services import gateways

router = Router(tags=["gateways"])


@router.get("/gateways", response={200: Page[GatewayOut], **PROBLEMS})
def gateway_list(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """Gateways in the reader's scope."""
    user = allowed(request, Permission.SITE_VIEW)
    return paged(selectors.gateway_list(for_user=user), page=page, page_size=page_size, show=show.gateway)


@router.post("/gateways", response={201: GatewayMadeOut, **PROBLEMS})
def gateway_create(request: HttpRequest, body: GatewayIn) -> Status[dict[str, Any]]:
    """Register a gateway; its secret and key are shown in this answer and never again."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    site = selectors.enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    fields = body.dict(exclude={"enterprise_id", "encryption"})
    with transaction.atomic():
        gateway, secret = gateways.gateway_create(actor=user, enterprise=site, request=request, **fields)
        key = _body_key(user, gateway, body.encryption, request) if body.encryption != "off" else None
    return Status(201, {**show.gateway(gateway), "secret": secret, "body_key": key})


@router.post("/gateways/{int:gateway_id}/secret", response={200: SecretOut, **PROBLEMS})
def gateway_secret_renew(request: HttpRequest, gateway_id: int) -> dict[str, str]:
    """Replace a gateway's secret; shown this once. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    require_confirmed(request)
    gateway = selectors.gateway_get(for_user=user, gateway_id=gateway_id)
    return {"secret": gateways.gateway_secret_renew(actor=user, gateway=gateway, request=request)}


@router.post("/gateways/{int:gateway_id}/encryption", response={200: EncryptionOut, **PROBLEMS})
def gateway_encryption_set(request: HttpRequest, gateway_id: int, body: EncryptionIn) -> dict[str, Any]:
    """Say whether an HTTP gateway encrypts by SM4; a fresh key is shown this once. Asks for a fresh confirmation."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    require_confirmed(request)
    gateway = selectors.gateway_get(for_user=user, gateway_id=gateway_id)
    if body.has_new_key:
        return {"encryption": body.encryption, "body_key": _body_key(user, gateway, body.encryption, request)}
    body_keys.gateway_encryption_set(actor=user, gateway=gateway, encryption=body.encryption, request=request)
    return {"encryption": body.encryption}


def _body_key(user: User, gateway: Gateway, encryption: body_keys.Encryption, request: HttpRequest) -> dict[str, str]:
    key = body_keys.gateway_body_key_make(actor=user, gateway=gateway, encryption=encryption, request=request)
    return asdict(key)


@router.post("/config/publish", response={202: ConfigVersionOut, **PROBLEMS})
def config_publish(request: HttpRequest, body: ReasonIn) -> Status[dict[str, Any]]:
    """Ask for the present rows to be published to the field and alarm processes."""
    user = allowed(request, Permission.CONFIG_PUBLISH)
    return Status(202, show.config_version(config_request(actor=user, reason=body.reason, request=request)))


@router.get("/config/versions", response={200: Page[ConfigVersionOut], **PROBLEMS})
def config_versions(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """Publications, newest first."""
    allowed(request, Permission.CONFIG_PUBLISH)
    return paged(selectors.config_version_list(), page=page, page_size=page_size, show=show.config_version)
