"""The process may die at any step: what is published is the same, byte for byte.

One life of the process is a generator that stops at every place where a real one could be killed. Snapshots go
through the real store; the log and the stream of transitions are lists that survive.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import CompiledKernel
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.alarms.table import build
from anlan.bus.messages import to_json
from anlan.bus.readings import Readings
from tests.unit.alarms.streams import random_config, random_stream

KERNEL = CompiledKernel()


def the_log() -> list[LogEntry]:
    """Sixty messages and a change of configuration in the middle."""
    stream = random_stream(11, steps=60)
    rng = np.random.default_rng(5)
    other = random_config(rng, len(stream.config.points), 3)
    first, second = build(stream.config), build(other)
    entries = [LogEntry(1, stream.entries[0].logged_at_ms, Readings.empty(), first)]
    for number, entry in enumerate(stream.entries):
        adopt = second if number == 30 else None
        entries.append(LogEntry(number + 2, entry.logged_at_ms, entry.readings, adopt))
    return entries


class World:
    """What survives a death."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.log = the_log()
        self.published: dict[str, bytes] = {}
        for entry in self.log:
            if entry.adopt is not None:
                self.store.save_table(entry.adopt)


def life(world: World) -> Iterator[str]:
    """One life from its snapshot on; each yield is a place to die."""
    restored = world.store.load()
    engine = (
        Engine(0, restored.table, restored.state, restored.meta.seq, kernel=KERNEL)
        if restored
        else Engine(0, kernel=KERNEL)
    )
    yield "restored"
    for entry in world.log:
        if entry.seq <= engine.seq:
            continue
        batches = engine.apply([entry])
        yield "evaluated"
        for batch in batches:
            # The stream keeps the first of several messages with one id.
            world.published.setdefault(f"0-{batch.source_seq}", to_json(batch))
            yield "published"
        if entry.seq % 5 == 0:
            meta = SnapshotMeta(seq=engine.seq, table_key=engine.table.key, stream_created="x")
            world.store.save(meta, engine.state)
            yield "saved"


def test_death_at_every_step_changes_nothing(tmp_path: Path) -> None:
    undisturbed = World(tmp_path / "undisturbed")
    steps = sum(1 for _ in life(undisturbed))
    assert steps >= 60
    assert len(undisturbed.published) > 20
    for victim in range(1, steps + 1):
        world = World(tmp_path / str(victim))
        for number, _ in enumerate(life(world), 1):
            if number == victim:
                break
        for _ in life(world):
            pass
        assert list(world.published.items()) == list(undisturbed.published.items()), f"died at step {victim}"


def test_dying_again_and_again_still_ends_in_the_same_list(tmp_path: Path) -> None:
    undisturbed, world = World(tmp_path / "a"), World(tmp_path / "b")
    for _ in life(undisturbed):
        pass
    for patience in range(1, 400):
        for number, _ in enumerate(life(world), 1):
            if number == patience % 40 + 3:
                break
        else:
            break
    assert list(world.published.items()) == list(undisturbed.published.items())
