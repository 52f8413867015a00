"""Points and their set points."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites import selectors, services
from anlan.records.sites.api import show
from anlan.records.sites.api.schemas import LimitIn, PointDetailOut, PointKindOut, PointPatch
from anlan.records.sites.defaults import sensor_kinds
from anlan.records.sites.extensions import point_facts
from anlan.records.sites.models import Point, Workshop, Zone

router = Router(tags=["points"])

LIMIT_FIELDS = {"limits", "timings", "reset_limits", "expires_at"}


@router.get("/point-kinds", response={200: list[PointKindOut], **PROBLEMS})
def point_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Kinds of point that come with defaults, for whoever registers one; any other word is a kind without limits."""
    allowed(request, Permission.SITE_VIEW)
    return [{"kind": k.kind, "name": k.name, "name_en": k.name_en, "unit": k.unit} for k in sensor_kinds()]


@router.get("/points/{int:point_id}", response={200: PointDetailOut, **PROBLEMS})
def point_get(request: HttpRequest, point_id: int) -> dict[str, Any]:
    """One point with the settings in force."""
    user = allowed(request, Permission.SITE_VIEW)
    return _shown(user, point_id)


@router.patch("/points/{int:point_id}", response={200: PointDetailOut, **PROBLEMS})
def point_update(request: HttpRequest, point_id: int, body: PointPatch) -> dict[str, Any]:
    """Change a point. Set points, scale, range and switching off ask for a reason; each is kept with old and new."""
    given = body.dict(exclude_unset=True)
    user = allowed(request, Permission.POINT_LIMITS if LIMIT_FIELDS & set(given) else Permission.SITE_MANAGE)
    point = selectors.point_get(for_user=user, point_id=point_id)
    fields = {name: value for name, value in given.items() if name not in {*LIMIT_FIELDS, "reason"}}
    if fields:
        allowed(request, Permission.SITE_MANAGE)
        _require_own_place(point, fields)
    with transaction.atomic():
        if fields:
            services.point_update(
                actor=user, point=point, reason=body.reason, request=request, **_without_nulls(fields)
            )
        if body.reset_limits:
            services.point_limits_reset(actor=user, point=point, reason=body.reason, request=request)
        elif LIMIT_FIELDS & set(given):
            services.point_limits_set(
                actor=user,
                point=point,
                reason=body.reason,
                limits=None
                if body.limits is None
                else [{**one.dict(), "grade": one.grade.value} for one in body.limits],
                timings=body.timings,
                expires_at=body.expires_at,
                request=request,
            )
    return _shown(user, point_id)


def _shown(user: User, point_id: int) -> dict[str, Any]:
    row = selectors.point_get(for_user=user, point_id=point_id)
    return show.point_detail(row, point_facts([row.pk])[row.pk])


def _plain(limit: LimitIn) -> dict[str, Any]:
    return {**limit.dict(), "grade": limit.grade.value}


def _without_nulls(fields: dict[str, Any]) -> dict[str, Any]:
    """A null clears what may be empty and is ignored elsewhere."""
    clearable = {"range_low", "range_high", "workshop_id", "zone_id"}
    return {name: value for name, value in fields.items() if value is not None or name in clearable}


def _require_own_place(point: Point, fields: dict[str, Any]) -> None:
    """A workshop or zone of another enterprise must look like one that is not there."""
    shop, zone = fields.get("workshop_id"), fields.get("zone_id")
    if shop and not Workshop.objects.filter(pk=shop, enterprise=point.enterprise_id).exists():
        raise Invalid(fields={"workshop_id": "该企业没有这个车间。"})
    if zone and not Zone.objects.filter(pk=zone, workshop__enterprise=point.enterprise_id).exists():
        raise Invalid(fields={"zone_id": "该企业没有这个区域。"})
