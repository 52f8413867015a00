"""The records as production runs them: own folder, own processes, SQLite on disk with its real settings."""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import database


def migrate(folder: Path) -> Path:
    """Make the database in ``folder`` and return its path."""
    return database.place(folder)


def start(folder: Path, script: str) -> "subprocess.Popen[str]":
    """Run ``script`` in a process of its own with Django set up; its output is text on ``stdout``."""
    whole = f"import django\ndjango.setup()\n{script}"
    return subprocess.Popen([sys.executable, "-c", whole], env=_env(folder), stdout=subprocess.PIPE, text=True)


def _env(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    return {**kept, "ANLAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "anlan.web.settings"}
