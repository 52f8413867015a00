"""Puts the planned county into the records, through their services, once."""

import secrets
import string
from typing import Any

import msgspec
from django.db import transaction

from anlan.demo import handover as handovers
from anlan.demo import plan as plans
from anlan.demo.handover import Account, Handover, Watched
from anlan.demo.plan_model import Plan, PlannedEnterprise, PlannedGateway, PlannedPoint
from anlan.kit.settings import Settings
from anlan.records.accounts.models import User
from anlan.records.accounts.services import user_create
from anlan.records.places.services import towns_load
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import Camera, Contact, Enterprise, Equipment, Gateway, HazardSource, Point
from anlan.records.sites.publication import config_request
from anlan.records.sites.services.enterprises import enterprise_create, place_ensure
from anlan.records.sites.services.gateways import gateway_create
from anlan.records.sites.services.limits import point_limits_set
from anlan.records.sites.services.points import point_create
from anlan.web.demo_seed_cameras import cameras_restart, cameras_seed
from anlan.web.demo_seed_duty import duty_seed
from anlan.web.demo_seed_horns import horns_seed
from anlan.web.demo_seed_resources import resources_seed

#: People of plant number n, made up.
HEADS_LEAST, HEADS_STEP = 30, 23

LETTERS = string.ascii_letters + string.digits

#: What each kind of plant holds: (name, kind, substance, amount in tonnes, zones that its signals watch).
HAZARDS: dict[str, tuple[tuple[str, str, str, float | None, frozenset[str]], ...]] = {
    "ammonia": (("液氨制冷系统", "ammonia", "液氨", 6.0, frozenset()),),
    "dust_wet": (
        ("湿式除尘系统氢气", "hydrogen", "氢气", None, frozenset({"除尘器区", "污泥间"})),
        ("抛光粉尘", "dust", "铝粉", 0.05, frozenset()),
    ),
    "dust_dry": (("木粉尘", "dust", "木粉", 0.2, frozenset()),),
}


class SeedingRefused(Exception):
    """The county cannot be put into these records; the text says what to do."""


def seed(
    config: Settings, duration_s: float | None = None, *, with_cameras: bool = False, horns_port: int = 0
) -> Handover:
    """The county in the records, and what plants and people must know; a second call returns the first one's.

    ``with_cameras``: its cameras show a story, or what fits a run of ``duration_s``, and begin anew with every call.
    Once they were seeded they go on showing: their points would else be missed. ``horns_port``: where its loudspeakers
    answer; 0: it has none.
    """
    kept = handovers.load(config)
    if Enterprise.objects.filter(is_demo=True).exists():
        if kept is None:
            raise SeedingRefused(
                "the county is in these records already, but its passwords and secrets "
                f"({handovers.path_of(config)}) are gone and cannot be shown again: set ANLAN_DATA to a fresh folder"
            )
        made = _restart(kept, duration_s) if with_cameras or kept.watched.scenes else kept
    else:
        made = _fill(plans.build(), duration_s, with_cameras=with_cameras)
    duty_seed()
    if horns_port:
        horns_seed(horns_port)
    handovers.save(config, made)
    return made


@transaction.atomic
def _restart(kept: Handover, duration_s: float | None) -> Handover:
    plan, admin = plans.build(kept.seed), User.objects.get(username=kept.of_role("admin")[0].username)
    rows = {camera.name.split(" ")[0]: camera for camera in Camera.objects.filter(enterprise__is_demo=True)}
    if kept.watched.scenes:
        watched = cameras_restart(plan, rows, admin, duration_s, kept.watched)
    else:  # seeded by a version whose county had no scenes
        watched = cameras_seed(plan, rows, admin, duration_s)
    version = config_request(actor=admin, reason="演示视频重新开始")
    return msgspec.structs.replace(kept, watched=watched, config_version=version.pk)


@transaction.atomic
def _fill(plan: Plan, duration_s: float | None, *, with_cameras: bool) -> Handover:
    towns_load()
    gateway_secrets: dict[str, str] = {}
    points: dict[str, int] = {}
    sites: dict[int, Enterprise] = {}
    cameras: dict[str, Camera] = {}
    for planned in plan.enterprises:
        sites[planned.number] = _enterprise(planned, gateway_secrets, points, cameras)
    accounts = _accounts(plan, sites)
    resources_seed()
    admin = User.objects.get(username=accounts[0].username)
    _overrides(plan, points, admin)
    watched = cameras_seed(plan, cameras, admin, duration_s) if with_cameras else Watched()
    version = config_request(actor=admin, reason="演示县域初始化")
    return Handover(
        seed=plan.seed,
        accounts=accounts,
        secrets=gateway_secrets,
        points=points,
        watched=watched,
        config_version=version.pk,
    )


