"""Routes over a county's roads: 100,000 pieces, from forty teams to a place, around a closed area; goal 300 ms.

No database and no socket: what is measured is the search itself, with the answer's lines.
"""

import time

import numpy as np

from anlan.domain.geodesy import Position
from anlan.records.roads.graph import Road, graph_of
from anlan.records.roads.way import Roads
from bench.results import figure

#: Streets each way: 2 × 224 × 223 = 99,904 pieces.
STREETS = 224
WEST, SOUTH, STEP_DEG = 120.2, 27.5, 0.003
TEAMS, ROUNDS = 40, 20
SPEEDS_KM_H = (80, 60, 40, 30, 30, 20, 15, 10)


def run() -> list[dict[str, object]]:
    """Rows of results."""
    rng = np.random.default_rng(1)
    began = time.perf_counter()
    graph = graph_of(_town(rng))
    built_s = time.perf_counter() - began
    began = time.perf_counter()
    roads = Roads(graph)
    ready_s = time.perf_counter() - began
    one, teams = [], []
    for _ in range(ROUNDS):
        goal, *starts = [_place(rng) for _ in range(TEAMS + 1)]
        one.append(_took_ms(roads, starts[:1], goal))
        teams.append(_took_ms(roads, starts, goal))
    size = f"{len(graph.node_a)} pieces, {graph.node_count} junctions"
    return [
        figure("routes: import, lines to graph", built_s, "s", higher_is_better=False, note=size),
        figure("routes: first question after a start", ready_s, "s", higher_is_better=False, note=size),
        figure("routes: one way, p95", _p95(one), "ms", goal=300, higher_is_better=False, note=size),
        figure(
            f"routes: {TEAMS} teams to one place, p95", _p95(teams), "ms", goal=300, higher_is_better=False, note=size
        ),
    ]


def _took_ms(roads: Roads, starts: list[Position], goal: Position) -> float:
    lon, lat = goal[0] + 0.02, goal[1]
    closed = [(lon - 0.01, lat - 0.01), (lon + 0.01, lat - 0.01), (lon + 0.01, lat + 0.01), (lon - 0.01, lat + 0.01)]
    began = time.perf_counter()
    found = roads.quickest(starts, goal, SPEEDS_KM_H, [closed], most=5)
    took_ms = (time.perf_counter() - began) * 1000
    assert len(found) == min(5, len(starts))
    assert all(way.distance_m > 0 for _, way in found)
    return took_ms


def _town(rng: np.random.Generator) -> list[Road]:
    """Streets and avenues; every eighth is fast."""
    shift = rng.normal(0, STEP_DEG / 8, (STREETS, STREETS, 2))
    at = [
        [(WEST + x * STEP_DEG + shift[x, y, 0], SOUTH + y * STEP_DEG + shift[x, y, 1]) for y in range(STREETS)]
        for x in range(STREETS)
    ]
    found = []
    for n in range(STREETS):
        kind = 2 if n % 8 == 0 else int(rng.integers(3, 7))
        found += [Road(at[n], kind, 0), Road([at[x][n] for x in range(STREETS)], kind, 0)]
    return found


def _place(rng: np.random.Generator) -> Position:
    lon, lat = rng.uniform(0.05, 0.95, 2) * STREETS * STEP_DEG
    return WEST + float(lon), SOUTH + float(lat)


def _p95(took_ms: list[float]) -> float:
    return float(np.percentile(took_ms, 95))
