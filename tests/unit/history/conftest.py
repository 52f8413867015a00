"""A real chDB store in a temporary folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anlan.bus.readings import Readings
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.sqlstore import SqlStore
from anlan.history.stores.chdb.engine import ChdbEngine

#: A round day, 2026-11-23 00:00 UTC, and noon of it.
DAY = 1_795_392_000_000
NOON = DAY + 12 * 3_600_000

Insert = Callable[[Readings], None]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A store that was first opened at 06:00, long before what tests insert at noon."""
    opened = SqlStore(ChdbEngine(tmp_path / "history"), HistorySettings(), DAY + 6 * 3_600_000)
    yield opened
    opened.close()


@pytest.fixture
def insert(store: SqlStore) -> Insert:
    """Insert as the process does, at noon."""
    scaler = Scaler()
    return lambda batch: store.insert(scaler.scale(batch), NOON)
