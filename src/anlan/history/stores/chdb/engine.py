"""ClickHouse's engine as a library (chDB), reading and writing one folder.

Connections of one process to one folder work at the same time (measured: a 130,000-row insert takes 50 ms, a chart
query beside it 15 ms; over one shared connection they wait for each other). So there is one for inserts, one for
housekeeping and other statements, and a few for queries.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.history import sql
from anlan.history.store import StoreError
from anlan.history.stores.chdb import lock

#: Threads of one query: a chart may use both cores of a small machine for some milliseconds.
_SELECT_SETTINGS = " SETTINGS do_not_merge_across_partitions_select_final = {final}, max_threads = 2"


class ChdbEngine:
    """Owner of one chDB folder."""

    dialect = sql.MODERN

    def __init__(self, folder: Path, readers: int = 2) -> None:
        """Open or make the folder.

        Raises:
            StoreInUse: another process owns it.
            StoreError: chDB cannot open it; the text carries chDB's reason.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = lock.take(folder)
        # Imported here: the library maps 300 MB, and tests of the SQL text do not need it.
        import chdb

        try:
            connections = [chdb.connect(str(folder / "chdb")) for _ in range(readers + 2)]
        except RuntimeError as error:
            self._lock.close()
            raise StoreError(f"chDB cannot open {folder}: {error}") from error
        self._writer, self._keeper, *self._all_readers = connections
        self._busy = threading.Condition()
        self._calls = 0
        self._is_closed = False
        self._readers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for connection in self._all_readers:
            self._readers.put(connection)

    def query(self, text: str) -> pa.Table:
        """Rows of a SELECT; waits for a free connection."""
        # The day of a stamp decides the partition, so FINAL need not look across; strays lie by arrival instead.
        across = int(".stray " not in text)
        with self._reader() as connection:
            data = _run(connection, text + _SELECT_SETTINGS.format(final=across), "Arrow").bytes()
        return pa.ipc.open_file(data).read_all() if data else pa.table({})

    def execute(self, text: str) -> None:
        """Run a statement without rows."""
        with self._call():
            _run(self._keeper, text, "CSV")

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append rows: chDB reads the Arrow columns where they are, no Python object per row."""
        names = ", ".join(rows.column_names)
        text = f"INSERT INTO {sql.DATABASE}.{table} ({names}) SELECT {names} FROM Python(rows)"  # noqa: S608
        with self._call():
            _run(self._writer, text, "CSV", rows)

    def close(self, wait_s: float = 4.0) -> None:
        """Free the folder when calls under way have ended; what does not end is left to the end of the process."""
        with self._busy:
            self._is_closed = True
            if not self._busy.wait_for(lambda: self._calls == 0, wait_s):
                return
        for connection in (self._writer, self._keeper, *self._all_readers):
            connection.close()
        self._lock.close()

    @contextlib.contextmanager
    def _call(self) -> Iterator[None]:
        """A call under way: closing a connection beneath it would take the process down."""
        with self._busy:
            if self._is_closed:
                raise StoreError("the history store is closed")
            self._calls += 1
        try:
            yield
        finally:
            with self._busy:
                self._calls -= 1
                self._busy.notify_all()

    @contextlib.contextmanager
    def _reader(self) -> Iterator[Any]:
        with self._call():
            connection = self._readers.get()
            try:
                yield connection
            finally:
                self._readers.put(connection)


def _run(connection: Any, text: str, form: str, rows: pa.Table | None = None) -> Any:
    # ``rows`` is found by chDB by its name in this frame.
    try:
        return connection.query(text, form)
    except RuntimeError as error:
        raise StoreError(f"{str(error)[:500]} [in: {text[:200]}]") from error
