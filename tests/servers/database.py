"""A migrated SQLite database in milliseconds.

Making one takes four seconds of a core, and every test that runs processes of its own needs a database of its own. So
one is made for the present state of the source, as a first start makes it, and copied. Tests
within one process have theirs without the triggers that hold the audit trail: they empty tables between them.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import anlan

SOURCE = Path(anlan.__file__).parent
KEPT = Path(sys.prefix) / "anlan-test-databases"
FILE = "anlan.sqlite3"
MADE_FROM = {".py", ".csv", ".toml", ".json", ".yaml"}


def migrated(*, has_triggers: bool = True) -> Path:
    """The database as the migrations leave it: to copy, never to write to."""
    state = _state_of_source()
    made, bare = (KEPT / f"{kind}-{state}.sqlite3" for kind in ("migrated", "without-triggers"))
    with _alone():
        if not (made.exists() and bare.exists()):
            _forget()
            _make(made)
            _strip(made, bare)
    return made if has_triggers else bare


def place(folder: Path) -> Path:
    """A migrated database where a platform whose data folder is ``folder`` looks for it."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(migrated(), folder / FILE))


def _forget() -> None:
    """Databases of older source, and what was not finished."""
    for older in KEPT.glob("*-*"):
        shutil.rmtree(older) if older.is_dir() else older.unlink()


def _strip(made: Path, path: Path) -> None:
    """The same without triggers."""
    unfinished = Path(shutil.copy(made, path.with_suffix(".under-way")))
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
    unfinished.rename(path)


def _make(path: Path) -> None:
    folder = path.with_suffix(".under-way")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    environment = {**kept, "ANLAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "anlan.web.settings"}
    subprocess.run(
        [sys.executable, "-m", "anlan.web.manage", "migrate", "--no-input", "--skip-checks", "-v0"],
        env=environment, check=True, timeout=600,
    )  # fmt: skip
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute("VACUUM INTO ?", [str(path)])  # one file, without its write-ahead log
    shutil.rmtree(folder)


def _state_of_source() -> str:
    """Of everything a migration may read; a change of any of it makes another database."""
    seen = hashlib.sha256()
    for file in sorted(file for file in SOURCE.rglob("*") if file.suffix in MADE_FROM and "static" not in file.parts):
        seen.update(f"{file.relative_to(SOURCE)} {file.stat().st_size}\0".encode())
        seen.update(file.read_bytes())
    return seen.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """Workers that want the same wait for the one that makes it."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
