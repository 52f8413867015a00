"""Commands on gateways: enter one, renew its secret, note that it came or went."""

from datetime import datetime

from django.db import transaction

from anlan.bus.messages import GatewayEvent
from anlan.domain.clock import from_ms
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.services import outbox_add
from anlan.records.sites import secrets
from anlan.records.sites.models import Enterprise, Gateway
from anlan.records.sites.publication import config_request
from anlan.records.sites.services.rows import Request, as_new, row_save


@transaction.atomic
def gateway_create(
    *,
    actor: User | None,
    enterprise: Enterprise,
    code: str,
    driver: str,
    name: str = "",
    options: dict[str, str] | None = None,
    offline_after_s: float | None = None,
    secret: str = "",
    request: Request = None,
) -> tuple[Gateway, str]:
    """Make a gateway and its secret; the secret is returned this once and kept only as a hash.

    Raises:
        Invalid: the code is taken under this driver.
    """
    secret = secret or secrets.secret_make(driver)
    hashed, sealed = secrets.kept(driver, secret)
    gateway = Gateway(
        enterprise=enterprise,
        code=code,
        driver=driver,
        name=name,
        options=(options or {}) | sealed,
        offline_after_s=offline_after_s or secrets.offline_after_s(driver),
        secret_hash=hashed,
    )
    row_save(gateway)
    shown = as_new({"code": code, "driver": driver, "enterprise": enterprise.pk})
    audit_write(actor=actor, action="gateway.created", target=gateway, changes=shown, request=request)
    config_request(actor=actor, reason=f"登记网关 {code}", request=request)
    return gateway, secret


@transaction.atomic
def gateway_secret_renew(*, actor: User, gateway: Gateway, secret: str = "", request: Request = None) -> str:
    """Replace the secret; the old one stops working when the configuration is published."""
    secret = secret or secrets.secret_make(gateway.driver)
    gateway.secret_hash, sealed = secrets.kept(gateway.driver, secret)
    gateway.options = gateway.options | sealed
    gateway.save(update_fields=["secret_hash", "options"])
    audit_write(actor=actor, action="gateway.secret_renewed", target=gateway, request=request)
    config_request(actor=actor, reason=f"更换网关 {gateway.code} 密钥", request=request)
    return secret


@transaction.atomic
def gateway_event_apply(event: GatewayEvent) -> bool:
    """Note that a gateway came or went and tell the screens; called by the worker. True when the state changed.

    Silence is news once: a repeated ``online`` only moves ``last_seen_at``. A refusal leaves the state alone and is
    kept until the gateway comes again.
    """
    gateway = Gateway.objects.select_for_update(of=("self",)).select_related("enterprise").filter(
        pk=event.gateway_id
    ).first()  # fmt: skip
    if gateway is None:
        return False
    at = from_ms(event.at_ms)
    if event.kind == "refused":
        _note_refusal(gateway, at, event)
        return False
    is_online = event.kind == "online"
    has_changed = gateway.is_online != is_online
    if gateway.last_seen_at and at < gateway.last_seen_at:
        return False  # overtaken on the bus by newer news
    gateway.is_online, gateway.last_seen_at = is_online, at
    gateway.peer = event.peer[:64] or gateway.peer
    if is_online and has_changed:
        gateway.refused_at, gateway.refused_reason, gateway.refused_peer = None, "", ""
    gateway.save(update_fields=["is_online", "last_seen_at", "peer", "refused_at", "refused_reason", "refused_peer"])
    if has_changed:
        _tell_screens(gateway, event)
    return has_changed


def _note_refusal(gateway: Gateway, at: datetime, event: GatewayEvent) -> None:
    gateway.refused_at, gateway.refused_reason, gateway.refused_peer = at, event.reason[:32], event.peer[:64]
    gateway.save(update_fields=["refused_at", "refused_reason", "refused_peer"])


def _tell_screens(gateway: Gateway, event: GatewayEvent) -> None:
    outbox_add(
        topic="gateway",
        kind=event.kind,
        payload={
            "id": str(gateway.pk),
            "at_ms": event.at_ms,
            "enterprise_id": gateway.enterprise_id,
            "town_code": gateway.enterprise.town_code,
            "data": {"id": gateway.pk, "code": gateway.code, "is_online": gateway.is_online, "reason": event.reason},
        },
        dedupe_key=f"gateway.{gateway.pk}.{event.kind}.{event.at_ms}",
    )
