"""Backup and restore of what this machine cannot make again: records, photos, alarm state; keys in a folder apart.

Not in it: the stream (a buffer of days; the records remember their place in it) and the history folder (its readings
lie in the stream for three days; back it up as a folder while the history process is stopped), nor the cameras' tapes
(people at work, kept for half an hour on purpose).
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from anlan.kit.files import sync
from anlan.kit.settings import SECRETS, Settings

FORMAT = 1
DATABASE = "anlan.sqlite3"
FOLDERS = ("files", "alarms", "packs")
#: Secrets of the data folder, and where the audit chain ended: without them the rest opens nothing.
KEYS = (
    *("secret_key", "audit_key", "audit_anchor", "keys/camera.key", "keys/notice.key", "keys/field.key"),
    *("keys/camera.guomi.key", "keys/notice.guomi.key", "keys/field.guomi.key"),
    *("keys/audit.guomi.key", "keys/report.guomi.key"),
)
_MANIFEST = "manifest.json"


class BackupError(Exception):
    """It could not be done; the text says what to do."""


class Entry(msgspec.Struct, frozen=True):
    """One file of a backup."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. ``alarm_place``: last message of the alarms stream that its records know."""

    made_at: str
    alarm_place: int
    settings: dict[str, str]
    files: list[Entry]
    format: int = FORMAT


def backup(config: Settings, target: Path, keys: Path | None = None) -> Manifest:
    """Copy everything while the platform runs; ``keys`` (default ``<target>.keys``) gets the secrets.

    Raises:
        BackupError: PostgreSQL is in use, there is nothing to back up, or the target is not empty.
    """
    keys = keys or target.with_name(f"{target.name}.keys")
    _require(not config.database_url, "the records are in PostgreSQL: use pg_dump or pg_basebackup, and copy files/")
    _require((config.data / DATABASE).exists(), f"there is no database in {config.data}: set ANLAN_DATA")
    for folder in (target, keys):
        _require(not folder.exists() or not any(folder.iterdir()), f"{folder} is not empty: name a new folder")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The anchor before the database: it must not name entries that the copy does not have.
    for name in KEYS:
        if (config.data / name).exists():
            _copy(config.data / name, keys / name)
    place = _copy_database(config.data / DATABASE, target / DATABASE)
    # Photos after the database: a row is written when its file is there.
    for name in FOLDERS:
        _copy_tree(config.data / name, target / name)
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        alarm_place=place,
        settings={name: value for name, value in config.as_environment().items() if not _is_secret(name)},
        files=[_entry(path, target) for path in _files(target)],
    )
    _write(target / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def restore(config: Settings, source: Path, keys: Path | None = None) -> Manifest:
    """Put a backup into the data folder. A stream that is there stays; alarm state that is there is newer and stays.

    Raises:
        BackupError: the backup is damaged or not one, or the data folder already has records.
    """
    manifest = verify(source)
    keys = keys or source.with_name(f"{source.name}.keys")
    _require(not config.database_url, "the records are in PostgreSQL: restore them with its own tools")
    _require(
        not (config.data / DATABASE).exists(),
        f"{config.data} already has records: stop Anlan and move {DATABASE}* away, or set ANLAN_DATA to another folder",
    )
    _require(keys.is_dir(), f"the keys are not in {keys}: name their folder with --keys")
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left_over in config.data.glob(f"{DATABASE}-*"):
        raise BackupError(f"{left_over} belongs to another database: move it away")
    for name in FOLDERS:
        if not (name == "alarms" and (config.data / name).exists()):
            _copy_tree(source / name, config.data / name)
    for name in KEYS:
        if (keys / name).exists():
            _copy(keys / name, config.data / name)
    _copy(source / DATABASE, config.data / DATABASE)
    return manifest


def verify(source: Path) -> Manifest:
    """Check every file of a backup against its manifest, and the database against itself.

    Raises:
        BackupError: names what is missing or damaged.
    """
    try:
        manifest = msgspec.json.decode((source / _MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise BackupError(f"{source} is not a whole backup ({error}): take another one") from error
    _require(manifest.format == FORMAT, f"{source} was made by another version: restore it with that version")
    for entry in manifest.files:
        path = source / entry.path
        _require(path.is_file() and _sha256(path) == entry.sha256, f"{path} is missing or damaged: take another backup")
    _require(_integrity(source / DATABASE) == "ok", f"{source / DATABASE} is damaged: take another backup")
    return manifest


# --- files ---------------------------------------------------------------------------------------------


def _copy_database(source: Path, target: Path) -> int:
    """One consistent moment of a database in use, as a single file; returns its place in the alarms stream."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.execute("pragma wal_autocheckpoint = 0")  # only the worker moves the log into the file
        live.backup(copy)  # in one step: step by step it would begin anew with every commit
        copy.execute("pragma journal_mode = delete")
        row = copy.execute("select seq from alarm_log_logplace where stream = 'ALARMS'").fetchone()
    _require(_integrity(target) == "ok", f"the copy of {source} is damaged: look at the disk")
    sync(target)
    return int(row[0]) if row else 0


def _integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("pragma integrity_check").fetchone()[0])


def _copy_tree(source: Path, target: Path) -> None:
    for path in _files(source):
        try:
            _copy(path, target / path.relative_to(source))
        except FileNotFoundError:
            continue  # an older alarm snapshot that was just replaced


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(".tmp"))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copy2(source, target)
    sync(target)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    sync(path)
    sync(path.parent)


def _is_secret(variable: str) -> bool:
    """Keys belong into the folder apart, not beside the records that they open."""
    return variable.removeprefix("ANLAN_").lower() in SECRETS


def _entry(path: Path, root: Path) -> Entry:
    return Entry(str(path.relative_to(root)), path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise BackupError(otherwise)


# --- the command line ----------------------------------------------------------------------------------


def backup_command(config: Settings, target: Path, keys: Path | None) -> tuple[int, str]:
    """Exit code and text of ``anlan backup``."""
    return _tell(lambda: _made(backup(config, target, keys), target))


def restore_command(config: Settings, source: Path, keys: Path | None) -> tuple[int, str]:
    """Exit code and text of ``anlan restore``."""
    return _tell(lambda: _restored(restore(config, source, keys), config))


def _tell(work: Callable[[], str]) -> tuple[int, str]:
    try:
        return 0, work()
    except (BackupError, OSError, sqlite3.Error) as error:
        return 1, str(error)


def _made(manifest: Manifest, target: Path) -> str:
    size = sum(entry.size for entry in manifest.files)
    return (
        f"{len(manifest.files)} files, {size / 2**20:.1f} MB in {target}; "
        f"keys in {target.name}.keys or where --keys says: keep them apart from the records"
    )


def _restored(manifest: Manifest, config: Settings) -> str:
    return (
        f"records of {manifest.made_at} are in {config.data}; alarms after message {manifest.alarm_place} are taken "
        "from the stream at the next start, each once. Then publish the configuration once."
    )
