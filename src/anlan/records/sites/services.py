"""Commands on enterprises, gateways and points. One command, one transaction, one audit entry."""

from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from anlan.bus.messages import GatewayEvent, LimitConfig
from anlan.domain.clock import from_ms
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.services import outbox_add
from anlan.records.sites import secrets
from anlan.records.sites.models import Enterprise, Gateway, Point, PointOverride, Workshop, Zone
from anlan.records.sites.publication import config_request

Request = HttpRequest | None

#: Fields of a point that alter its readings or stop its monitoring.
SENSITIVE = frozenset(
    [
        "scale",
        "offset",
        "range_low",
        "range_high",
        "is_enabled",
        "address",
        "gateway",
        "kind",
        "unit",
        "sample_interval_s",
    ]
)
REASON_NEEDED = "该项影响监测数据或停用监测，请填写理由。"

TIMINGS = ("rate_limit_per_s", "stuck_after_s", "offline_after_s", "fault_after_s")
LIMITS_MAX = 4


@transaction.atomic
def enterprise_create(*, actor: User | None, request: Request = None, **fields: Any) -> Enterprise:
    """Make an enterprise; ``fields`` are the model's own.

    Raises:
        Invalid: a field is missing or wrong (credit code, name taken, position outside the country).
    """
    enterprise = Enterprise(**fields)
    row_save(enterprise)
    audit_write(actor=actor, action="enterprise.created", target=enterprise, changes=_new(fields), request=request)
    return enterprise


@transaction.atomic
def enterprise_update(
    *, actor: User | None, enterprise: Enterprise, reason: str = "", request: Request = None, **fields: Any
) -> Enterprise:
    """Change an enterprise; nothing is written when nothing differs.

    Raises:
        Conflict: it went into another enterprise.
    """
    if enterprise.merged_into_id is not None:
        raise Conflict(f"该企业已并入“{enterprise.merged_into}”，请修改后者。", code="wrong_state")
    changed = row_apply(enterprise, fields)
    if changed:
        audit_write(
            actor=actor, action="enterprise.changed", target=enterprise, changes=changed, reason=reason, request=request
        )
    return enterprise


def place_ensure(*, enterprise: Enterprise, workshop: str = "", zone: str = "") -> tuple[Workshop | None, Zone | None]:
    """The workshop and zone of these names, made when missing; to be called inside the caller's command."""
    if not workshop:
        return None, None
    shop, _ = Workshop.objects.get_or_create(enterprise=enterprise, name=workshop)
    return shop, Zone.objects.get_or_create(workshop=shop, name=zone)[0] if zone else None


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
    shown = _new({"code": code, "driver": driver, "enterprise": enterprise.pk})
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


@transaction.atomic
def point_create(*, actor: User | None, request: Request = None, publish: bool = True, **fields: Any) -> Point:
    """Make a point; ``enterprise`` follows from its gateway.

    Raises:
        Invalid: the address is taken on this gateway, or a field is wrong.
    """
    fields.setdefault("enterprise", fields["gateway"].enterprise)
    point = Point(**fields)
    row_save(point)
    audit_write(actor=actor, action="point.created", target=point, changes=_new(fields), request=request)
    if publish:
        config_request(actor=actor, reason=f"登记测点 {point.name}", request=request)
    return point


@transaction.atomic
def point_update(
    *, actor: User, point: Point, reason: str = "", request: Request = None, publish: bool = True, **fields: Any
) -> Point:
    """Change a point. What alters its readings or stops its monitoring asks for a reason.

    Raises:
        Invalid: no reason where one is needed, or a wrong field.
    """
    if not reason and any(name in SENSITIVE and getattr(point, name) != value for name, value in fields.items()):
        raise Invalid(fields={"reason": REASON_NEEDED})
    changed = row_apply(point, fields)
    if changed:
        audit_write(actor=actor, action="point.changed", target=point, changes=changed, reason=reason, request=request)
        if publish:
            config_request(actor=actor, reason=reason or f"修改测点 {point.name}", request=request)
    return point


