"""History in a folder of this machine: ClickHouse's engine inside the history process."""

from anlan.history.retention import HistorySettings
from anlan.history.sqlstore import SqlStore
from anlan.history.store import Store
from anlan.kit.settings import Settings

#: Connections that answer queries; as many threads ask at the same time.
READERS = 2


def open_store(settings: Settings, config: HistorySettings, now_ms: int) -> Store:
    """The store of this machine's data folder, warm: the first inserts of a fresh engine stall for a third of a second.

    Raises:
        StoreInUse: another process owns the folder.
    """
    from anlan.history.stores.chdb.engine import ChdbEngine

    store = SqlStore(ChdbEngine(settings.folder("history"), READERS), config, now_ms)
    store.warm_up()
    return store
