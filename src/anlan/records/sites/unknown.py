"""Sources nobody registered: noted by the worker, decided by a person, registered in one step."""

from typing import Any

from django.db import transaction
from django.db.models import F

from anlan.bus import messages
from anlan.domain.clock import from_ms
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.services import outbox_add
from anlan.records.sites.choices import UnknownState
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import Enterprise, Gateway, Point, UnknownSource, Workshop
from anlan.records.sites.services.gateways import gateway_create
from anlan.records.sites.services.points import point_create
from anlan.records.sites.services.rows import Request

#: More open sources than this are an attack or a broken gateway; the oldest make room.
KEPT_MAX = 20_000


@transaction.atomic
def unknown_source_observe(message: messages.UnknownSource) -> UnknownSource | None:
    """Note one sighting; called by the worker. A dismissed source stays dismissed and is only counted.

    Returns None when the source has been registered meanwhile: the message was older than the publication.
    """
    if _is_registered(message):
        return None
    at = from_ms(message.seen_at_ms)
    source, is_new = UnknownSource.objects.get_or_create(
        driver=message.driver[:32],
        gateway_code=message.gateway_code[:128],
        address=message.address[:200],
        defaults={"first_seen_at": at, "last_seen_at": at, "sample": message.sample[:500], "unit": message.unit[:16],
                  "peer": message.peer[:64], "problem": message.problem[:32]},
    )  # fmt: skip
    if is_new:
        _make_room()
        _tell_screens(source)
        return source
    UnknownSource.objects.filter(pk=source.pk).update(
        count=F("count") + 1,
        last_seen_at=max(at, source.last_seen_at),
        sample=message.sample[:500],
        peer=message.peer[:64],
        problem=message.problem[:32],
    )
    return source


@transaction.atomic
def unknown_source_register(
    *,
    actor: User,
    source: UnknownSource,
    enterprise: Enterprise,
    workshop: Workshop | None = None,
    kind: str = "",
    name: str = "",
    unit: str = "",
    scale: float = 1.0,
    request: Request = None,
) -> tuple[Gateway | Point, str]:
    """Turn a source into a gateway (with its secret, shown once) or a point with the defaults of its kind.

    Raises:
        Conflict: it has been decided already, cannot be read, or its gateway must be registered first.
        Invalid: a point needs a kind; its gateway belongs to another enterprise.
    """
    source = UnknownSource.objects.select_for_update().get(pk=source.pk)
    if source.state == UnknownState.REGISTERED:
        raise Conflict("该来源已登记，请刷新列表。")
    if source.problem:
        raise Conflict("平台读不懂这条消息，不能登记；请先改正设备的主题或内容格式。", code="not_readable")
    made: tuple[Gateway | Point, str]
    if source.address:
        made = _register_point(actor, source, enterprise, workshop, kind, name, unit, scale, request), ""
    else:
        made = gateway_create(
            actor=actor, enterprise=enterprise, code=source.gateway_code, driver=source.driver, name=name,
            options=_options_of(source), request=request,
        )  # fmt: skip
    _decide(source, actor, UnknownState.REGISTERED)
    return made


@transaction.atomic
def unknown_source_dismiss(*, actor: User, source: UnknownSource, reason: str, request: Request = None) -> None:
    """Put a source aside; it comes back to the list only when a person says so.

    Raises:
        Invalid: no reason.
        Conflict: it has been registered.
    """
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请填写忽略理由。"})
    if source.state == UnknownState.REGISTERED:
        raise Conflict("该来源已登记，不能忽略。")
    _decide(source, actor, UnknownState.DISMISSED)
    audit_write(actor=actor, action="unknown_source.dismissed", target=source, reason=reason, request=request)


def _register_point(
    actor: User,
    source: UnknownSource,
    enterprise: Enterprise,
    workshop: Workshop | None,
    kind: str,
    name: str,
    unit: str,
    scale: float,
    request: Request,
) -> Point:
    gateway = Gateway.objects.filter(driver=source.driver, code=source.gateway_code).first()
    if gateway is None:
        raise Conflict("请先登记该网关，再登记其测点。", code="gateway_first")
    if gateway.enterprise_id != enterprise.pk:
        raise Invalid(fields={"enterprise_id": "所选企业与该网关所属企业不一致。"})
    if not kind:
        raise Invalid(fields={"kind": "请选择测点类型。"})
    defaults = defaults_of(kind)
    return point_create(
        actor=actor,
        gateway=gateway,
        address=source.address,
        kind=kind,
        name=name or defaults.name,
        unit=unit or source.unit or defaults.unit,
        scale=scale,
        workshop=workshop,
        request=request,
    )


def _options_of(source: UnknownSource) -> dict[str, str]:
    """A device with an access token (ThingsBoard) is known by the digest that the gateway process kept of it."""
    name, _, digest = source.sample.partition("=")
    return {name: digest} if (source.driver, name) == ("mqtt", "access_token_hash") else {}


def _is_registered(message: messages.UnknownSource) -> bool:
    gateways = Gateway.objects.filter(driver=message.driver, code=message.gateway_code)
    if message.address:
        return Point.objects.filter(gateway__in=gateways, address=message.address).exists()
    return gateways.exists()


def _decide(source: UnknownSource, actor: User, state: UnknownState) -> None:
    source.state, source.decided_by = state, actor
    source.save(update_fields=["state", "decided_by"])


def _make_room() -> None:
    surplus = UnknownSource.objects.filter(state=UnknownState.NEW).count() - KEPT_MAX
    if surplus > 0:
        oldest = UnknownSource.objects.filter(state=UnknownState.NEW).order_by("last_seen_at")
        UnknownSource.objects.filter(pk__in=list(oldest.values_list("pk", flat=True)[:surplus])).delete()


def _tell_screens(source: UnknownSource) -> None:
    data: dict[str, Any] = {"id": source.pk, "driver": source.driver, "gateway_code": source.gateway_code,
                            "address": source.address}  # fmt: skip
    payload = {"id": str(source.pk), "at_ms": clock.now_ms(), "data": data}
    outbox_add(topic="unknown", kind="seen", payload=payload, dedupe_key=f"unknown.{source.pk}")
