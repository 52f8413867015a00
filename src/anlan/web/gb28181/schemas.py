"""Devices of GB/T 28181 and their channels on the wire."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema

DeviceId = Field(pattern=r"^[0-9]{20}$", description="20 digits, as the device has it.")
#: Longer ones do not fit into the forms of many recorders.
Password = Field("", pattern=r"^([!-~]{8,32})?$", description="8 to 32 printable characters; empty = one is made.")


class Gb28181DeviceOut(Schema):
    """One device. ``state``: here, gone, never (it has not registered yet), unknown (the cameras process is silent).

    ``missing``: channels that its last catalogue announced and did not bring.
    """

    gateway_id: int
    code: str
    name: str
    enterprise_id: int
    enterprise_name: str
    state: Literal["here", "gone", "never", "unknown"]
    host: str = ""
    protocol: str = ""
    edition: str = ""
    manufacturer: str = ""
    model: str = ""
    firmware: str = ""
    heard_at: datetime | None = None
    keepalive_at: datetime | None = None
    registered_until: datetime | None = None
    channels: int = 0
    cameras: int = 0
    cameras_entered: int = 0
    catalogue_at: datetime | None = None
    is_gathering: bool = False
    missing: int = 0
    left_out: int = 0


class Gb28181Out(Schema):
    """What to type into a device, and all devices in scope. ``refused``: counts by reason since the start."""

    is_up: bool
    is_on: bool
    own_id: str
    realm: str
    port: int
    address: str
    networks: str
    media_ports: str
    problem: str
    refused: dict[str, int]
    devices: list[Gb28181DeviceOut]


class Gb28181DeviceIn(StrictSchema):
    """A device that may register."""

    enterprise_id: int
    code: str = DeviceId
    name: str = Field("", max_length=64)
    password: str = Password


class Gb28181DeviceMadeOut(Schema):
    """A device was entered; its password is told this once."""

    gateway_id: int
    code: str
    password: str


class Gb28181PasswordIn(StrictSchema):
    """Another password for a device."""

    password: str = Password


class Gb28181PasswordOut(Schema):
    """The password, told this once."""

    password: str


class Gb28181ChannelOut(Schema):
    """A channel. ``longitude`` and ``latitude`` are the device's own word, in GCJ-02 or WGS-84: it does not say which.

    ``camera_id``: the camera that was made of it.
    """

    id: str
    name: str
    directory: str
    manufacturer: str
    model: str
    address: str
    is_on: bool
    is_camera: bool
    ptz_type: int
    longitude: float | None
    latitude: float | None
    camera_id: int | None
    camera_name: str


class Gb28181ChannelPage(Schema):
    """A page of channels."""

    items: list[Gb28181ChannelOut]
    total: int
    page: int
    page_size: int


class Gb28181CameraIn(StrictSchema):
    """A camera of a channel. ``stream`` main: the large one; sub: the small one, where the device has it."""

    channel_id: str = DeviceId
    enterprise_id: int
    workshop_id: int | None = None
    name: str = Field(min_length=1, max_length=64)
    stream: Literal["sub", "main"] = "sub"


class Gb28181CameraMadeOut(Schema):
    """A camera was made."""

    camera_id: int
