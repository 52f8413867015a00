"""Finds drivers by folder: a new protocol is one folder and no edit here."""

import importlib
import pkgutil

from anlan.gateway import drivers
from anlan.gateway.driver import Driver, Host


def names() -> list[str]:
    """Folder names of all drivers."""
    return sorted(m.name for m in pkgutil.iter_modules(drivers.__path__) if m.ispkg)


def load(host: Host) -> list[Driver]:
    """One instance of every driver."""
    found = []
    for name in names():
        module = importlib.import_module(f"{drivers.__name__}.{name}.driver")
        driver = module.Driver(host)
        driver.name = name
        found.append(driver)
    return found