@transaction.atomic
def point_limits_set(
    *,
    actor: User,
    point: Point,
    reason: str,
    limits: list[dict[str, Any]] | None = None,
    timings: dict[str, float] | None = None,
    expires_at: datetime | None = None,
    request: Request = None,
) -> PointOverride:
    """Put other set points in force for one point; the ones before are ended and kept.

    Raises:
        Invalid: no reason, more than four limits, a limit that cannot be, or an end in the past.
    """
    _require_reason(reason)
    _require_sane(limits, timings or {}, expires_at)
    before = _override_in_force(point)
    ended = _end(before)
    override = PointOverride.objects.create(
        point=point, limits=limits, timings=timings or {}, reason=reason, approved_by=actor, expires_at=expires_at,
        created_at=clock.now(),
    )  # fmt: skip
    changes = {"limits": [ended.get("limits"), limits], "timings": [ended.get("timings"), timings or {}],
               "expires_at": [None, expires_at]}  # fmt: skip
    audit_write(
        actor=actor, action="point.limits_changed", target=point, changes=changes, reason=reason, request=request
    )
    config_request(actor=actor, reason=f"调整 {point.name} 设定值：{reason}"[:500], request=request)
    return override


@transaction.atomic
def point_limits_reset(*, actor: User, point: Point, reason: str, request: Request = None) -> None:
    """Go back to the defaults of the kind.

    Raises:
        Invalid: no reason.
        Conflict: the defaults are in force already.
    """
    _require_reason(reason)
    before = _override_in_force(point)
    if before is None:
        raise Conflict("该测点正在使用默认设定值，无需恢复。")
    ended = _end(before)
    changes = {name: [value, None] for name, value in ended.items()}
    audit_write(actor=actor, action="point.limits_reset", target=point, changes=changes, reason=reason, request=request)
    config_request(actor=actor, reason=f"恢复 {point.name} 默认设定值：{reason}"[:500], request=request)


@transaction.atomic
def overrides_expire() -> int:
    """End the overrides whose time is up and ask for a publication; called by the worker. Returns how many."""
    rows = PointOverride.objects.filter(ended_at=None, expires_at__lte=clock.now()).select_related("point")
    due = list(rows.select_for_update(of=("self",), skip_locked=True))
    for override in due:
        _end(override)
        changes = {"limits": [override.limits, None]}
        audit_write(
            actor=None, action="point.limits_expired", target=override.point, changes=changes, reason=override.reason
        )
    if due:
        config_request(actor=None, reason=f"{len(due)} 项设定值调整到期，恢复默认")
    return len(due)


# --- helpers ---------------------------------------------------------------------------------------


def _override_in_force(point: Point) -> PointOverride | None:
    return PointOverride.objects.select_for_update().filter(point=point, ended_at=None).first()


def _end(override: PointOverride | None) -> dict[str, Any]:
    if override is None:
        return {}
    override.ended_at = clock.now()
    override.save(update_fields=["ended_at"])
    return {"limits": override.limits, "timings": override.timings}


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请填写调整理由。"})


def _require_sane(limits: list[dict[str, Any]] | None, timings: dict[str, float], until: datetime | None) -> None:
    if limits is None and not timings:
        raise Invalid(fields={"limits": "没有需要调整的内容。"})
    if until is not None and until <= clock.now():
        raise Invalid(fields={"expires_at": "到期时间应晚于当前时间。"})
    if unknown := sorted(set(timings) - set(TIMINGS)):
        raise Invalid(fields=dict.fromkeys(unknown, "不允许调整该项。"))
    if any(value <= 0 for value in timings.values()):
        raise Invalid(fields={"timings": "时间和速率应大于 0。"})
    if limits is not None:
        limits_check(limits)


def limits_check(limits: list[dict[str, Any]]) -> None:
    """Refuses limits that cannot be.

    Raises:
        Invalid: too many, one that is no limit, the same label twice, a negative delay.
    """
    if len(limits) > LIMITS_MAX:
        raise Invalid(fields={"limits": f"一个测点最多 {LIMITS_MAX} 级限值。"})
    try:
        parsed = msgspec.convert(limits, list[LimitConfig])
    except msgspec.ValidationError as error:
        raise Invalid(fields={"limits": "限值内容有误，请检查级别、方向、设定值和颜色。"}) from error
    if len({limit.label for limit in parsed}) < len(parsed):
        raise Invalid(fields={"limits": "限值级别重复。"})
    if any(min(limit.deadband, limit.on_delay_s, limit.off_delay_s) < 0 for limit in parsed):
        raise Invalid(fields={"limits": "回差和延时不能为负。"})


def row_apply(row: Model, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set what differs, validate, save; returns ``{field: [old, new]}`` in plain values."""
    changed = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    if changed:
        row_save(row)
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}


def _new(fields: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [None, _plain(value)] for name, value in fields.items() if value not in (None, "", {})}


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def row_save(row: Model) -> None:
    """Validate and save; what the model refuses is told field by field."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    row.save()
