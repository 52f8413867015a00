"""What would these rules have done? Stored readings through the same loop that judges live ones.

The log is rebuilt from the stamps: one entry per second that has readings, and ticks between them as the live
process writes them. A silence of everything for longer than :data:`HOLE_MS` counts as the platform's own, as it
does live.
"""

from collections.abc import Iterable, Sequence
from time import perf_counter

import numpy as np
import numpy.typing as npt

from anlan.alarms.backtest_report import BacktestReport, Outcome, make_report, raises_of
from anlan.alarms.kernel import Kernel, Work, best_kernel, evaluate, join
from anlan.alarms.layout import Rows
from anlan.alarms.state import State
from anlan.alarms.table import Table, build
from anlan.alarms.timing import LATE, UNTRUSTED
from anlan.bus.messages import ConfigSnapshot
from anlan.bus.readings import Readings

#: Ticks between readings; below the loop's longest believable silence of the log.
TICK_EVERY_MS = 4_000
#: Everything silent for longer than this: after it the recording counts as interrupted.
HOLE_MS = 600_000

Ints = npt.NDArray[np.int64]


class Backtest:
    """One rule set over one recording. Feed pages in the order of time, then ask for the report."""

    def __init__(self, config: ConfigSnapshot, kernel: Kernel | None = None) -> None:
        self.config = config
        self.table: Table = build(config)
        self.state = State.empty(self.table)
        self._kernel = kernel or best_kernel()
        self._edges: list[Rows] = []
        self._logged: list[Ints] = []
        self._readings = 0
        self._unknown = 0
        self._first_ms: int | None = None
        self._last_ms = 0
        self._seconds = 0.0

    def feed(self, page: Readings) -> None:
        """Judge one page. Stamps that fall behind the page before are late, as they would have been live."""
        began = perf_counter()
        if len(page):
            self._feed(_sorted(page))
        self._seconds += perf_counter() - began

    def _feed(self, page: Readings) -> None:
        if self._first_ms is None:
            self._first_ms = int(page.ts_ms[0])
        self._readings += len(page)
        rows = self.table.rows_of(page.point)
        known = rows >= 0
        logged, sizes = _entries(page.ts_ms, known, self._last_ms)
        if not known.all():
            self._unknown += int((~known).sum())
            page, rows = page.take(known), rows[known]
        cuts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        work = Work(logged, cuts, rows, page.ts_ms, page.value, page.quality)
        edges = evaluate(self._kernel, self.table, self.state, work)
        if len(edges):
            self._edges.append(edges)
            self._logged.append(logged[edges["entry"]])
        self._last_ms = max(self._last_ms, int(logged[-1]))

    @property
    def raise_count(self) -> int:
        """How many conditions began so far."""
        return sum(int((edges["kind"] == 1).sum()) for edges in self._edges)

    def raises(self) -> list[tuple[int, int, int]]:
        """Point, beginning and end of every condition raised so far; one that stands ends with the recording."""
        return raises_of(self._outcome()) if self._edges else []

    def report(self) -> BacktestReport:
        """What was raised so far."""
        return make_report(self._outcome(), {p.id: p.name or p.address for p in self.config.points})

    def _outcome(self) -> Outcome:
        logged = np.concatenate(self._logged) if self._logged else np.zeros(0, np.int64)
        return Outcome(
            table=self.table,
            state=self.state,
            edges=join(self._edges),
            logged=logged,
            from_ms=self._first_ms or 0,
            to_ms=self._last_ms,
            readings=self._readings,
            unknown=self._unknown,
            late=int(self.state.counts[LATE]),
            untrusted=int(self.state.counts[UNTRUSTED]),
            seconds=self._seconds,
        )


def backtest(config: ConfigSnapshot, pages: Iterable[Readings], kernel: Kernel | None = None) -> BacktestReport:
    """One rule set over pages in the order of time."""
    return backtest_several([config], pages, kernel)[0]


def backtest_several(
    configs: Sequence[ConfigSnapshot], pages: Iterable[Readings], kernel: Kernel | None = None
) -> list[BacktestReport]:
    """Several rule sets over the same recording, read once."""
    kernel = kernel or best_kernel()
    runs = [Backtest(config, kernel) for config in configs]
    for page in pages:
        for run in runs:
            run.feed(page)
    return [run.report() for run in runs]


def _sorted(page: Readings) -> Readings:
    if (page.ts_ms[1:] >= page.ts_ms[:-1]).all():
        return page
    return page.take(np.argsort(page.ts_ms, kind="stable"))


def _entries(ts: Ints, known: npt.NDArray[np.bool_], before_ms: int) -> tuple[Ints, Ints]:
    """Log times and numbers of known readings: one entry per second, ticks in the silences between."""
    second = ts // 1000
    ends = np.flatnonzero(np.append(second[1:] != second[:-1], True))
    logged = np.maximum(ts[ends], before_ms)
    counts = np.diff(np.concatenate([[0], np.cumsum(known)[ends]])).astype(np.int64)
    previous = np.concatenate([[before_ms or logged[0]], logged[:-1]])
    ticks = np.clip(logged - previous - 1, 0, HOLE_MS) // TICK_EVERY_MS
    if not ticks.any():
        return logged, counts
    total = int(ticks.sum()) + len(logged)
    place = np.arange(len(logged)) + np.cumsum(ticks)
    owner = np.repeat(np.arange(len(logged)), ticks + 1)
    step = np.arange(total) - (place - ticks)[owner] + 1
    times = previous[owner] + step * TICK_EVERY_MS
    sizes = np.zeros(total, np.int64)
    times[place], sizes[place] = logged, counts
    return times, sizes
