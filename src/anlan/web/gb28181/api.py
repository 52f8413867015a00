"""Cameras, recorders and platforms that register by GB/T 28181: enter them, look at what they have, make cameras."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from anlan.bus import gb28181_client
from anlan.bus.gb28181_messages import ChannelsAsk, RefreshAsk
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.core.guard import require_confirmed
from anlan.records.core.paging import page_held
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.sites import selectors
from anlan.records.sites.camera_services import camera_create
from anlan.records.sites.models import Camera, Gateway, Workshop
from anlan.records.sites.secrets import GB28181
from anlan.records.sites.services.gateways import gateway_create, gateway_secret_renew
from anlan.web.cameras import asking
from anlan.web.gb28181 import rows
from anlan.web.gb28181.schemas import (
    Gb28181CameraIn,
    Gb28181CameraMadeOut,
    Gb28181ChannelPage,
    Gb28181DeviceIn,
    Gb28181DeviceMadeOut,
    Gb28181Out,
    Gb28181PasswordIn,
    Gb28181PasswordOut,
)

router = Router(tags=["gb28181"])

_WHY = {
    "not_here": "该设备当前不在线，上线后平台会自动查询目录。",
    "no_answer": "该设备没有应答目录查询，请检查设备的平台接入设置。",
}


@router.get("/gb28181", response={200: Gb28181Out, **PROBLEMS})
def gb28181_get(request: HttpRequest) -> dict[str, Any]:
    """What to type into a device, and the devices in scope with their state."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    return rows.platform(selectors.gateway_list(for_user=user).filter(driver=GB28181).order_by("id"))


@router.post("/gb28181/devices", response={201: Gb28181DeviceMadeOut, **PROBLEMS})
def device_create(request: HttpRequest, body: Gb28181DeviceIn) -> Status[dict[str, Any]]:
    """Let a device register; its password is shown in this answer and never again."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    site = selectors.enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    gateway, password = gateway_create(
        actor=user, enterprise=site, code=body.code, driver=GB28181, name=body.name, secret=body.password,
        request=request,
    )  # fmt: skip
    return Status(201, {"gateway_id": gateway.pk, "code": gateway.code, "password": password})


@router.post("/gb28181/devices/{int:gateway_id}/password", response={200: Gb28181PasswordOut, **PROBLEMS})
def device_password_renew(request: HttpRequest, gateway_id: int, body: Gb28181PasswordIn) -> dict[str, str]:
    """Replace a device's password; shown this once. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    require_confirmed(request)
    gateway = _device(user, gateway_id)
    renewed = gateway_secret_renew(actor=user, gateway=gateway, secret=body.password, request=request)
    return {"password": renewed}


@router.get("/gb28181/devices/{int:gateway_id}/channels", response={200: Gb28181ChannelPage, **PROBLEMS, 503: Problem})
def channel_list(
    request: HttpRequest,
    gateway_id: int,
    q: str = "",
    cameras_only: bool = True,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """What a device has, by its own catalogue."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    gateway = _device(user, gateway_id)
    page, page_size = page_held(page, page_size)
    wanted = ChannelsAsk(
        device_id=gateway.code, q=q[:64], cameras_only=cameras_only, offset=(page - 1) * page_size, limit=page_size
    )
    told = asking.ask(lambda bus: gb28181_client.channels(bus, wanted))
    items = rows.channel_rows(gateway.code, told.channels)
    return {"items": items, "total": told.total, "page": page, "page_size": page_size}


@router.post("/gb28181/devices/{int:gateway_id}/catalogue", response={202: None, **PROBLEMS, 503: Problem})
def catalogue_refresh(request: HttpRequest, gateway_id: int) -> Status[None]:
    """Ask a device for its catalogue again; it comes in its own time."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    gateway = _device(user, gateway_id)
    told = asking.ask(lambda bus: gb28181_client.refresh(bus, RefreshAsk(device_id=gateway.code)))
    if told.why:
        raise Conflict(_WHY[told.why])
    return Status(202, None)


@router.post("/gb28181/devices/{int:gateway_id}/cameras", response={201: Gb28181CameraMadeOut, **PROBLEMS})
@transaction.atomic
def channel_enter(request: HttpRequest, gateway_id: int, body: Gb28181CameraIn) -> Status[dict[str, Any]]:
    """Make a camera of a channel. A platform below has channels of many enterprises, so its enterprise is asked for."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    gateway = _device(user, gateway_id)
    site = selectors.enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    shop = Workshop.objects.filter(pk=body.workshop_id, enterprise=site).first() if body.workshop_id else None
    if body.workshop_id and shop is None:
        raise Invalid(fields={"workshop_id": "该企业没有这个车间。"})
    source = rows.address(gateway.code, body.channel_id)
    if known := Camera.objects.filter(source__startswith=source).first():
        raise Conflict(f"该通道已登记为摄像机“{known.name}”。")
    camera = camera_create(
        actor=user, enterprise=site, name=body.name, workshop=shop, request=request,
        source=source + ("?stream=main" if body.stream == "main" else ""),
    )  # fmt: skip
    return Status(201, {"camera_id": camera.pk})


def _device(user: User, gateway_id: int) -> Gateway:
    gateway = selectors.gateway_get(for_user=user, gateway_id=gateway_id)
    if gateway.driver != GB28181:
        raise NotFound
    return gateway
