"""History: bytes per reading, chart queries while ingesting, insert rate, bulk read.

The data: sensors of 0.1 steps every 5 s, stamps jittered by ±80 ms, values a random walk of −1, 0, +1 steps.
Everything runs in the store's own process, as in production; the time of the bus (about 1 ms) is not in it.
"""

import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from anlan.bus.messages import SeriesQuery, to_json
from anlan.bus.readings import Readings
from anlan.history.answers import Answers
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.sqlstore import SqlStore
from anlan.history.stores.chdb.engine import ChdbEngine
from bench.results import figure

DAY_MS = 86_400_000
STEP_MS = 5_000
SENSORS, DAYS = 20, 30
#: Rows of one insert a second beside the queries: the platform's goal of 130,000 readings/s.
LIVE_ROWS = 130_000


def made(first_ms: int, rounds: int, sensors: int, rng: np.random.Generator) -> Readings:
    """``rounds`` readings of each sensor, in order of time."""
    ts_ms = first_ms + np.arange(rounds)[:, None] * STEP_MS + rng.integers(-80, 81, (rounds, sensors))
    steps = 200 + np.cumsum(rng.integers(-1, 2, (rounds, sensors)), axis=0)
    point = np.tile(np.arange(1, sensors + 1, dtype=np.int32), rounds)
    n = rounds * sensors
    return Readings(point, ts_ms.ravel().astype(np.int64), steps.ravel() / 10.0, np.zeros(n, np.uint8))


class Bench:
    """A filled store."""

    def __init__(self, folder: Path) -> None:
        self.now_ms = time.time_ns() // 1_000_000
        self.config = HistorySettings()
        self.store = SqlStore(ChdbEngine(folder), self.config, self.now_ms)
        self.store.warm_up()
        self.scaler, self.rng = Scaler(), np.random.default_rng(1)
        self.insert_s = 0.0
        self.rows = 0

    def fill(self) -> None:
        """30 days, a day's readings in inserts of 100,000."""
        first = self.now_ms - DAYS * DAY_MS
        for day in range(DAYS):
            whole = made(first + day * DAY_MS, DAY_MS // STEP_MS, SENSORS, self.rng)
            for start in range(0, len(whole), 100_000):
                self.insert(whole.take(np.arange(start, min(start + 100_000, len(whole)))))

    def insert(self, batch: Readings) -> float:
        """Scale and insert; seconds."""
        began = time.perf_counter()
        self.store.insert(self.scaler.scale(batch), self.now_ms)
        took = time.perf_counter() - began
        self.insert_s += took
        self.rows += len(batch)
        return took


def run() -> list[dict[str, Any]]:
    """All figures of the history store."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            bench.fill()
            rate = bench.rows / bench.insert_s
            began = time.perf_counter()
            bench.store.roll_up(bench.now_ms)
            roll_up_rate = bench.rows / (time.perf_counter() - began)
            rows = [
                figure("history_insert", rate, "readings/s", higher_is_better=True, note="durable, 100,000 a time"),
                figure("history_roll_up", roll_up_rate, "readings/s", note="minutes and hours"),
                *chart_query_p95(bench),
                bulk_read(bench),
                *bytes_per_reading(bench),
            ]
        finally:
            bench.store.close()
    return rows


def bytes_per_reading(bench: Bench) -> list[dict[str, Any]]:
    """Disk after merging, as the store is some minutes after the last insert."""
    for table in ("raw", "minute", "hour"):
        bench.store.engine.execute(f"OPTIMIZE TABLE anlan.{table} FINAL")
    facts = bench.store.facts()
    roll_ups = float(facts["roll_up_bytes"]) / float(facts["raw_rows"])
    raw = (float(facts["disk_bytes"]) - float(facts["roll_up_bytes"])) / float(facts["raw_rows"])
    return [
        figure(
            "history_bytes_per_reading", raw, "B", goal=2.6, higher_is_better=False, note="0.1 steps, ±80 ms jitter"
        ),
        figure("history_bytes_with_roll_ups", raw + roll_ups, "B", goal=2.6, higher_is_better=False),
    ]


def chart_query_p95(bench: Bench, queries: int = 100) -> list[dict[str, Any]]:
    """One sensor, 30 days, 1,000 px, while 130,000 readings a second are inserted."""
    answers = Answers(bench.store, Pending(), Newest(), bench.config, lambda: bench.now_ms)
    stop, inserts = threading.Event(), []
    point, rounds = 100_000, 0

    def ingest() -> None:
        nonlocal rounds
        while not stop.is_set():
            rounds += 1
            batch = made(bench.now_ms + rounds * 1000, 1, LIVE_ROWS, bench.rng)
            batch.point += point
            stop.wait(max(0.0, 1.0 - bench.insert(batch)))
            inserts.append(bench.insert_s)

    thread = threading.Thread(target=ingest)
    thread.start()
    times_ms, size = [], 0
    for number in range(queries):
        sensor = 1 + number % SENSORS
        began = time.perf_counter()
        query = SeriesQuery(points=[sensor], from_ms=bench.now_ms - DAYS * DAY_MS, to_ms=bench.now_ms)
        reply = answers.answer(query)
        size = len(to_json(reply))
        times_ms.append((time.perf_counter() - began) * 1000)
        assert 900 < len(reply.series[0].ts_ms) <= 1000
        time.sleep(0.03)
    stop.set()
    thread.join()
    p50, p95 = np.percentile(times_ms, [50, 95])
    note = f"beside {rounds} inserts of {LIVE_ROWS:,}; p50 {p50:.1f} ms; {size // 1000} kB of JSON"
    return [figure("history_chart_30d_p95", float(p95), "ms", goal=100, higher_is_better=False, note=note)]


def bulk_read(bench: Bench) -> dict[str, Any]:
    """All readings of all sensors, page by page, as a back-test reads them."""
    began, rows = time.perf_counter(), 0
    start, end = bench.now_ms - DAYS * DAY_MS, bench.now_ms - 25 * DAY_MS
    while True:
        page, is_truncated = bench.store.raw([], start, end, 300_000)
        rows += len(page)
        if not is_truncated:
            break
        start = int(page.ts_ms[-1]) + 1
    return figure("history_bulk_read", rows / (time.perf_counter() - began), "readings/s", note="five days, in order")
