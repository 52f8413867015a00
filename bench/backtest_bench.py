"""Back-test: 1,000 sensors, 30 days, one reading a minute, all rules, from files; and beside `vmalert -replay`.

The main figure is what `anlan backtest FILE…` does after it has started: read 30 Parquet files of a day each, judge
43.2 million readings with four limits, rate, stuck and offline, and make the report. The peer gets the same readings of
fewer days and two limits (one with a delay), and must find the same transitions at the same minutes; both are given
as readings a second.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.alarms.backtest import Backtest
from anlan.alarms.recordings import read_files
from anlan.bus.history_client import BULK_ROWS
from anlan.bus.messages import ConfigSnapshot, LimitConfig, PointConfig
from anlan.bus.readings import Readings
from anlan.domain.grades import Grade
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.sqlstore import SqlStore
from anlan.history.stores.chdb.engine import ChdbEngine
from bench import vmalert_peer
from bench.county import LIMITS
from bench.results import figure

SENSORS, MINUTES = 1_000, 1_440
DAYS = int(os.environ.get("BENCH_DAYS", "30"))
#: Days that the peer gets, and days that are read from the history store.
SHARE_DAYS = min(3, DAYS)
MINUTE_MS, DAY_MS = 60_000, 86_400_000
#: Between two steps of the values, so that "at the limit" is no question.
PEER_LIMITS = {"H": (28.05, 0), "HH": (56.05, 2)}


def day(number: int, first_ms: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Stamps (1440) and values (1440, sensors) of one day: calm around 12, now and then minutes above a limit."""
    rng = np.random.default_rng(number)
    ts_ms = first_ms + number * DAY_MS + np.arange(MINUTES, dtype=np.int64) * MINUTE_MS
    values = 12.0 + rng.normal(0, 1.5, (MINUTES, SENSORS))
    for sensor in range(SENSORS):
        for start in rng.integers(0, MINUTES - 30, rng.poisson(0.5)):
            values[start : start + rng.integers(1, 30), sensor] += rng.choice([15.0, 18.0, 45.0, 60.0])
    return ts_ms, values.round(1)


