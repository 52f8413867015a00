"""One ClickHouse server over HTTP. Connections are pooled; calls come from several threads."""

import re
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import urllib3

from anlan.history import sql
from anlan.history.store import StoreError
from anlan.history.stores.clickhouse import native
from anlan.kit.settings import Settings

#: From these versions on a server knows compression codecs of columns, and writing a part through to the disk.
CODECS_SINCE, FSYNC_SINCE, FINAL_BY_PARTITION_SINCE = (19, 11), (20, 10), (20, 10)
_CONNECT_S, _ANSWER_S = 3.0, 120.0


class ClickHouseEngine:
    """Runs SQL on one server. See ``history.sqlstore.Engine``."""

    def __init__(self, url: str, settings: Settings) -> None:
        """Connect and ask for the version.

        Raises:
            StoreError: no answer, or the account is refused.
        """
        self._url = url
        self._headers = urllib3.make_headers(basic_auth=f"{settings.clickhouse_user}:{settings.clickhouse_password}")
        self._is_closed = False
        # A repeated insert changes nothing (rows count once by point and stamp), so a broken connection is tried again.
        self._pool = urllib3.PoolManager(
            maxsize=8,
            timeout=urllib3.Timeout(connect=_CONNECT_S, read=_ANSWER_S),
            retries=urllib3.Retry(connect=1, read=1, redirect=0, other=0, allowed_methods=None),
            ca_certs=str(settings.clickhouse_ca) if settings.clickhouse_ca else None,
        )
        self.version = self._ask_version()
        self.dialect = sql.Dialect(has_codecs=self.version >= CODECS_SINCE, has_fsync=self.version >= FSYNC_SINCE)

    def query(self, text: str) -> pa.Table:
        """Rows of a SELECT."""
        options: dict[str, Any] = {"wait_end_of_query": 1}  # an error half-way is then an error, not a short answer
        if self.version >= FINAL_BY_PARTITION_SINCE:
            # The day of a stamp decides the partition, so FINAL need not look across; strays lie by arrival instead.
            options["do_not_merge_across_partitions_select_final"] = int(".stray " not in text)
        try:
            return native.decode(self._post(f"{text} FORMAT Native".encode(), options))
        except native.NotNative as error:
            raise StoreError(f"ClickHouse {self._url} answered in an unknown form: {error}") from error

    def execute(self, text: str) -> None:
        """Run a statement without rows."""
        self._post(text.encode(), {})

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append rows in one block: it is there whole or not at all."""
        names = ", ".join(rows.column_names)
        statement = f"INSERT INTO {sql.DATABASE}.{table} ({names}) FORMAT Native"
        self._post(native.encode(rows), {"query": statement})

    def close(self) -> None:
        """Let go of the connections."""
        self._is_closed = True
        self._pool.clear()

    def _ask_version(self) -> tuple[int, int]:
        text = self._post(b"SELECT version()", {}).decode(errors="replace")
        found = re.match(r"(\d+)\.(\d+)", text)
        if not found:
            raise StoreError(f"{self._url} does not answer like ClickHouse: {text[:100]!r}")
        return int(found[1]), int(found[2])

    def _post(self, body: bytes, options: dict[str, Any]) -> bytes:
        if self._is_closed:
            raise StoreError("the history store is closed")
        url = f"{self._url}/?{urlencode(options)}" if options else f"{self._url}/"
        try:
            answer = self._pool.request("POST", url, body=body, headers=self._headers)
        except urllib3.exceptions.HTTPError as error:
            raise StoreError(f"ClickHouse {self._url} does not answer: {error}") from error
        if answer.status != 200:
            reason = answer.data[:500].decode(errors="replace").strip()
            raise StoreError(f"ClickHouse {self._url} refuses ({answer.status}): {reason}")
        return answer.data
