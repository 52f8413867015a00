"""Devices and channels as screens show them: the record beside what the cameras process says of it."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from anlan.bus import gb28181_client
from anlan.bus.gb28181_messages import Gb28181Answer, Gb28181Channel, Gb28181Device
from anlan.domain.clock import from_ms
from anlan.records.sites.models import Camera, Gateway
from anlan.web.cameras import asking

SCHEME = "gb28181://"
#: Facts of a device that a screen shows.
FACTS = ("manufacturer", "model", "firmware")


def address(device_id: str, channel_id: str = "") -> str:
    """Where the pictures of a channel come from; without one, what all addresses of a device begin with."""
    return f"{SCHEME}{device_id}/{channel_id}"


def platform(gateways: QuerySet[Gateway]) -> dict[str, Any]:
    """All devices, and what to type into another one."""
    try:
        told: Gb28181Answer | None = asking.ask(gb28181_client.devices)
    except asking.CamerasSilent:
        told = None
    entered = _entered()
    names = ("is_on", "own_id", "realm", "port", "address", "networks", "media_ports", "problem", "refused")
    said = told or Gb28181Answer(is_on=False)
    known = {device.id: device for device in said.devices}
    return {
        **{name: getattr(said, name) for name in names},
        "is_up": told is not None,
        "devices": [device_row(row, known.get(row.code), entered[row.code]) for row in gateways],
    }


def device_row(row: Gateway, told: Gb28181Device | None, entered: int) -> dict[str, Any]:
    """One device; ``told`` None: nobody knows."""
    shown: dict[str, Any] = {
        "gateway_id": row.pk, "code": row.code, "name": row.name, "enterprise_id": row.enterprise_id,
        "enterprise_name": row.enterprise.name, "state": "unknown", "cameras_entered": entered,
    }  # fmt: skip
    if told is None:
        return shown
    same = (
        "host", "protocol", "edition", "channels", "cameras", "is_gathering", "missing", "left_out",
    )  # fmt: skip
    return {
        **shown,
        **{name: getattr(told, name) for name in same},
        **{name: told.facts.get(name, "") for name in FACTS},
        "state": "here" if told.is_here else "gone" if told.heard_at_ms else "never",
        "heard_at": _at(told.heard_at_ms),
        "keepalive_at": _at(told.keepalive_at_ms),
        "registered_until": _at(told.registered_until_ms),
        "catalogue_at": _at(told.catalogue_at_ms),
    }


def channel_rows(device_id: str, channels: tuple[Gb28181Channel, ...]) -> list[dict[str, Any]]:
    """Channels with the camera that was made of each."""
    begins = address(device_id)
    made = {
        camera.source.removeprefix(begins)[:20]: camera
        for camera in Camera.objects.filter(source__startswith=begins).only("id", "name", "source")
    }
    return [
        {
            **{name: getattr(channel, name) for name in Gb28181Channel.__struct_fields__},
            "camera_id": made[channel.id].pk if channel.id in made else None,
            "camera_name": made[channel.id].name if channel.id in made else "",
        }
        for channel in channels
    ]


def _entered() -> Counter[str]:
    """Cameras that were made of each device's channels."""
    sources = Camera.objects.filter(source__startswith=SCHEME).values_list("source", flat=True)
    return Counter(source.removeprefix(SCHEME)[:20] for source in sources)


def _at(ms: int) -> datetime | None:
    return from_ms(ms) if ms else None
