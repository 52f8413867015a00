"""Points. Their set points are changed by rule versions (``records.rules``)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites import selectors
from anlan.records.sites.api import show
from anlan.records.sites.api.point_schemas import PointDetailOut, PointKindOut, PointPatch
from anlan.records.sites.defaults import sensor_kinds
from anlan.records.sites.extensions import point_facts
from anlan.records.sites.models import Point, Workshop, Zone
from anlan.records.sites.services import points

router = Router(tags=["points"])


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
    """Change a point. Scale, range and switching off ask for a reason; each is kept with old and new."""
    user = allowed(request, Permission.SITE_MANAGE)
    point = selectors.point_get(for_user=user, point_id=point_id)
    fields = body.dict(exclude_unset=True, exclude={"reason"})
    _require_own_place(point, fields)
    points.point_update(actor=user, point=point, reason=body.reason, request=request, **_without_nulls(fields))
    return _shown(user, point_id)


def _shown(user: User, point_id: int) -> dict[str, Any]:
    row = selectors.point_get(for_user=user, point_id=point_id)
    return show.point_detail(row, point_facts([row.pk])[row.pk])


def _without_nulls(fields: dict[str, Any]) -> dict[str, Any]:
    """A null clears what may be empty and is ignored elsewhere."""
    clearable = {"sample_interval_s", "range_low", "range_high", "workshop_id", "zone_id"}
    return {name: value for name, value in fields.items() if value is not None or name in clearable}


def _require_own_place(point: Point, fields: dict[str, Any]) -> None:
    """A workshop or zone of another enterprise must look like one that is not there."""
    shop, zone = fields.get("workshop_id"), fields.get("zone_id")
    if shop and not Workshop.objects.filter(pk=shop, enterprise=point.enterprise_id).exists():
        raise Invalid(fields={"workshop_id": "该企业没有这个车间。"})
    if zone and not Zone.objects.filter(pk=zone, workshop__enterprise=point.enterprise_id).exists():
        raise Invalid(fields={"zone_id": "该企业没有这个区域。"})
