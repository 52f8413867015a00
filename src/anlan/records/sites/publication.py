"""The published configuration: asked for here, built here, carried to the bus by the worker.

Edits change rows only. ``config_request`` makes a version and an outbox message ``config``/``publish`` in the same
transaction; the worker builds the snapshot of that moment, publishes it, and reports back with ``config_published``.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from anlan.bus.messages import (
    CameraConfig,
    ConfigSnapshot,
    GatewayConfig,
    LimitConfig,
    PointConfig,
    RuleConfig,
    SceneConfig,
)
from anlan.domain.clock import to_ms
from anlan.domain.grades import Grade
from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.services import outbox_add
from anlan.records.sites.canary import add_canary
from anlan.records.sites.kind_settings import Kinds, kind_fields, kinds_in_force
from anlan.records.sites.models import Camera, ConfigVersion, Gateway, GroupRule, Point, PointOverride
from anlan.records.sites.scene_form import scene_config
from anlan.records.sites.superior_publication import superior_configs

#: Read from the database at once; large enough to be quick, small enough to stay out of the way.
CHUNK = 10_000

COLUMNS = (
    "id", "gateway_id", "address", "kind", "unit", "enterprise_id", "name", "scale", "offset", "resolution",
    "range_low", "range_high",
)  # fmt: skip


@transaction.atomic
def config_request(*, actor: User | None, reason: str, request: Any = None) -> ConfigVersion:
    """Ask for the present rows to be published; returns the version they will carry."""
    version = ConfigVersion.objects.create(requested_by=actor, reason=reason, requested_at=clock.now())
    outbox_add(
        topic="config", kind="publish", payload={"version": version.pk}, dedupe_key=f"config.publish.{version.pk}"
    )
    audit_write(actor=actor, action="config.requested", target=version, reason=reason, request=request)
    return version


@transaction.atomic
def config_published(*, version: int, gateway_count: int, point_count: int, problems: Sequence[str] = ()) -> None:
    """Note that the worker has published ``version``; earlier unpublished ones went out with it."""
    ConfigVersion.objects.filter(pk__lte=version, published_at=None).update(
        published_at=clock.now(), gateway_count=gateway_count, point_count=point_count, problems=list(problems)
    )


def build_snapshot(version: int) -> ConfigSnapshot:
    """The configuration as the rows stand now, without what :func:`build_publication` had to leave out."""
    return build_publication(version).snapshot


class Publication(NamedTuple):
    """A configuration. ``problems``: cameras and scenes that had to be left out of it, one sentence each."""

    snapshot: ConfigSnapshot
    problems: list[str]


def build_publication(version: int) -> Publication:
    """The configuration as the rows stand now, and what had to be left out of it.

    650,000 points take seconds, not minutes.
    """
    now = clock.now()
    problems: list[str] = []
    snapshot = ConfigSnapshot(
        version=version,
        published_at_ms=to_ms(now),
        gateways=list(_gateways()),
        points=list(_points(_overrides(now), kinds_in_force())),
        cameras=list(_cameras(problems)),
        rules=list(_rules()),
        superiors=list(superior_configs(problems)),
    )
    add_canary(snapshot, settings())
    return Publication(snapshot, problems)


def _gateways() -> Iterator[GatewayConfig]:
    for gateway in Gateway.objects.filter(is_enabled=True, enterprise__is_active=True).order_by("id"):
        yield GatewayConfig(
            id=gateway.pk,
            code=gateway.code,
            driver=gateway.driver,
            enterprise_id=gateway.enterprise_id,
            secret_hash=gateway.secret_hash,
            options={str(key): str(value) for key, value in gateway.options.items()},
            offline_after_s=gateway.offline_after_s,
        )


def _rules() -> Iterator[RuleConfig]:
    """Rules over several points; what the alarms process cannot judge it leaves out and names (``group_rules``)."""
    for row in GroupRule.objects.filter(is_enabled=True, enterprise__is_active=True).order_by("id"):
        yield rule_config(row)


def rule_config(row: GroupRule) -> RuleConfig:
    """One rule over several points as it is published."""
    return RuleConfig(
        id=f"group-{row.pk}",
        rule=row.rule,
        points=row.points,
        label=row.label,
        grade=Grade(row.grade),
        on_delay_s=row.on_delay_s,
        off_delay_s=row.off_delay_s,
        name=row.name,
        settings=row.settings,
    )


def _cameras(problems: list[str]) -> Iterator[CameraConfig]:
    """Cameras that have an address; their logins leave the database as sealed as they came.

    What is malformed is left out and named in ``problems``: one scene must not stop the limits of every gas sensor.
    Its point stays published, falls silent and raises its offline alarm.
    """
    rows = Camera.objects.filter(is_enabled=True, enterprise__is_active=True).exclude(source="").order_by("id")
    for camera in rows.select_related("enterprise").prefetch_related("scenes"):
        try:
            yield _camera(camera, problems)
        except (ValueError, TypeError, AttributeError) as error:
            problems.append(f"{camera.enterprise.name} 摄像机“{camera.name}”内容有误，未发布：{error}")


def _camera(camera: Camera, problems: list[str]) -> CameraConfig:
    return CameraConfig(
        id=camera.pk,
        enterprise_id=camera.enterprise_id,
        name=camera.name,
        source=camera.source,
        sub_source=camera.sub_source,
        sealed_login=camera.sealed_login,
        state_point_id=camera.state_point_id or 0,
        analysed_fps=camera.analysed_fps,
        options={str(key): str(value) for key, value in camera.options.items()},
        scenes=list(_scenes(camera, problems)),
    )


def _scenes(camera: Camera, problems: list[str]) -> Iterator[SceneConfig]:
    for scene in camera.scenes.all():
        if not scene.is_enabled:
            continue
        try:
            yield scene_config(scene)
        except (ValueError, TypeError) as error:
            where = f"{camera.enterprise.name} {camera.name}"
            problems.append(f"{where} 场景“{scene.name}”（编号 {scene.pk}）内容有误，未发布：{error}")


def point_configs(ids: Iterable[int]) -> list[PointConfig]:
    """These points as they would be published now; those that would not be are left out."""
    return list(_points(_overrides(clock.now()), kinds_in_force(), Point.objects.filter(pk__in=list(ids))))


def _points(
    overrides: dict[int, dict[str, Any]], kinds: Kinds, points: QuerySet[Point] | None = None
) -> Iterator[PointConfig]:
    partitions = settings().partitions
    rows = (Point.objects.all() if points is None else points).filter(
        is_enabled=True, gateway__is_enabled=True, enterprise__is_active=True
    ).order_by("id")  # fmt: skip
    for row in rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fields = dict(zip(COLUMNS, row, strict=True))
        # What one gateway sends in one message stays in one partition, so it stays one batch.
        yield point_config(fields, overrides.get(row[0]), kinds, partition=row[1] % partitions)


def point_config(
    fields: dict[str, Any], override: dict[str, Any] | None, kinds: Kinds, partition: int = 0
) -> PointConfig:
    """One point with the settings of its kind, or with the override in force in their place."""
    defaults = kind_fields(fields["kind"], fields["unit"], kinds)
    values = {**defaults, **fields, "limits": list(defaults["limits"])}
    for name in ("range_low", "range_high"):
        if fields[name] is None and name in defaults:
            values[name] = defaults[name]
    if not fields["resolution"] and "resolution" in defaults:
        values["resolution"] = defaults["resolution"]
    return PointConfig(**{**values, **(override or {})}, partition=partition)


def _overrides(now: datetime) -> dict[int, dict[str, Any]]:
    return {row.point_id: override_fields(row) for row in PointOverride.objects.filter(ended_at=None)
            if row.expires_at is None or row.expires_at > now}  # fmt: skip


def override_fields(override: PointOverride) -> dict[str, Any]:
    """What an override replaces, as keyword arguments of ``PointConfig``."""
    fields = dict(override.timings)
    if override.limits is not None:
        fields["limits"] = msgspec.convert(override.limits, list[LimitConfig])
    return fields
