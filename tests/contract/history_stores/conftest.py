"""Every store found by folder, empty, in a place of its own; what a machine cannot run skips by name."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anlan.bus.readings import Readings
from anlan.history import sql, stores
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.store import Store
from anlan.history.stores.clickhouse.engine import ClickHouseEngine
from anlan.kit.settings import Settings
from tests.servers import Missing, clickhouse
from tests.unit.history.conftest import DAY, NOON, Insert

#: Opens the store of one place, as a process does that starts at the given time.
Place = Callable[[int], Store]


@pytest.fixture(scope="session")
def clickhouse_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str] | str]:
    """URLs of two servers, or why there are none."""
    try:
        with contextlib.ExitStack() as stack:
            folders = [tmp_path_factory.mktemp(f"clickhouse{n}") for n in range(2)]
            yield [stack.enter_context(clickhouse.server(folder)) for folder in folders]
    except Missing as reason:
        yield str(reason)


def settings_of(name: str, folder: Path, servers: list[str] | str) -> Settings:
    """Settings that choose a store; a store without an entry here is one that nobody tests."""
    if name == "chdb":
        return Settings(data=folder)
    assert name == "clickhouse", f"tell the contract tests how to run the store {name!r}"
    if isinstance(servers, str):
        pytest.skip(servers)
    urls = ",".join(servers)
    return Settings(data=folder, clickhouse_url=urls, clickhouse_password=clickhouse.PASSWORD)


@pytest.fixture(params=stores.names())
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where one test keeps its readings."""
    servers = request.getfixturevalue("clickhouse_servers") if request.param == "clickhouse" else []
    settings = settings_of(request.param, tmp_path, servers)
    assert stores.chosen(settings) == request.param
    for url in settings.clickhouse_shards:
        engine = ClickHouseEngine(url, settings)
        engine.execute(f"DROP DATABASE IF EXISTS {sql.DATABASE}")
        engine.close()
    opened: list[Store] = []

    def open_at(now_ms: int) -> Store:
        opened.append(stores.open_store(settings, HistorySettings(), now_ms))
        return opened[-1]

    yield open_at
    for store in opened:
        store.close()


@pytest.fixture
def store(place: Place) -> Store:
    """A store that was first opened at 06:00, long before what tests insert at noon."""
    return place(DAY + 6 * 3_600_000)


@pytest.fixture
def insert(store: Store) -> Insert:
    """Insert as the process does, at noon."""
    scaler = Scaler()

    def into(batch: Readings) -> None:
        store.insert(scaler.scale(batch), NOON)

    return into
