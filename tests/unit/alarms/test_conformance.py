"""What every plug-in rule must keep, asked of every rule that is found: in this package and outside it."""

import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import CompiledKernel, Kernel
from anlan.alarms.rule_catalogue import folder_of, folders, manifest, rule_types
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.alarms.table import build
from anlan.alarms.waves import WaveKernel
from anlan.bus.messages import AlarmTransition
from anlan.bus.readings import Readings
from tests.unit.alarms.found_rules import NAMES, rule_stream, sample_installed
from tests.unit.alarms.plant import point
from tests.unit.alarms.streams import Stream, plain
from tests.unit.alarms.test_same_results import _split, by_engine

COMPILED, WAVES = CompiledKernel(), WaveKernel()
SEEDS = st.integers(0, 10_000)


@pytest.fixture(autouse=True, scope="module")
def _sample() -> Iterator[None]:
    with sample_installed():
        yield


def test_every_rule_is_found() -> None:
    assert sorted(rule_types()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_streams_make_this_rule_speak(name: str) -> None:
    found = [t for seed in range(12) for t in by_engine(rule_stream(name, seed), COMPILED)[0] if t.rule == name]
    assert {t.kind for t in found} == {"raised", "cleared"}
    assert len(found) > 20


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, cut=SEEDS, compiled=st.booleans())
def test_any_split_of_the_log_gives_the_same_edges(name: str, seed: int, cut: int, compiled: bool) -> None:
    stream = rule_stream(name, seed)
    kernel: Kernel = COMPILED if compiled else WAVES
    whole, _ = by_engine(stream, COMPILED, group=1)
    split, _ = by_engine(Stream(stream.config, _split(stream.entries, random.Random(cut))), kernel, group=cut % 9 + 1)
    assert [plain(t) for t in split] == [plain(t) for t in whole]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, cut=st.integers(1, 39))
def test_replay_from_a_snapshot_at_any_point_gives_the_same_ids(name: str, seed: int, cut: int) -> None:
    stream = rule_stream(name, seed)
    expected, _ = by_engine(stream, COMPILED)
    with TemporaryDirectory() as folder:
        found = _with_a_death(stream, cut, Path(folder))
    assert found == expected


def _with_a_death(stream: Stream, cut: int, folder: Path) -> list[AlarmTransition]:
    store = Store(folder)
    engine = Engine(0, build(stream.config), kernel=COMPILED)
    store.save_table(engine.table)
    found = [t for batch in engine.apply(stream.entries[:cut]) for t in batch.transitions]
    meta = SnapshotMeta(seq=engine.seq, table_key=engine.table.key, stream_created="x")
    store.save(meta, engine.state)
    restored = Store(folder).load()
    assert restored is not None
    engine = Engine(0, restored.table, restored.state, restored.meta.seq, kernel=COMPILED)
    rest = [entry for entry in stream.entries if entry.seq > engine.seq]
    return found + [t for batch in engine.apply(rest) for t in batch.transitions]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, cut=st.integers(1, 39))
def test_another_configuration_with_the_same_rule_keeps_its_state(name: str, seed: int, cut: int) -> None:
    stream = rule_stream(name, seed)
    points = [point(number=0, gateway=99), *stream.config.points, point(number=1000, gateway=99)]
    rules = list(reversed(stream.config.rules))
    other = build(replace(stream.config, version=6, points=points, rules=rules))
    marker = LogEntry(stream.entries[cut].seq - 1, stream.entries[cut].logged_at_ms, Readings.empty())
    plainly = [*stream.entries[:cut], marker, *stream.entries[cut:]]
    changed = [*stream.entries[:cut], replace_table(marker, other), *stream.entries[cut:]]
    expected, found = (by_engine(Stream(stream.config, log), COMPILED)[0] for log in (plainly, changed))
    assert [but_version(t) for t in found] == [but_version(t) for t in expected]


def replace_table(entry: LogEntry, table: object) -> LogEntry:
    return LogEntry(entry.seq, entry.logged_at_ms, entry.readings, table)  # type: ignore[arg-type]


def but_version(t: AlarmTransition) -> tuple[object, ...]:
    return plain(replace(t, config_version=0))


@pytest.mark.parametrize("name", NAMES)
def test_judging_changes_nothing_and_repeats_itself(name: str) -> None:
    stream = rule_stream(name, 3)
    engine = Engine(0, build(stream.config), kernel=COMPILED)
    engine.apply(stream.entries)
    assert engine.table.host is not None
    assert engine.state.rules is not None
    (group,) = engine.table.host.groups
    state = engine.state.rules.groups[name]
    before, i = state.member.tobytes(), np.arange(len(state.clock))
    first = group._rule.judge(state.member, i, state.clock)
    group._rule.due(state.member, i, state.clock)
    again = group._rule.judge(state.member, i, state.clock)
    assert state.member.tobytes() == before
    assert first.verdict.tolist() == again.verdict.tolist()
    assert set(first.verdict.ravel().tolist()) <= {-1, 0, 1, 2}


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_says_what_it_is(name: str) -> None:
    schema = msgspec.json.schema(rule_types()[name].Settings)
    ((_, body),) = [(k, v) for k, v in schema["$defs"].items() if k.endswith("Settings")]
    assert body["properties"]
    assert all(field.get("description") for field in body["properties"].values())


@pytest.mark.parametrize("folder", folders().values(), ids=lambda f: f.name)
def test_every_rule_folder_is_complete(folder: Path) -> None:
    assert manifest(folder).name == folder.name
    assert manifest(folder).summary.endswith(".")
    assert (folder / "README.md").read_text().strip()
    assert (folder / "rule.py").exists() != (folder / "step.py").exists(), "a plug-in or a part of the compiled loop"


def test_a_rule_outside_is_described_beside_its_code() -> None:
    assert manifest(folder_of(rule_types()["total"])).name == "total"
