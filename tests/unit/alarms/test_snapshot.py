"""Snapshots: whole or not at all, and the one before when the newest is damaged."""

import os
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest

from anlan.alarms import snapshot
from anlan.alarms.engine import Engine
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.alarms.table import EMPTY, build
from tests.unit.alarms.plant import Line, config, limit, point


def meta(line: Line, seq: int) -> SnapshotMeta:
    return SnapshotMeta(seq=seq, table_key=line.engine.table.key, stream_created="now")


@pytest.fixture
def line() -> Line:
    found = Line(config(point(limit(on_delay_s=5.0))))
    found.live(0, 40.0)
    return found


def saved(store: Store, line: Line, *seqs: int) -> None:
    store.save_table(line.engine.table)
    for seq in seqs:
        store.save(meta(line, seq), line.engine.state)


def test_restored_engine_goes_on_where_it_was(tmp_path: Path, line: Line) -> None:
    saved(Store(tmp_path), line, 1)
    restored = Store(tmp_path).load()
    assert restored is not None
    for name in ("clock", "counts", "row", "slot", "raised", "gateway"):
        before, after = getattr(line.engine.state, name), getattr(restored.state, name)
        if name == "clock":
            before, after = before[:3], after[:3]
        assert repr(before.tolist()) == repr(after.tolist())  # NaN included, padding not
    line.engine = Engine(0, restored.table, restored.state, restored.meta.seq)
    assert [t.label for t in line.live(6, 41.0)] == ["H"]


def test_damaged_snapshot_falls_back_to_the_one_before(tmp_path: Path, line: Line) -> None:
    saved(Store(tmp_path), line, 1, 2, 3)
    files = sorted(tmp_path.glob("state-*"))
    assert len(files) == 2
    data = bytearray(files[-1].read_bytes())
    data[len(data) // 2] ^= 1
    files[-1].write_bytes(bytes(data))
    restored = Store(tmp_path).load()
    assert restored is not None
    assert restored.meta.seq == 2


def test_truncated_snapshots_start_from_the_beginning(tmp_path: Path, line: Line) -> None:
    saved(Store(tmp_path), line, 1)
    for file in tmp_path.glob("state-*"):
        file.write_bytes(file.read_bytes()[:100])
    assert Store(tmp_path).load() is None


def test_snapshot_without_its_table_is_not_used(tmp_path: Path, line: Line) -> None:
    saved(Store(tmp_path), line, 1)
    for file in tmp_path.glob("table-*"):
        file.unlink()
    assert Store(tmp_path).load() is None


def test_snapshot_of_another_format_is_not_used(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(Store(tmp_path), line, 1)
    monkeypatch.setattr(snapshot, "FORMAT", 99)
    assert Store(tmp_path).load() is None
    assert Store(tmp_path).load_table(line.engine.table.key) is None


def test_nothing_half_written_is_left_behind(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    store = Store(tmp_path)
    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        saved(store, line, 1)
    assert list(tmp_path.iterdir()) == []


def test_old_left_overs_and_old_tables_are_removed_and_the_one_in_use_is_kept(tmp_path: Path, line: Line) -> None:
    store = Store(tmp_path)
    store.save_table(build(config(point(), version=9)))
    store.save_table(line.engine.table)
    (tmp_path / "dead.tmp").write_bytes(b"x")
    (tmp_path / "fresh.tmp").write_bytes(b"x")
    long_ago = time.time() - 30 * 24 * 3600
    for file in (*tmp_path.glob("table-*"), tmp_path / "dead.tmp"):
        os.utime(file, (long_ago, long_ago))
    store = Store(tmp_path)
    store.save(meta(line, 1), line.engine.state)
    names = {f.name for f in tmp_path.iterdir()}
    assert names == {f"table-{line.engine.table.key}.npz", f"state-0-{1:020d}.npz", "fresh.tmp"}


def test_empty_rules_need_no_file(tmp_path: Path) -> None:
    assert Store(tmp_path).load_table(EMPTY.key) is EMPTY


def test_meta_survives_json() -> None:
    one = SnapshotMeta(seq=5, table_key="1-a", stream_created="x", epoch=7, config_fingerprint="f")
    assert msgspec.json.decode(msgspec.json.encode(one), type=SnapshotMeta) == one
