"""Which source an address names; where the login is opened, and the only place that holds it in clear.

``rtsp://host:554/path``  ``rtsps://``  ``http://host/mjpeg``  ``https://``
``onvif://host:80`` (asked for its stream)  ``onvifs://``  ``file:night.mp4``  ``folder:corridor``
``virtual:cold-room-1``

Files and folders are looked for in the folder of camera files only (``ANLAN_CAMERA_FILES``); machines on the
plants' networks only, never on this one unless it is named (``ANLAN_FIELD_HOSTS``).
"""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from anlan.bus.messages import CameraConfig
from anlan.cameras.onvif.device import STREAM_SCHEMES, Device, Login
from anlan.cameras.onvif.wire import SCHEMES as ONVIF
from anlan.cameras.onvif.wire import Endpoint
from anlan.cameras.sources.base import Source, SourceLost
from anlan.cameras.sources.folder import FolderSource
from anlan.cameras.sources.onvif import OnvifSource
from anlan.cameras.sources.rtsp import RtspSource
from anlan.cameras.sources.video import VideoSource
from anlan.cameras.sources.virtual import VirtualSource
from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.sealing import NotOurs, unseal
from anlan.kit.settings import Settings

NETWORK = {"rtsp", "rtsps", "http", "https"}


def open_source(camera: CameraConfig, config: Settings) -> Source:
    """The source of a camera; the sub-stream where it has one, because decoding is half of the cost.

    Raises:
        SourceLost: the address cannot be used; the message says why.
    """
    address = camera.sub_source or camera.source
    scheme, _, rest = address.partition(":")
    if scheme in NETWORK:
        if address.partition("?")[0].endswith(".m3u8"):
            raise SourceLost(f"{shown(address)}: HLS is not read, it names addresses of its own; use rtsp")
        return _stream(_pinned(address, config), shown(address), camera, config)
    if scheme in ONVIF:
        return _asked(address, camera, config)
    if scheme == "file":
        return VideoSource(str(_inside(rest, config)), address, scheme, is_live=False)
    if scheme == "folder":
        return FolderSource(_inside(rest, config), float(camera.options.get("seconds_per_picture", "1")))
    if scheme == "virtual":
        return VirtualSource(rest, camera.options)
    raise SourceLost(f"{scheme!r} is no kind of source; use rtsp, http, onvif, file, folder or virtual")


def shown(address: str) -> str:
    """An address fit for logs and screens: without login and without query, which often holds one."""
    parts = urlsplit(address)
    if not parts.scheme or parts.scheme not in NETWORK | ONVIF.keys():
        return address
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def login_of(camera: CameraConfig, config: Settings) -> Login | None:
    """The account of a camera, in clear; None without one.

    Raises:
        NotOurs: sealed for another key.
    """
    if not camera.sealed_login:
        return None
    user, _, password = unseal(camera.sealed_login, config).partition(":")
    return Login(user, password)


def device_at(address: str, camera: CameraConfig, config: Settings) -> Device:
    """The ONVIF device at an address, with the camera's account; blocks while a name is looked up.

    Raises:
        OnvifError: it must not be called, or is not known. NotOurs: see :func:`login_of`.
    """
    return Device(Endpoint.of(address, config.field_hosts), login_of(camera, config))


def _asked(address: str, camera: CameraConfig, config: Settings) -> Source:
    def device() -> Device:
        try:
            return device_at(address, camera, config)
        except NotOurs as error:
            raise SourceLost(f"{shown(address)}: {error}") from None

    def stream(found: str) -> Source:
        port = camera.options.get("rtsp_port", "")
        forwarded = at_port(found, int(port)) if port.isdecimal() else found
        return _stream(forwarded, shown(address), camera, config)

    return OnvifSource(device, shown(address), stream, camera.options.get("profile", ""))


def _stream(pinned: str, name: str, camera: CameraConfig, config: Settings) -> Source:
    scheme, url = pinned.partition(":")[0], _with_login(pinned, camera, config)
    if scheme in STREAM_SCHEMES:
        return RtspSource(url, name, lambda told: _pinned(told, config))
    return VideoSource(url, name, scheme, is_live=True)


def at_port(address: str, port: int) -> str:
    """Behind a router that forwards ports the device cannot know at which one it is reached."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{host}:{port}"))


def _pinned(address: str, config: Settings) -> str:
    """The address with the machine's number for its name: FFmpeg must not look it up a second time."""
    try:
        parts = urlsplit(address)
        number = address_to_call(parts.hostname or "", config.field_hosts)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise SourceLost(f"{shown(address)}: not an address") from None
    except OSError:
        raise SourceLost(f"{shown(address)}: no machine of that name is known") from None
    except Forbidden as error:
        raise SourceLost(f"{shown(address)}: {error}") from None
    login = parts.netloc.rpartition("@")[0]
    machine = f"[{number}]{port}" if ":" in number else f"{number}{port}"
    return urlunsplit(parts._replace(netloc=f"{login}@{machine}" if login else machine))


def _with_login(address: str, camera: CameraConfig, config: Settings) -> str:
    try:
        login = login_of(camera, config)
    except NotOurs as error:
        raise SourceLost(f"{shown(address)}: {error}") from None
    if login is None:
        return address
    parts = urlsplit(address)
    written = f"{quote(login.user, safe='')}:{quote(login.password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{written}@{parts.netloc.rpartition('@')[2]}"))


def _inside(name: str, config: Settings) -> Path:
    root = (config.camera_files or config.data / "footage").resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.exists():
        raise SourceLost(f"{name!r} is not in the folder of camera files ({root.name})")
    return path
