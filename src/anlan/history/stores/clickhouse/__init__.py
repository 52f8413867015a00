"""History on ClickHouse servers: the same SQL over HTTP, each point on one of the servers named in the settings."""

from anlan.history.retention import HistorySettings
from anlan.history.sqlstore import SqlStore
from anlan.history.store import Store
from anlan.kit.settings import Settings


def open_store(settings: Settings, config: HistorySettings, now_ms: int) -> Store:
    """Connect to every shard and make the tables that are missing.

    Raises:
        StoreError: a server does not answer or refuses, or the number of shards was changed.
    """
    from anlan.history.stores.clickhouse.engine import ClickHouseEngine
    from anlan.history.stores.clickhouse.sharded import ShardedStore, require_same_shards

    engines = [ClickHouseEngine(url, settings) for url in settings.clickhouse_shards]
    shards = [SqlStore(engine, config, now_ms) for engine in engines]
    require_same_shards(engines)
    return ShardedStore(shards)
