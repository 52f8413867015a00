"""Finds drivers by folder: a new protocol is one folder and no edit here."""

import importlib
from pathlib import Path

from anlan.gateway import drivers
from anlan.gateway.driver import Driver, Host


def names() -> list[str]:
    """Folder names of all drivers: a folder is one when it holds a ``driver.py``."""
    return sorted(path.parent.name for root in drivers.__path__ for path in Path(root).glob("*/driver.py"))


def load(host: Host) -> list[Driver]:
    """One instance of every driver."""
    found = []
    for name in names():
        module = importlib.import_module(f"{drivers.__name__}.{name}.driver")
        driver = module.Driver(host)
        driver.name = name
        found.append(driver)
    return found
