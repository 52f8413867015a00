"""Where registers lie: every folder with a ``register.py``. Read before Django is set up, so without any of it."""

from importlib import import_module
from pathlib import Path

#: By name, not by import: the registry stands below the registers and must not know any of them.
PACKAGE = "anlan.records.registers"


def register_apps() -> list[str]:
    """Dotted names of all register folders, in alphabetical order."""
    roots = list(import_module(PACKAGE).__path__)
    return sorted(f"{PACKAGE}.{path.parent.name}" for root in roots for path in Path(root).glob("*/register.py"))
