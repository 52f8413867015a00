"""Rows into API shapes."""

from typing import Any

from anlan.bus.messages import LimitConfig, PointConfig
from anlan.domain.silence_limits import why_never_suppressed
from anlan.records.sites.defaults import defaults_of, limit_traits
from anlan.records.sites.kind_settings import Kinds, kinds_in_force
from anlan.records.sites.models import ConfigVersion, Enterprise, Gateway, Point
from anlan.records.sites.publication import COLUMNS, override_fields, point_config

TIMINGS = ("rate_limit_per_s", "stuck_after_s", "offline_after_s", "fault_after_s")


def enterprise_row(enterprise: Enterprise, facts: dict[str, Any]) -> dict[str, Any]:
    """An enterprise in a list."""
    return {
        "id": enterprise.pk,
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "short_name": enterprise.short_name,
        "sector": enterprise.sector,
        "sector_name": enterprise.sector_name,
        "field": enterprise.field,
        "risk_level": enterprise.risk_level,
        "town_code": enterprise.town_code,
        "town_name": enterprise.town.name,
        "grid": enterprise.grid,
        "address": enterprise.address,
        "lon": enterprise.lon,
        "lat": enterprise.lat,
        "head_count": enterprise.head_count,
        "is_active": enterprise.is_active,
        **facts,
    }


def enterprise(row: Enterprise, facts: dict[str, Any], point_facts: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """An enterprise with all that stands in it."""
    return {
        **enterprise_row(row, facts),
        "coord_source": row.coord_source,
        "merged_into": row.merged_into_id,
        "contacts": list(row.contacts.all()),
        "workshops": [
            {"id": shop.pk, "name": shop.name, "zones": list(shop.zones.all())} for shop in row.workshops.all()
        ],
        "equipment": list(row.equipment.all()),
        "hazard_sources": list(row.hazard_sources.all()),
        "cameras": list(row.cameras.all()),
        "gateways": [gateway(one) for one in row.gateways.all()],
        "points": _points(list(row.points.all()), point_facts),
    }


def _points(rows: list[Point], facts: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    kinds = kinds_in_force() if rows else {}
    return [point(p, facts.get(p.pk, {}), kinds) for p in rows]


def in_force(row: Point, kinds: Kinds | None = None) -> PointConfig:
    """The settings in force for a point, as they are published; ``kinds`` when they were read already."""
    override = _override(row)
    fields = {name: getattr(row, name) for name in COLUMNS}
    known = kinds_in_force() if kinds is None else kinds
    return point_config(fields, override_fields(override) if override else None, known)


def limit(config: LimitConfig, kind: str = "") -> dict[str, Any]:
    """One limit; what it leaves open is as its kind was designed."""
    traits = limit_traits(config, kind)
    return {
        "label": config.label,
        "direction": config.direction,
        "set_point": config.set_point,
        "grade": config.grade.value,
        "deadband": config.deadband,
        "on_delay_s": config.on_delay_s,
        "off_delay_s": config.off_delay_s,
        "strict": config.strict,
        "latches": traits.latches,
        "needs_confirm": traits.needs_confirm,
    }


def point(row: Point, facts: dict[str, Any], kinds: Kinds | None = None) -> dict[str, Any]:
    """A point with its limits and state."""
    config, override = in_force(row, kinds), _override(row)
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "kind_name": defaults_of(row.kind).name,
        "never_suppressed": why_never_suppressed(row.kind),
        "unit": row.unit,
        "address": row.address,
        "enterprise_id": row.enterprise_id,
        "gateway_id": row.gateway_id,
        "workshop_id": row.workshop_id,
        "zone_id": row.zone_id,
        "hazard_source_id": row.hazard_source_id,
        "equipment_id": row.equipment_id,
        "place": row.place,
        "is_enabled": row.is_enabled,
        "range_low": config.range_low,
        "range_high": config.range_high,
        "limits": [limit(one, row.kind) for one in config.limits],
        "override": override
        and {
            "reason": override.reason,
            "approved_by": override.approved_by.name,
            "created_at": override.created_at,
            "expires_at": override.expires_at,
        },
        **facts,
    }


def point_detail(row: Point, facts: dict[str, Any]) -> dict[str, Any]:
    """A point with what turns raw values into readings."""
    kinds = kinds_in_force()
    config = in_force(row, kinds)
    return {
        **point(row, facts, kinds),
        "scale": row.scale,
        "offset": row.offset,
        "resolution": config.resolution,
        "sample_interval_s": row.sample_interval_s,
        "timings": {name: getattr(config, name) for name in TIMINGS},
    }


def gateway(row: Gateway) -> dict[str, Any]:
    """A gateway."""
    names = (
        "id", "code", "name", "driver", "enterprise_id", "offline_after_s", "is_enabled", "is_online", "last_seen_at",
        "refused_at", "refused_reason", "refused_peer",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"encryption": row.options.get("encryption", "off")}


def config_version(row: ConfigVersion) -> dict[str, Any]:
    """One publication."""
    return {
        "version": row.pk,
        "reason": row.reason,
        "requested_by": row.requested_by.name if row.requested_by else "系统",
        "requested_at": row.requested_at,
        "published_at": row.published_at,
        "gateway_count": row.gateway_count,
        "point_count": row.point_count,
        "problems": row.problems,
    }


def _override(row: Point) -> Any:
    found = getattr(row, "overrides_in_force", None)
    if found is None:
        found = list(row.overrides.filter(ended_at=None).select_related("approved_by"))
    return found[0] if found else None