def _enterprise(
    planned: PlannedEnterprise, known: dict[str, str], points: dict[str, int], cameras: dict[str, Camera]
) -> Enterprise:
    site = enterprise_create(
        actor=None,
        uscc=planned.uscc,
        name=planned.name,
        short_name=planned.short_name,
        sector=planned.industry_code,
        sector_name=planned.industry_name,
        risk_level=planned.risk_level.value,
        town_id=planned.town_code,
        address=planned.address,
        lon=planned.lon,
        lat=planned.lat,
        head_count=HEADS_LEAST + HEADS_STEP * planned.number,
        is_demo=True,
    )
    workshop_of = {zone.name: zone.workshop for zone in planned.zones}
    devices = {}
    for device in planned.devices:
        shop, zone = place_ensure(enterprise=site, workshop=device.workshop, zone=device.zone)
        devices[device.code] = Equipment.objects.create(
            enterprise=site, workshop=shop, zone=zone, name=device.name, kind=device.kind
        )
    for camera in planned.cameras:
        shop, zone = place_ensure(enterprise=site, workshop=workshop_of[camera.zone], zone=camera.zone)
        cameras[camera.code] = Camera.objects.create(
            enterprise=site, workshop=shop, zone=zone, name=f"{camera.code} {camera.name}"
        )
    Contact.objects.create(enterprise=site, name=f"{planned.short_name}值班室", title="值班电话", is_duty_phone=True)
    hazards = _hazards(site, planned)
    gateways = {gateway.code: _gateway(site, gateway, known) for gateway in planned.gateways}
    every_s = float(planned.send_every_s)
    for point in planned.points:
        made = _point(site, point, gateways[point.gateway_code], workshop_of, devices, hazards[point.zone], every_s)
        points[f"{planned.number}/{point.key}"] = made.pk
    return site


def _hazards(site: Enterprise, planned: PlannedEnterprise) -> dict[str, HazardSource]:
    """The hazard source that the signals of each zone watch; the last of a sector takes the remaining zones."""
    by_zone: dict[str, HazardSource] = {}
    for name, kind, substance, amount_t, zones in HAZARDS[planned.sector]:
        made = HazardSource.objects.create(
            enterprise=site, name=name, kind=kind, substance=substance, amount_t=amount_t
        )
        for zone in planned.zones:
            if not zones or zone.name in zones:
                by_zone.setdefault(zone.name, made)
    return by_zone


def _gateway(site: Enterprise, planned: PlannedGateway, known: dict[str, str]) -> Gateway:
    # An HJ 212 password has six characters; the others get the platform's own 128 bits.
    secret = "".join(secrets.choice(LETTERS) for _ in range(6)) if planned.driver == "hj212" else ""
    gateway, known[planned.code] = gateway_create(
        actor=None,
        enterprise=site,
        code=planned.code,
        driver=planned.driver,
        name=planned.name,
        offline_after_s=planned.offline_after_s,
        secret=secret,
    )
    return gateway


def _point(
    site: Enterprise,
    planned: PlannedPoint,
    gateway: Gateway,
    workshop_of: dict[str, str],
    devices: dict[str, Equipment],
    hazard: HazardSource,
    every_s: float,
) -> Point:
    shop, zone = place_ensure(enterprise=site, workshop=workshop_of[planned.zone], zone=planned.zone)
    return point_create(
        actor=None,
        publish=False,
        sample_interval_s=every_s,
        gateway=gateway,
        address=planned.address,
        name=planned.name,
        kind=planned.kind,
        unit=planned.unit,
        resolution=planned.resolution,
        range_low=planned.range_low,
        range_high=planned.range_high,
        workshop=shop,
        zone=zone,
        equipment=devices[planned.device_code],
        hazard_source=hazard,
    )


def _overrides(plan: Plan, points: dict[str, int], approver: User) -> None:
    """Where the rule set says "site value", the plant's own papers speak."""
    for enterprise in plan.enterprises:
        for point in enterprise.points:
            if not point.site_limits and point.stuck_after_s is None:
                continue
            point_limits_set(
                actor=approver,
                point=Point.objects.get(pk=points[f"{enterprise.number}/{point.key}"]),
                limits=_limits(point) if point.site_limits else None,
                timings={"stuck_after_s": point.stuck_after_s} if point.stuck_after_s else None,
                reason=point.site_limits[0].reason if point.site_limits else "该变送器数值持续波动，静止即为故障",
            )


def _limits(point: PlannedPoint) -> list[dict[str, Any]]:
    """The site's limits, and those defaults of the kind that it does not replace."""
    own = [
        {
            "label": limit.label, "direction": limit.direction, "set_point": limit.set_point,
            "grade": limit.grade.value, "deadband": limit.deadband, "on_delay_s": limit.on_delay_s,
            "off_delay_s": limit.off_delay_s, "strict": False,
        }
        for limit in point.site_limits
    ]  # fmt: skip
    labels = {limit["label"] for limit in own}
    kept = [
        {
            "label": limit.label, "direction": limit.direction, "set_point": limit.set_point,
            "grade": limit.grade.value, "deadband": limit.deadband, "on_delay_s": limit.on_delay_s,
            "off_delay_s": limit.off_delay_s, "strict": limit.strict,
        }
        for limit in defaults_of(point.kind, point.unit).limits
        if limit.label not in labels
    ]  # fmt: skip
    return (own + kept)[:4]


def _accounts(plan: Plan, sites: dict[int, Enterprise]) -> list[Account]:
    accounts = []
    for person in plan.people:
        password = "".join(secrets.choice(LETTERS) for _ in range(14)) + "-7k"
        details: dict[str, Any] = {"is_on_duty": person.role in ("duty_officer", "town_officer", "enterprise_manager")}
        if person.enterprise is not None:
            details["enterprise_id"] = sites[person.enterprise].pk
        if person.town_code:
            details["town_id"] = person.town_code
        if person.field:
            details["field"] = person.field
        user = user_create(
            actor=None, username=person.username, name=person.name, role=person.role, password=password, **details
        )
        accounts.append(
            Account(
                username=person.username, password=password, name=person.name, role=person.role,
                role_name=user.role_name, enterprise=person.enterprise, town_code=person.town_code,
            )
        )  # fmt: skip
    return accounts
