"""How far the set-up is: asked of the records, so that it can be left and resumed anywhere, by anybody."""

from typing import Any

from anlan.domain.kind_guess import guess_kind
from anlan.domain.rule_set import rules_for
from anlan.kit.settings import Settings, settings
from anlan.records.alarm_log.models import Alarm
from anlan.records.dispatch.models import PolicyVersion
from anlan.records.places.models import Town
from anlan.records.sites.choices import UnknownState
from anlan.records.sites.models import Camera, Enterprise, Gateway, Point, UnknownSource
from anlan.web.setup.signal_path import KIND

#: Sources shown at once; a gateway that sends more is better imported from a table.
HEARD_MAX = 40


def steps() -> dict[str, Any]:
    """The first of everything, and what is there already."""
    site = Enterprise.objects.filter(is_active=True).order_by("id").first()
    gateways = (
        Gateway.objects.filter(enterprise=site).exclude(driver__in=("cameras", "gb28181")).order_by("id")
        if site
        else []
    )
    gateway = next(iter(gateways), None)
    return {
        "towns": Town.objects.count(),
        "enterprise": _named(site),
        "gateway": gateway and {
            "id": gateway.pk, "name": str(gateway), "code": gateway.code, "driver": gateway.driver,
            "encryption": gateway.options.get("encryption", "off"),
            "is_online": gateway.is_online, "has_spoken": gateway.last_seen_at is not None,
            "refused_at": gateway.refused_at, "refused_reason": gateway.refused_reason,
            "refused_peer": gateway.refused_peer,
        },
        "ways_in": _ways_in(settings()),
        "points": _points(site),
        "cameras": Camera.objects.filter(enterprise=site).exclude(source="").count() if site else 0,
        "policies": PolicyVersion.objects.count(),
        "tests": Alarm.objects.filter(kind=KIND).count(),
    }  # fmt: skip


def heard(gateway: Gateway) -> list[dict[str, Any]]:
    """What this gateway sends and nobody registered, each with the kind that its name and unit suggest."""
    rows = UnknownSource.objects.filter(
        driver=gateway.driver, gateway_code=gateway.code, state=UnknownState.NEW
    ).exclude(address="")  # fmt: skip
    return [_heard(row) for row in rows.order_by("first_seen_at")[:HEARD_MAX]]


def _heard(row: UnknownSource) -> dict[str, Any]:
    kind = guess_kind(row.address, row.unit)
    rules = rules_for(kind)
    return {
        "id": row.pk, "address": row.address, "sample": row.sample, "unit": row.unit, "count": row.count,
        "last_seen_at": row.last_seen_at, "problem": row.problem, "kind": kind,
        "kind_name": rules.name_zh if rules else "",
        "suggested_unit": row.unit or (rules.unit if rules else ""),
    }  # fmt: skip


def _ways_in(config: Settings) -> dict[str, Any]:
    """What is typed into a device; behind a port forwarding the outer port may be another."""
    return {
        "mqtt": config.mqtt_port, "hj212": config.hj212_port, "http": config.http_ingest_port,
        "is_this_machine_only": config.bind in ("127.0.0.1", "::1", "localhost"),
    }  # fmt: skip


def _named(row: Enterprise | None) -> dict[str, Any] | None:
    return None if row is None else {"id": row.pk, "name": row.name}


def _points(site: Enterprise | None) -> list[dict[str, Any]]:
    if site is None:
        return []
    rows = Point.objects.filter(enterprise=site, is_enabled=True).exclude(gateway__driver__in=("cameras", "gb28181"))
    return [{"id": p.pk, "name": p.name, "unit": p.unit} for p in rows.exclude(kind=KIND).order_by("id")[:50]]
