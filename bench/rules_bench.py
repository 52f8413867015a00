"""Rule engine alone, one core: readings/s of the compiled loop, of numpy waves, and of the plain reference as peer.

Every point has four limits with deadband and delays, rate of change, stuck, offline and fault; 2 % of the points are
near or over their limits. Then the same readings with voting groups (2 of 3 points) over a tenth of the points.
``BENCH_POINTS`` sets the size (default 130,000).
"""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from anlan.alarms.kernel import CompiledKernel, Kernel, Work, evaluate
from anlan.alarms.reference import Reference
from anlan.alarms.state import State
from anlan.alarms.table import Table, build
from anlan.alarms.waves import WaveKernel
from anlan.bus.messages import ConfigSnapshot, LimitConfig, PointConfig, RuleConfig
from anlan.domain.grades import Grade
from bench.results import figure

POINTS = int(os.environ.get("BENCH_POINTS", "130000"))
PEER_POINTS = 5_000
ROUNDS = 12
HOT = 0.02
STEP_MS = 5_000
START_MS = 1_790_000_000_000
PER_GATEWAY = 50


def run() -> list[dict[str, Any]]:
    """One row per kernel and batch size, the peer beside each."""
    table = build(county(POINTS))
    peer = _reference_per_s()
    rows = []
    kernels: list[tuple[str, Callable[[], Kernel]]] = [("compiled", CompiledKernel), ("numpy", WaveKernel)]
    for name, kernel in kernels:
        for batch in (1_300, 13_000, POINTS):
            rows.append(_row(f"rules {name}, batch {batch}", _per_s(table, kernel(), batch), peer))
    voting = build(with_votes(county(POINTS)))
    assert len(voting.rules) == POINTS // 30, voting.problems[:1]
    rows.append(
        _row(f"rules compiled + {len(voting.rules)} votes, batch 13000", _per_s(voting, CompiledKernel(), 13_000), peer)
    )
    return rows


def _row(name: str, value: float, peer: float) -> dict[str, Any]:
    return figure(name, value, "readings/core-s", peer="plain Python reference", peer_value=peer)


def county(points: int) -> ConfigSnapshot:
    """Points with every compiled rule."""
    shape = [("HH", 1, 30.0, 0.0), ("H", 1, 26.0, 2.0), ("L", -1, 14.0, 2.0), ("LL", -1, 10.0, 0.0)]
    limits = [
        LimitConfig(
            label=label,
            direction=1 if direction > 0 else -1,
            set_point=at,
            grade=Grade.RED,
            deadband=1.0,
            on_delay_s=on,
            off_delay_s=5.0,
        )
        for label, direction, at, on in shape
    ]
    one = PointConfig(
        id=0,
        gateway_id=0,
        address="p",
        kind="nh3_concentration",
        unit="ppm",
        limits=limits,
        rate_limit_per_s=5.0,
        stuck_after_s=600.0,
        offline_after_s=30.0,
        fault_after_s=30.0,
    )
    return ConfigSnapshot(
        version=1, published_at_ms=0, points=[replace(one, id=i, gateway_id=i // PER_GATEWAY) for i in range(points)]
    )


def with_votes(config: ConfigSnapshot) -> ConfigSnapshot:
    """Three neighbours out of every thirty points vote."""
    rules = [
        RuleConfig(
            id=f"g{i}",
            rule="voting",
            points=[i, i + 1, i + 2],
            label="HH",
            grade=Grade.RED,
            on_delay_s=2.0,
            settings={"needed": 2, "set_point": 28.0, "deadband": 1.0},
        )
        for i in range(0, len(config.points) // 30 * 30, 30)
    ]
    return replace(config, rules=rules)


def _values(rng: np.random.Generator, points: int) -> np.ndarray:
    hot = rng.random(points) < HOT
    return np.where(hot, 20 + rng.normal(0, 8, points), 20 + rng.normal(0, 0.5, points)).round(1)


def _works(points: int, batch: int) -> list[list[Work]]:
    """Rounds of batches: every point once per round."""
    rng = np.random.default_rng(1)
    rounds = []
    for r in range(ROUNDS):
        values, at = _values(rng, points), START_MS + r * STEP_MS
        starts = range(0, points, batch)
        rounds.append([_work(np.arange(a, min(a + batch, points), dtype=np.int32), values, at) for a in starts])
    return rounds


def _work(rows: np.ndarray, values: np.ndarray, at: int) -> Work:
    count = len(rows)
    cuts = np.array([0, count], np.int64)
    return Work(np.array([at]), cuts, rows, np.full(count, at), values[rows], np.zeros(count, np.uint8))


def _per_s(table: Table, kernel: Kernel, batch: int) -> float:
    """Median over the rounds, the first two (compiling, cold caches) left out."""
    state = State.empty(table)
    speeds = []
    for works in _works(len(table), batch):
        began = time.perf_counter()
        for work in works:
            evaluate(kernel, table, state, work)
        speeds.append(len(table) / (time.perf_counter() - began))
    return float(np.median(speeds[2:]))


def _reference_per_s() -> float:
    oracle = Reference(county(PEER_POINTS))
    rng = np.random.default_rng(1)
    speeds = []
    for r in range(ROUNDS):
        at = START_MS + r * STEP_MS
        readings = _readings(_values(rng, PEER_POINTS), at)
        began = time.perf_counter()
        oracle.entry(r + 1, at, readings)
        speeds.append(PEER_POINTS / (time.perf_counter() - began))
    return float(np.median(speeds[2:]))


def _readings(values: np.ndarray, at: int) -> Sequence[tuple[int, int, float, int]]:
    return [(i, at, x, 0) for i, x in enumerate(values.tolist())]
