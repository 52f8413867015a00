"""What only the store in a folder has: one owner, and errors in chDB's words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.history.sqlstore import SqlStore
from anlan.history.store import StoreError, StoreInUse
from anlan.history.stores.chdb import lock


def test_second_process_is_told_who_owns_the_folder(store: SqlStore, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from anlan.history.stores.chdb import lock;"
        "lock.take(Path(sys.argv[1]), 0.1)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "history")],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert result.returncode == 1
    assert f"belongs to process {os.getpid()}: stop that process" in result.stderr
    with pytest.raises(StoreInUse):
        lock.take(tmp_path / "history", 0.1)


def test_bad_statement_becomes_a_store_error(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="UNKNOWN_TABLE"):
        store.engine.query("SELECT 1 FROM anlan.nothing")
