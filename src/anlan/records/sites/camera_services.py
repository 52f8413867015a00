"""Commands on cameras and their scenes. A scene's point is an ordinary point, of a gateway whose driver is ``cameras``.

A login is sealed here, before it is stored, and cannot be read back; the audit entry says only that it changed.
"""

from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from anlan.domain.behaviours import BEHAVIOURS
from anlan.domain.rule_set import rules_for
from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Invalid
from anlan.records.sites.models import Camera, Enterprise, Gateway, Point, Scene, Workshop
from anlan.records.sites.publication import config_request
from anlan.records.sites.services.gateways import gateway_create
from anlan.records.sites.services.points import point_create

Request = HttpRequest | None

DRIVER = "cameras"


@transaction.atomic
def camera_create(
    *,
    actor: User | None,
    enterprise: Enterprise,
    name: str,
    source: str,
    model_no: str = "",
    workshop: Workshop | None = None,
    request: Request = None,
) -> Camera:
    """Enter a camera and say where its pictures come from.

    Raises:
        Invalid: the name is taken in this enterprise, or the address is none.
    """
    camera = Camera(enterprise=enterprise, name=name, model_no=model_no, workshop=workshop)
    _require_clean(camera)
    camera.save()
    audit_write(actor=actor, action="camera.created", target=camera, changes={"name": [None, name]}, request=request)
    return camera_source_set(actor=actor, camera=camera, source=source, request=request)


@transaction.atomic
def camera_source_set(
    *,
    actor: User | None,
    camera: Camera,
    source: str,
    sub_source: str = "",
    login: str | None = None,
    options: dict[str, str] | None = None,
    request: Request = None,
    publish: bool = True,
) -> Camera:
    """Say where the pictures come from. ``login``: ``user:password``; None keeps the present one, "" removes it.
    Who sets many publishes once, at the end.

    A login typed into the address is taken out of it and sealed as well.

    Raises:
        Invalid: an address is not one.
    """
    source, typed = _apart(source)
    sub_source, typed_too = _apart(sub_source)
    login = typed or typed_too or login
    before = [camera.source, camera.sub_source]
    camera.source, camera.sub_source = source, sub_source
    camera.options = camera.options if options is None else options
    if login is not None:
        camera.sealed_login = seal(login, settings()) if login else ""
    camera.state_point = camera.state_point or _point(actor, camera, "camera_state", f"{camera.name} 状态", "state")
    _require_clean(camera)
    camera.save()
    changes = {"source": [before, [source, sub_source]], "login": [None, "已更换"] if login else [None, None]}
    audit_write(actor=actor, action="camera.source_set", target=camera, changes=changes, request=request)
    if publish:
        config_request(actor=actor, reason=f"设置 {camera.name} 视频地址", request=request)
    return camera


@transaction.atomic
def camera_home_set(*, actor: User | None, camera: Camera, preset: str, request: Request = None) -> Camera:
    """Say at which preset of the camera its zones were drawn: there it returns to. "" takes it away.

    Raises:
        Invalid: the preset cannot be kept.
    """
    before = camera.options.get("home_preset", "")
    if before == preset:
        return camera
    others = {name: value for name, value in camera.options.items() if name != "home_preset"}
    camera.options = {**others, "home_preset": preset} if preset else others
    _require_clean(camera)
    camera.save(update_fields=["options"])
    changes = {"home_preset": [before, preset]}
    audit_write(actor=actor, action="camera.home_set", target=camera, changes=changes, request=request)
    config_request(actor=actor, reason=f"设置 {camera.name} 归位预置位", request=request)
    return camera


@transaction.atomic
def scene_create(
    *,
    actor: User | None,
    camera: Camera,
    behaviour: str,
    name: str,
    kind: str = "",
    request: Request = None,
    publish: bool = True,
    **drawn: Any,
) -> Scene:
    """Watch for a behaviour in a zone; makes the point that its readings feed.

    ``drawn``: ``watched_area``, ``masks``, ``schedule``, ``parameters``. ``kind`` is only needed for a behaviour that
    Anlan does not ship.

    Raises:
        Invalid: unknown behaviour, or a zone, window or parameter is not of its form.
    """
    known = BEHAVIOURS.get(behaviour)
    kind = kind or (known.kind if known else "")
    if not kind or rules_for(kind) is None:
        raise Invalid(fields={"behaviour": "没有该识别行为，或其测点类型没有报警规则。"})
    scene = Scene(camera=camera, behaviour=behaviour, name=name, **drawn)
    scene.point = _point(actor, camera, kind, name, f"{behaviour}/{name}")
    _require_clean(scene)
    scene.save()
    shown = {"behaviour": [None, behaviour], "name": [None, name], "camera": [None, camera.pk]}
    audit_write(actor=actor, action="scene.created", target=scene, changes=shown, request=request)
    if publish:
        config_request(actor=actor, reason=f"新增场景 {name}", request=request)
    return scene


@transaction.atomic
def scene_update(
    *, actor: User | None, scene: Scene, reason: str = "", request: Request = None, **fields: Any
) -> Scene:
    """Change name, zone, masks, windows, parameters, or switch on and off (with its point, which else would be missed).

    Raises:
        Invalid: a field is not of its form, or a scene is switched off without a reason.
    """
    changed = {name: [getattr(scene, name), value] for name, value in fields.items() if getattr(scene, name) != value}
    if not changed:
        return scene
    if changed.get("is_enabled", [None, True])[1] is False and len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "停用场景请填写理由。"})
    for name, (_, value) in changed.items():
        setattr(scene, name, value)
    _require_clean(scene)
    scene.save()
    scene.point.name, scene.point.is_enabled = scene.name, scene.is_enabled
    scene.point.save(update_fields=["name", "is_enabled"])
    audit_write(actor=actor, action="scene.changed", target=scene, changes=changed, reason=reason, request=request)
    config_request(actor=actor, reason=f"调整场景 {scene.name} {reason}".strip()[:500], request=request)
    return scene


def _point(actor: User | None, camera: Camera, kind: str, name: str, address: str) -> Point:
    rules = rules_for(kind)
    assert rules is not None, f"the rule set lacks {kind}"
    return point_create(
        actor=actor, publish=False, gateway=_gateway(actor, camera), address=f"{camera.pk}/{address}"[:128],
        name=name[:64], kind=kind, unit=rules.unit, workshop=camera.workshop, zone=camera.zone,
    )  # fmt: skip


def _gateway(actor: User | None, camera: Camera) -> Gateway:
    """The one gateway that stands for all cameras of an enterprise; no device ever signs in as it."""
    code = f"cameras-{camera.enterprise_id}"
    known = Gateway.objects.filter(driver=DRIVER, code=code).first()
    return known or gateway_create(
        actor=actor, enterprise=camera.enterprise, code=code, driver=DRIVER, name="视频分析"
    )[0]  # fmt: skip


def _apart(address: str) -> tuple[str, str]:
    """An address without its login, and the login."""
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise Invalid(fields={"source": "视频地址格式有误。"}) from error
    login, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=host)) if login else address.strip(), unquote(login)


def _require_clean(row: Camera | Scene) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
