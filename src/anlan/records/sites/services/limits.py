"""Commands on limits of points: override them for a time, and end that."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from anlan.bus.messages import LimitConfig
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.sites.models import Point, PointOverride
from anlan.records.sites.publication import config_request
from anlan.records.sites.services.rows import Request

TIMINGS = ("rate_limit_per_s", "stuck_after_s", "offline_after_s", "fault_after_s")
LIMITS_MAX = 4


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
