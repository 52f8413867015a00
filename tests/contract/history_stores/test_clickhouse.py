"""What only the store on servers has: shards, refusals in words, and a wire format."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from anlan.bus.readings import Readings
from anlan.history import stores
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.store import StoreError
from anlan.history.stores.clickhouse import native
from anlan.history.stores.clickhouse.engine import ClickHouseEngine
from anlan.kit.settings import Settings
from tests.contract.history_stores.conftest import settings_of
from tests.unit.history.conftest import NOON


@limits(deadline=None)
@given(st.lists(st.tuples(st.integers(-(2**31), 2**31 - 1), st.floats(allow_nan=False)), max_size=300))
def test_what_is_written_in_native_form_is_read_back(rows: list[tuple[int, float]]) -> None:
    table = pa.table(
        {
            "point": np.array([r[0] for r in rows], np.int32),
            "value": np.array([r[1] for r in rows], np.float64),
            "quality": np.array([abs(r[0]) % 256 for r in rows], np.uint8),
        }
    )
    assert native.decode(native.encode(table)).equals(table)


@limits(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(payload: bytes) -> None:
    try:
        native.decode(payload)
    except (native.NotNative, pa.ArrowInvalid):
        return


def test_a_modern_engine_writes_the_same_native_form(tmp_path: Path) -> None:
    # chDB is today's engine: what it writes is what a current server sends.
    program = (
        'import chdb, sys; sys.stdout.buffer.write(chdb.query("SELECT toInt32(number) AS point, number / 4 AS value, '
        "toString(number) AS name FROM numbers(70000)\", 'Native').bytes())"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=tmp_path).stdout
    table = native.decode(out)
    assert table.num_rows == 70_000
    assert table.column("name").to_pylist()[-1] == "69999"
    assert table.column("value").to_numpy()[-1] == 69_999 / 4


def test_readings_are_spread_over_the_servers_and_found_again(
    clickhouse_servers: list[str] | str, tmp_path: Path
) -> None:
    settings = settings_of("clickhouse", tmp_path, clickhouse_servers)
    engines = [ClickHouseEngine(url, settings) for url in settings.clickhouse_shards]
    for engine in engines:
        engine.execute("DROP DATABASE IF EXISTS anlan")
    store = stores.open_store(settings, HistorySettings(), NOON - 3_600_000)
    store.insert(Scaler().scale(Readings.of([(p, NOON, float(p), 0) for p in range(10)])), NOON)
    kept = [engine.query("SELECT point FROM anlan.raw ORDER BY point").to_pydict()["point"] for engine in engines]
    assert kept == [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9]]
    assert store.latest(list(range(10))).value.tolist() != []
    assert sorted(store.latest(list(range(10))).point.tolist()) == list(range(10))
    assert store.facts()["shards"] == 2
    store.close()
    turned = settings.model_copy(update={"clickhouse_url": ",".join(reversed(settings.clickhouse_shards))})
    with pytest.raises(StoreError, match="same servers in the same order"):
        stores.open_store(turned, HistorySettings(), NOON)


def test_refusals_say_which_server_and_why(clickhouse_servers: list[str] | str, tmp_path: Path) -> None:
    settings = settings_of("clickhouse", tmp_path, clickhouse_servers)
    url = settings.clickhouse_shards[0]
    with pytest.raises(StoreError, match=f"{url} refuses .*nothing"):
        ClickHouseEngine(url, settings).query("SELECT 1 FROM system.nothing")
    with pytest.raises(StoreError, match="refuses"):
        ClickHouseEngine(url, settings.model_copy(update={"clickhouse_password": "wrong"}))


def test_missing_server_is_named() -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9 does not answer"):
        ClickHouseEngine("http://127.0.0.1:9", Settings())
