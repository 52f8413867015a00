"""State and tables on disk: written whole, renamed into place, checked when read.

``state-<seq>.npz``  the newest two snapshots: every array of the state and the engine's place in the log
``table-<key>.npz``  each configuration the log refers to, so that replay meets the same rules at the same place
"""

import contextlib
import io
import os
import re
import time
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np

from anlan.alarms.layout import GATEWAY_CONFIG, GATEWAY_STATE, ROW_CONFIG, ROW_STATE, SLOT_CONFIG, SLOT_STATE
from anlan.alarms.rule_state import RuleStates
from anlan.alarms.state import State
from anlan.alarms.table import EMPTY, Table
from anlan.alarms.timing import ALL_ROWS, DUE
from anlan.bus.messages import RuleConfig
from anlan.kit.files import sync
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Changes when the meaning of a stored array changes; older snapshots are then not used.
FORMAT = 2
_KEEP_STATES = 2
_PIECE_BYTES = 4 * 2**20
_PAUSE_S = 0.03
#: Tables are kept longer than the stream keeps the markers that name them.
_KEEP_TABLES_S = 4 * 24 * 3600
_TMP_IS_DEAD_S = 600

_STATE_ARRAYS = ("clock", "counts", "row", "slot", "raised", "gateway")
_TABLE_ARRAYS = ("point_id", "row", "slot", "grade", "label", "gateway_id", "gateway")
_STATE_NAME = re.compile(r"state-\d+-\d+\.npz")
_LAYOUT = repr([d.descr for d in (ROW_CONFIG, SLOT_CONFIG, GATEWAY_CONFIG, ROW_STATE, SLOT_STATE, GATEWAY_STATE)])


