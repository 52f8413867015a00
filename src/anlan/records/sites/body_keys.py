"""Keys by which HTTP gateways encrypt what they post (SM4 and an HMAC by SM3), and whether they must.

A key is made here, shown once, and kept sealed for the gateway process as an option of the gateway; which body is
opened by it and how is the driver's matter (``docs/reference/drivers/http.md``).
"""

import secrets
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.http import HttpRequest

from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Invalid
from anlan.records.sites.models import Gateway
from anlan.records.sites.publication import config_request

Encryption = Literal["off", "accepted", "required"]
DRIVER = "http"
KEY_OPTION, ENCRYPTION_OPTION = "sealed_body_key", "encryption"


@dataclass(frozen=True)
class BodyKey:
    """What is typed into a device, as hex digits; shown this once."""

    sm4_key: str
    mac_key: str


@transaction.atomic
def gateway_body_key_make(
    *, actor: User | None, gateway: Gateway, encryption: Encryption, request: HttpRequest | None = None
) -> BodyKey:
    """A fresh key for a gateway; the one before stops working when the configuration is published.

    Raises:
        Invalid: its driver takes no encrypted bodies.
    """
    _require_http(gateway)
    key = BodyKey(secrets.token_hex(16), secrets.token_hex(32))
    sealed = seal(key.sm4_key + key.mac_key, settings(), "field")
    _set(actor, gateway, {ENCRYPTION_OPTION: encryption, KEY_OPTION: sealed}, "gateway.body_key_made", request)
    return key


@transaction.atomic
def gateway_encryption_set(
    *, actor: User | None, gateway: Gateway, encryption: Encryption, request: HttpRequest | None = None
) -> None:
    """Say whether bodies must be encrypted, with the key that there is.

    Raises:
        Invalid: its driver takes no encrypted bodies, or there is no key yet.
    """
    _require_http(gateway)
    if encryption != "off" and not gateway.options.get(KEY_OPTION):
        raise Invalid(fields={"encryption": "请先生成上报密钥。"})
    _set(actor, gateway, {ENCRYPTION_OPTION: encryption}, "gateway.encryption_set", request)


def _require_http(gateway: Gateway) -> None:
    if gateway.driver != DRIVER:
        raise Invalid(fields={"driver": "只有 HTTP 接入的网关可以加密上报。"})


def _set(
    actor: User | None, gateway: Gateway, options: dict[str, str], action: str, request: HttpRequest | None
) -> None:
    before = gateway.options.get(ENCRYPTION_OPTION, "off")
    gateway.options = gateway.options | options
    gateway.save(update_fields=["options"])
    changes = {ENCRYPTION_OPTION: [before, options[ENCRYPTION_OPTION]]}
    audit_write(actor=actor, action=action, target=gateway, changes=changes, request=request)
    config_request(actor=actor, reason=f"设置网关 {gateway.code} 加密上报", request=request)
