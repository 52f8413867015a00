"""Which source an address names; where the login is opened, and the only place that holds it in clear.

``rtsp://host:554/path``  ``rtsps://``  ``http://host/mjpeg``  ``https://``
``file:night.mp4``  ``folder:corridor``  ``virtual:cold-room-1``

Files and folders are looked for in the folder of camera files only (``ANLAN_CAMERA_FILES``); machines on the
plants' networks only, never on this one unless it is named (``ANLAN_FIELD_HOSTS``).
"""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from anlan.bus.messages import CameraConfig
from anlan.cameras.sources.base import Source, SourceLost
from anlan.cameras.sources.folder import FolderSource
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
        pinned = _pinned(address, config)
        return VideoSource(_with_login(pinned, camera, config), shown(address), scheme, is_live=True)
    if scheme == "file":
        return VideoSource(str(_inside(rest, config)), address, scheme, is_live=False)
    if scheme == "folder":
        return FolderSource(_inside(rest, config), float(camera.options.get("seconds_per_picture", "1")))
    if scheme == "virtual":
        return VirtualSource(rest, camera.options)
    raise SourceLost(f"{scheme!r} is no kind of source; use rtsp, http, file, folder or virtual")


def shown(address: str) -> str:
    """An address fit for logs and screens: without login and without query, which often holds one."""
    parts = urlsplit(address)
    if not parts.scheme or parts.scheme not in NETWORK:
        return address
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


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
    if not camera.sealed_login:
        return address
    try:
        user, _, password = unseal(camera.sealed_login, config).partition(":")
    except NotOurs as error:
        raise SourceLost(f"{shown(address)}: {error}") from None
    parts = urlsplit(address)
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))


def _inside(name: str, config: Settings) -> Path:
    root = (config.camera_files or config.data / "footage").resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.exists():
        raise SourceLost(f"{name!r} is not in the folder of camera files ({root.name})")
    return path