def readings(ts_ms: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> Readings:
    """Columns in the order of time, points from 1."""
    n = values.size
    point = np.tile(np.arange(1, SENSORS + 1, dtype=np.int32), len(ts_ms))
    return Readings(point, np.repeat(ts_ms, SENSORS), values.ravel(), np.zeros(n, np.uint8))


def write(folder: Path, first_ms: int) -> list[Path]:
    """One Parquet file a day, as `anlan export` writes them."""
    paths = []
    for number in range(DAYS):
        batch = readings(*day(number, first_ms))
        columns = {"ts_ms": batch.ts_ms, "point": batch.point, "value": batch.value, "quality": batch.quality}
        paths.append(folder / f"day-{number:02d}.parquet")
        pq.write_table(pa.table(columns), paths[-1], compression="zstd")
    return paths


def rules(limits: list[LimitConfig], **others: float) -> ConfigSnapshot:
    """The same limits for every sensor."""
    points = [
        PointConfig(id=n, gateway_id=1, address=f"s{n}", kind="nh3_concentration", unit="ppm", limits=limits, **others)  # type: ignore[arg-type]
        for n in range(1, SENSORS + 1)
    ]
    return ConfigSnapshot(version=1, published_at_ms=0, points=points)


def run() -> list[dict[str, Any]]:
    """All figures of the back-test."""
    first_ms = (time.time_ns() // 1_000_000 // DAY_MS - DAYS) * DAY_MS
    everything = rules(LIMITS, rate_limit_per_s=50, stuck_after_s=3600, offline_after_s=600)
    Backtest(everything).feed(readings(*day(0, first_ms)))  # compiled once per machine, as in the live process
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        paths = write(Path(folder), first_ms)
        began = time.perf_counter()
        whole = Backtest(everything)
        for page in read_files(paths, everything):
            whole.feed(page)
        report = whole.report()
        seconds = time.perf_counter() - began
        assert report.readings == SENSORS * MINUTES * DAYS
        note = f"{report.readings:,} readings, 7 rules, {report.raised:,} raised; judging alone {report.seconds:.1f} s"
        return [
            figure(
                f"back-test of {DAYS} days from files",
                seconds,
                "s",
                goal=30 * DAYS / 30,
                higher_is_better=False,
                note=note,
            ),
            _beside_peer(paths[:SHARE_DAYS], first_ms),
            _from_history(first_ms, everything),
        ]


def _beside_peer(paths: list[Path], first_ms: int) -> dict[str, Any]:
    limits = [
        LimitConfig(label=label, direction=1, set_point=above, grade=Grade.YELLOW, on_delay_s=60 * minutes, strict=True)
        for label, (above, minutes) in PEER_LIMITS.items()
    ]
    config = rules(limits)
    began = time.perf_counter()
    mine = Backtest(config)
    for page in read_files(paths, config):
        mine.feed(page)
    total = mine.report().readings
    rate = total / (time.perf_counter() - began)
    name = "back-test from files, two limits"
    if not vmalert_peer.is_installed():
        return figure(name, rate, "readings/s", peer="victoria-metrics is not installed: not compared")
    days = [day(number, first_ms) for number in range(SHARE_DAYS)]
    ts_ms, values = np.concatenate([d[0] for d in days]), np.concatenate([d[1] for d in days])
    seconds, cpu_s, theirs = vmalert_peer.replay(ts_ms, values, PEER_LIMITS)
    ours, instants = _without_instants(set(_transitions(mine)))
    differ = sorted(ours ^ theirs)
    assert not differ, f"{len(differ)} transitions differ, the first: {differ[:6]}"
    note = (
        f"{SHARE_DAYS} days; identical list of {len(ours):,} transitions, {instants} instants aside; "
        f"ours one core, the peer {cpu_s / seconds:.1f}; import into its store not counted"
    )
    return figure(name, rate, "readings/s", peer="vmalert -replay", peer_value=total / seconds, note=note)


Transitions = set[vmalert_peer.Transition]


def _without_instants(found: Transitions) -> tuple[Transitions, int]:
    """Without alarms that end at the very stamp at which their delay ends, and how many those are.

    A value that was beyond its limit from 10:00 and is back at 10:02 has lasted two minutes: ours says raised and
    cleared at 10:02. The peer asks for a value beyond the limit at 10:02 and says nothing. Both readings of "for two
    minutes" are in order; everything else must be equal.
    """
    raised = {(sensor, label, at) for sensor, label, kind, at in found if kind == 1}
    instants = {(sensor, label, at) for sensor, label, kind, at in found if kind == 0} & raised
    return {t for t in found if (t[0], t[1], t[3]) not in instants}, len(instants)


def _transitions(run: Backtest) -> Iterator[vmalert_peer.Transition]:
    labels = list(PEER_LIMITS)
    for edges in run._edges:
        columns = (edges["row"].tolist(), edges["code"].tolist(), edges["kind"].tolist(), edges["at_ms"].tolist())
        for row, code, kind, at_ms in zip(*columns, strict=True):
            yield int(run.table.point_id[row]) - 1, labels[code], int(kind == 1), at_ms


def _from_history(first_ms: int, config: ConfigSnapshot) -> dict[str, Any]:
    """Pages of the store as the history process makes them, judged; the bus between them is not in it."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        store, scaler = SqlStore(ChdbEngine(Path(folder)), HistorySettings(), time.time_ns() // 1_000_000), Scaler()
        try:
            for number in range(DAYS - SHARE_DAYS, DAYS):
                whole = readings(*day(number, first_ms))
                for start in range(0, len(whole), 100_000):
                    part = whole.take(np.arange(start, min(start + 100_000, len(whole))))
                    store.insert(scaler.scale(part), time.time_ns() // 1_000_000)
            began, run = time.perf_counter(), Backtest(config)
            for page in _pages(store, first_ms + DAYS * DAY_MS):
                run.feed(page)
            rate = run.report().readings / (time.perf_counter() - began)
        finally:
            store.close()
    all_s = SENSORS * MINUTES * 30 / rate
    note = f"{SHARE_DAYS} days of 1,000 sensors, 7 rules; 30 days at this rate: {all_s:.0f} s"
    return figure("back-test from history", rate, "readings/s", goal=SENSORS * MINUTES, note=note)


def _pages(store: SqlStore, end_ms: int) -> Iterator[Readings]:
    """As ``history_client.read`` gives them: the next page is read while the one before is judged."""
    with ThreadPoolExecutor(1) as reader:
        asked = reader.submit(store.raw, [], 0, end_ms, BULK_ROWS)
        while True:
            page, is_truncated = asked.result()
            if is_truncated:
                asked = reader.submit(store.raw, [], int(page.ts_ms[-1]) + 1, end_ms, BULK_ROWS)
            yield page
            if not is_truncated:
                return
