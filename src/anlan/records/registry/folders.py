"""Where registers lie: every folder with a ``register.py``. Read before Django is set up, so without any of it."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

#: By name, not by import: the registry stands below the registers and must not know any of them.
PACKAGE = "anlan.records.registers"


def register_apps() -> list[str]:
    """Dotted names of all register folders, in alphabetical order."""
    roots = list(import_module(PACKAGE).__path__)
    return sorted(f"{PACKAGE}.{path.parent.name}" for root in roots for path in Path(root).glob("*/register.py"))


def public_pages() -> list[str]:
    """Dotted names of the ``urls`` modules of registers that have pages of their own, such as one for the public."""
    return [f"{app}.urls" for app in register_apps() if find_spec(f"{app}.urls")]
