"""Snapshots on the bus: what another machine needs to take a partition over."""

from pathlib import Path

import pytest

from anlan.alarms.engine import Engine
from anlan.alarms.shared import SharedSnapshots
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.alarms.table import build
from anlan.bus import subjects
from anlan.bus.client import Bus
from tests.integration.alarms.test_process import config
from tests.integration.alarms.test_trouble import with_rule

pytestmark = pytest.mark.nats


@pytest.fixture
async def clustered(bus: Bus) -> Bus:
    """The same bus, as if its server stood on another machine."""
    bus.settings = bus.settings.model_copy(update={"nats_url": f"nats://127.0.0.1:{bus.settings.nats_port}"})
    await bus.ensure_streams()
    return bus


async def put(folder: Path, bus: Bus, seq: int) -> tuple[Store, SharedSnapshots]:
    """A machine that shares a table with a vote, and its state at ``seq``."""
    store = Store(folder)
    shared = SharedSnapshots(bus, 0, store)
    engine = Engine(0, build(with_rule(config())))
    store.save_table(engine.table)
    await shared.put_table(engine.table.key)
    store.save(SnapshotMeta(seq=seq, table_key=engine.table.key, stream_created="x"), engine.state)
    await shared.put_state()
    return store, shared


async def test_another_machine_begins_where_the_first_one_shared(clustered: Bus, tmp_path: Path) -> None:
    _, first = await put(tmp_path / "a", clustered, 7)
    assert first.safe_seq(9) == 7
    store = Store(tmp_path / "b")
    await SharedSnapshots(clustered, 0, store).fetch()
    restored = store.load()
    assert restored is not None
    assert (restored.meta.seq, [r.id for r in restored.table.rules]) == (7, ["room"])
    assert restored.state.rules is not None


async def test_what_is_here_already_or_older_is_not_fetched(clustered: Bus, tmp_path: Path) -> None:
    await put(tmp_path / "a", clustered, 7)
    own, other = await put(tmp_path / "b", clustered, 9)
    before = sorted(p.name for p in own.folder.iterdir())
    await other.fetch()
    await other.put_state()  # not due yet
    assert sorted(p.name for p in own.folder.iterdir()) == before


async def test_another_partition_is_not_fetched(clustered: Bus, tmp_path: Path) -> None:
    await put(tmp_path / "a", clustered, 7)
    store = Store(tmp_path / "b")
    await SharedSnapshots(clustered, 1, store).fetch()
    assert list(store.folder.iterdir()) == []


async def test_on_one_machine_nothing_is_shared(bus: Bus, tmp_path: Path) -> None:
    store, shared = await put(tmp_path, bus, 7)
    await shared.fetch()
    assert shared.safe_seq(9) == 9
    assert store.load() is not None


async def test_a_bucket_that_is_gone_stops_nobody(clustered: Bus, tmp_path: Path) -> None:
    await clustered.js.delete_object_store(subjects.SNAPSHOT_BUCKET)
    store, shared = await put(tmp_path, clustered, 7)
    await shared.fetch()
    assert shared.safe_seq(9) == 0
    assert store.load() is not None