class SnapshotMeta(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the arrays of a snapshot."""

    seq: int
    table_key: str
    stream_created: str  # tells the log this place belongs to from one that replaced it
    epoch: int = 0
    config_fingerprint: str = ""  # of the published object the newest requested table was built from
    format: int = FORMAT
    layout: str = _LAYOUT


class _TableMeta(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    key: str
    labels: list[str]
    problems: list[str]
    rules: list[RuleConfig] = []
    format: int = FORMAT
    layout: str = _LAYOUT


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found on disk."""

    meta: SnapshotMeta
    table: Table
    state: State


class Store:
    """The folder of one partition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in folder.glob("*.tmp"):
            _remove_when_older(left_over, _TMP_IS_DEAD_S)

    # --- tables --------------------------------------------------------------------------------------

    def save_table(self, table: Table) -> None:
        """Keep a table under its key before the log mentions it."""
        meta = _TableMeta(
            version=table.version, key=table.key, labels=table.labels, problems=table.problems, rules=table.rules
        )
        arrays = {name: getattr(table, name) for name in _TABLE_ARRAYS}
        _write(self.table_path(table.key), msgspec.json.encode(meta), arrays)

    def load_table(self, key: str) -> Table | None:
        """The table of that key, or None when it is not here or not readable."""
        if key == EMPTY.key:
            return EMPTY
        found = _read(self.table_path(key), _TABLE_ARRAYS)
        if found is None:
            return None
        meta = msgspec.json.decode(found[0], type=_TableMeta)
        if (meta.format, meta.layout) != (FORMAT, _LAYOUT):
            return None
        return Table(
            version=meta.version,
            key=meta.key,
            labels=meta.labels,
            problems=meta.problems,
            rules=meta.rules,
            **found[1],
        )

    def table_path(self, key: str) -> Path:
        """Where a table is kept."""
        return self.folder / f"table-{Path(key).name}.npz"

    # --- states --------------------------------------------------------------------------------------

    def save(self, meta: SnapshotMeta, state: State) -> None:
        """Write a snapshot; it is either there whole or not at all. Older ones than the last two are removed."""
        arrays = {name: getattr(state, name) for name in _STATE_ARRAYS}
        if state.rules:
            arrays |= state.rules.arrays()
        _write(self.folder / f"state-{meta.epoch}-{meta.seq:020d}.npz", msgspec.json.encode(meta), arrays)
        for old in self._states()[_KEEP_STATES:]:
            old.unlink(missing_ok=True)
        self._drop_old_tables(meta.table_key)

    def safe_seq(self) -> int:
        """Place of the older of the two kept snapshots: the log behind it is needed should the newer be damaged.

        0 while there is only one, or while they belong to different logs.
        """
        places = [_place(path) for path in self._states()]
        if len(places) < _KEEP_STATES or places[0][0] != places[-1][0]:
            return 0
        return places[-1][1]

    def load(self) -> Restored | None:
        """The newest snapshot that is whole and whose table is here; None starts from the beginning of the log."""
        for path in self._states():
            restored = self._load(path)
            if restored is not None:
                return restored
            log.error("snapshot not usable, trying the one before", file=path.name)
        return None

    def newest_state(self) -> Path | None:
        """File of the newest snapshot."""
        return next(iter(self._states()), None)

    def would_be_newest(self, name: str) -> bool:
        """Whether a snapshot file of that name is newer than all that are here."""
        if not _STATE_NAME.fullmatch(name):
            return False
        newest = self.newest_state()
        return newest is None or _place(Path(name)) > _place(newest)

    def _load(self, path: Path) -> Restored | None:
        found = _read(path, _STATE_ARRAYS)
        if found is None:
            return None
        meta = msgspec.json.decode(found[0], type=SnapshotMeta)
        if (meta.format, meta.layout) != (FORMAT, _LAYOUT):
            return None
        table = self.load_table(meta.table_key)
        if table is None:
            return None
        arrays = found[1]
        arrays["clock"][DUE] = ALL_ROWS
        state = State(**arrays, due=np.zeros(len(table), np.int64), rules=None)
        state.rules = _rule_states(path, table)
        return Restored(meta, table, state)

    def _states(self) -> list[Path]:
        """Newest first."""
        return sorted(self.folder.glob("state-*.npz"), key=_place, reverse=True)

    def _drop_old_tables(self, in_use: str) -> None:
        for path in self.folder.glob("table-*.npz"):
            if path != self.table_path(in_use):
                _remove_when_older(path, _KEEP_TABLES_S)


def _rule_states(path: Path, table: Table) -> RuleStates | None:
    """What plug-in rules remembered. A rule whose records have another layout now begins anew with its alarms kept."""
    if table.host is None:
        return None
    states = table.host.new_state()
    with np.load(path, allow_pickle=False) as file:
        misfits = states.load({name: file[name] for name in states.names() if name in file.files})
    if misfits:
        log.error("a rule has changed its memory; it begins anew, its standing alarms are kept", arrays=misfits)
    return states


def _remove_when_older(path: Path, seconds: float) -> None:
    # File ages are the machine's own business and decide nothing about alarms.
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime < time.time() - seconds:
            path.unlink()


def place_of(path: Path) -> int:
    """Place in the log of a snapshot file."""
    return _place(path)[1]


def _place(path: Path) -> tuple[int, int]:
    _, epoch, seq = path.stem.split("-")
    return int(epoch), int(seq)


def _write(path: Path, meta: bytes, arrays: dict[str, np.ndarray]) -> None:
    content = {"meta": np.frombuffer(meta, np.uint8), **arrays}
    _write_with(path, lambda file: np.savez(file, **content))  # type: ignore[arg-type]


def write_whole(path: Path, payload: bytes) -> None:
    """Write a file that is either there whole, and on disk, or not at all."""
    _write_with(path, lambda file: file.write(payload))


def _write_with(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    # A name of its own: two processes by mistake in one folder must not take each other's half-written file.
    temporary = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.tmp")
    try:
        with _Paced(temporary) as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


class _Paced(io.FileIO):
    """A file that goes to disk piece by piece.

    Flushing 150 MB at once keeps the disk from the stream's own flushes for half a second, and with it every alarm.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "wb")
        self._unflushed = 0

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        for start in range(0, len(view), _PIECE_BYTES):
            piece = view[start : start + _PIECE_BYTES]
            while len(piece):
                piece = piece[super().write(piece) or 0 :]
            self._unflushed += min(_PIECE_BYTES, len(view) - start)
            if self._unflushed >= _PIECE_BYTES:
                os.fdatasync(self.fileno())
                time.sleep(_PAUSE_S)
                self._unflushed = 0
        return len(view)


def _read(path: Path, names: tuple[str, ...]) -> tuple[bytes, dict[str, np.ndarray]] | None:
    """Meta and arrays of a file, None when it is missing or damaged (every member carries a checksum)."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return file["meta"].tobytes(), {name: file[name] for name in names}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.error("file is damaged", file=path.name, error=repr(error))
        return None
