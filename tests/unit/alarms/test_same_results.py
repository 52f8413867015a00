"""Three implementations of one state machine say the same, transition for transition."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import CompiledKernel, Kernel
from anlan.alarms.reference import Reference
from anlan.alarms.table import build
from anlan.alarms.timing import LATE, UNKNOWN, UNTRUSTED
from anlan.alarms.waves import WaveKernel
from anlan.bus.messages import AlarmTransition
from anlan.bus.readings import Readings, concat
from tests.unit.alarms.streams import Stream, plain, random_stream

SEEDS = range(48)


def by_reference(stream: Stream) -> tuple[list[AlarmTransition], tuple[int, int, int]]:
    oracle = Reference(stream.config)
    found: list[AlarmTransition] = []
    for entry in stream.entries:
        batch = entry.readings
        columns = (batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), batch.quality.tolist())
        found += oracle.entry(entry.seq, entry.logged_at_ms, zip(*columns, strict=True))
    return found, (oracle.late, oracle.untrusted, oracle.unknown)


def by_engine(stream: Stream, kernel: Kernel, group: int = 7) -> tuple[list[AlarmTransition], tuple[int, int, int]]:
    engine = Engine(0, build(stream.config), kernel=kernel)
    found: list[AlarmTransition] = []
    for start in range(0, len(stream.entries), group):
        for batch in engine.apply(stream.entries[start : start + group]):
            found += batch.transitions
    counts = engine.state.counts
    return found, (int(counts[LATE]), int(counts[UNTRUSTED]), int(counts[UNKNOWN]))


@pytest.mark.parametrize("seed", SEEDS)
def test_compiled_loop_and_waves_agree_with_the_reference(seed: int) -> None:
    stream = random_stream(seed)
    expected, counts = by_reference(stream)
    assert expected, "a stream without transitions proves nothing"
    for kernel in (CompiledKernel(), CompiledKernel(edge_buffer=40), WaveKernel()):
        found, found_counts = by_engine(stream, kernel)
        assert found == expected
        assert found_counts == counts


def test_streams_exercise_every_rule_late_and_early() -> None:
    rules, is_late, labels = set(), set(), set()
    for seed in SEEDS:
        for t in by_reference(random_stream(seed))[0]:
            rules.add((t.rule, t.kind))
            is_late.add(t.is_late)
            labels.add(t.label)
    assert {r for r, _ in rules} == {"limit", "rate_of_change", "stuck", "offline", "fault"}
    assert len(rules) == 10
    assert is_late == {True, False}
    assert {"HH", "H", "L", "LL", "GATEWAY", "offline"} <= labels


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(0, 10_000), compiled=st.booleans())
def test_any_split_of_the_batches_gives_the_same_transitions(seed: int, cut: int, compiled: bool) -> None:
    stream = random_stream(seed, steps=25)
    kernel: Kernel = CompiledKernel() if compiled else WaveKernel()
    whole, _ = by_engine(stream, kernel)
    split, _ = by_engine(Stream(stream.config, _split(stream.entries, random.Random(cut))), kernel, group=5)
    assert [plain(t) for t in split] == [plain(t) for t in whole]


def _split(entries: list[LogEntry], cut: random.Random) -> list[LogEntry]:
    parts: list[LogEntry] = []
    for entry in entries:
        left = entry.readings
        while len(left) > 1 and cut.random() < 0.7:
            at = cut.randint(0, len(left))
            parts.append(LogEntry(len(parts), entry.logged_at_ms, left.take(np.arange(at))))
            left = left.take(np.arange(at, len(left)))
        parts.append(LogEntry(len(parts), entry.logged_at_ms, left))
    assert len(concat([p.readings for p in parts])) == sum(len(e.readings) for e in entries)
    return parts


def test_an_empty_batch_only_moves_the_clock() -> None:
    stream = random_stream(1)
    engine = Engine(0, build(stream.config))
    engine.apply([LogEntry(1, 1000, Readings.empty()), LogEntry(2, 500, Readings.empty())])
    assert (engine.seq, engine.log_ms) == (2, 1000)
