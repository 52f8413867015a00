"""Where readings can be kept: one folder per store, each with ``open_store(settings, config, now_ms)``."""

import importlib
from pathlib import Path

from anlan.history.retention import HistorySettings
from anlan.history.store import Store
from anlan.kit.settings import Settings


def names() -> list[str]:
    """Every store there is, by folder."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("*/__init__.py"))


def chosen(settings: Settings) -> str:
    """The store that the settings ask for."""
    return "clickhouse" if settings.clickhouse_shards else "chdb"


def open_store(settings: Settings, config: HistorySettings, now_ms: int) -> Store:
    """Open the chosen store.

    Raises:
        StoreError: it cannot be opened; the text says what to do.
    """
    store: Store = importlib.import_module(f"{__name__}.{chosen(settings)}").open_store(settings, config, now_ms)
    return store
