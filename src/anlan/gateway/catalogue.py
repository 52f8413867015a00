"""Finds drivers: a protocol is one folder here, or one package elsewhere that names itself under ``anlan.drivers``.

A package of your own says in its ``pyproject.toml``::

    [project.entry-points."anlan.drivers"]
    acme = "acme_driver"        # the package: acme_driver/driver.py, config.py, manifest.toml, README.md
"""

import importlib
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import msgspec

from anlan.gateway import drivers
from anlan.gateway.driver import Driver, Host
from anlan.kit.logs import get_logger

log = get_logger(__name__)

GROUP = "anlan.drivers"


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"kind": "class"}):
    """``manifest.toml`` of a driver."""

    name: str  # folder name
    title: str  # Chinese, for the console
    title_en: str
    kind: Literal["push", "poll"]  # devices come to us, or we ask them
    summary: str
    standards: list[str]
    transport: str
    gateway_code: str  # what of the protocol is the gateway's code
    point_address: str  # what of the protocol is a point's address
    quality: Literal["experimental", "beta", "stable"]
    port_setting: str = ""  # name in kit.settings of the plain port; a driver that listens has one
    tls_port_setting: str = ""
    limits: list[str] = []  # what a user must know before relying on it


@dataclass(frozen=True, slots=True)
class Found:
    """A driver that exists: its name, its package, and whether it was installed from elsewhere."""

    name: str
    package: str
    is_plug_in: bool = False

    def driver_class(self) -> type[Driver]:
        """The class ``Driver`` of ``driver.py``."""
        found = importlib.import_module(f"{self.package}.driver").Driver
        if not (isinstance(found, type) and issubclass(found, Driver)):
            raise TypeError(f"{self.package}.driver.Driver is not an anlan.gateway.driver.Driver")
        return found

    def manifest(self) -> Manifest:
        """``manifest.toml``. Raises msgspec.ValidationError when it lacks something."""
        return msgspec.toml.decode((self.folder() / "manifest.toml").read_bytes(), type=Manifest)

    def options_schema(self) -> dict[str, Any]:
        """JSON Schema of what may be set per gateway: the struct ``Options`` of ``config.py``."""
        return msgspec.json.schema(importlib.import_module(f"{self.package}.config").Options)

    def folder(self) -> Traversable:
        """Where the driver's files are."""
        return files(self.package)


def found() -> list[Found]:
    """All drivers, the built-in ones first; a plug-in cannot take the name of another."""
    known = {name: Found(name, f"{drivers.__name__}.{name}") for name in names()}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.name in known:
            log.error("driver of that name exists already, plug-in left out", driver=entry.name, package=entry.value)
        else:
            known[entry.name] = Found(entry.name, entry.value, is_plug_in=True)
    return list(known.values())


def names() -> list[str]:
    """Folder names of the built-in drivers: a folder is one when it holds a ``driver.py``."""
    return sorted(path.parent.name for root in drivers.__path__ for path in Path(root).glob("*/driver.py"))


def load(host: Host) -> list[Driver]:
    """One instance of every driver. A plug-in that cannot be loaded is left out: it must not silence the others."""
    loaded = []
    for one in found():
        try:
            driver = one.driver_class()(host)
        except Exception:
            if not one.is_plug_in:
                raise
            log.exception("plug-in driver cannot be loaded", driver=one.name, package=one.package)
            continue
        driver.name, driver.is_plug_in = one.name, one.is_plug_in
        loaded.append(driver)
    return loaded
