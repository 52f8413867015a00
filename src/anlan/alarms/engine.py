"""One partition's alarm state as a pure function of its log.

Given the same entries in the same order, however they are grouped into calls and however often the process
dies in between, the same transitions come out with the same ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isinf

import numpy as np

from anlan.alarms import table as tables
from anlan.alarms.kernel import Kernel, Work, best_kernel, evaluate
from anlan.alarms.layout import GATEWAY, PLUGIN, SLOTS, Rows
from anlan.alarms.state import Dropped, State, carry_over
from anlan.alarms.table import Table
from anlan.alarms.timing import LOG, READINGS, STEP_BACK_MS, TRANSITIONS, UNKNOWN
from anlan.bus.messages import AlarmBatch, AlarmTransition
from anlan.bus.readings import Readings, concat
from anlan.domain.grades import Grade


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One message of the readings stream.

    ``adopt`` is the table that a configuration marker names; it takes effect before the entry's readings.
    """

    seq: int
    logged_at_ms: int
    readings: Readings
    adopt: Table | None = None


class Engine:
    """State of one partition and its place in the log."""

    def __init__(
        self,
        partition: int,
        table: Table = tables.EMPTY,
        state: State | None = None,
        seq: int = 0,
        epoch: int = 0,
        kernel: Kernel | None = None,
    ) -> None:
        self.partition = partition
        self.table = table
        self.state = state or State.empty(table)
        self.seq = seq
        self.epoch = epoch  # 0 for the first log; another number when the log was replaced by a new one
        self.kernel = kernel or best_kernel()

    @property
    def log_ms(self) -> int:
        """The engine's clock: log time of the newest entry."""
        return int(self.state.clock[LOG])

    def apply(self, entries: Sequence[LogEntry]) -> list[AlarmBatch]:
        """Evaluate entries in order; one batch for every entry that caused a transition."""
        batches: list[AlarmBatch] = []
        start, newest_ms = 0, self.log_ms
        for i, entry in enumerate(entries):
            if entry.logged_at_ms < newest_ms - STEP_BACK_MS:
                batches += self._evaluate(entries[start:i])
                self.state.step_back(entry.logged_at_ms)
                start, newest_ms = i, entry.logged_at_ms
            newest_ms = max(newest_ms, entry.logged_at_ms)
            if entry.adopt is not None:
                batches += self._evaluate(entries[start:i])
                batches += self._adopt(entry, entry.adopt)
                start = i + 1
        return batches + self._evaluate(entries[start:])

    def _adopt(self, entry: LogEntry, table: Table) -> list[AlarmBatch]:
        """Time passes under the old rules, then the new ones take over, then the entry's readings are judged."""
        time_only = LogEntry(entry.seq, entry.logged_at_ms, Readings.empty())
        transitions = [t for _, found in self._run([time_only]) for t in found]
        if table.key != self.table.key:
            transitions += self._take_over(entry.seq, table, len(transitions))
        if len(entry.readings):
            rest = LogEntry(entry.seq, entry.logged_at_ms, entry.readings)
            transitions += [t for _, found in self._run([rest], len(transitions)) for t in found]
        return self._batches([(entry.seq, transitions)], entry.seq)

    def _take_over(self, seq: int, table: Table, first: int) -> list[AlarmTransition]:
        """Replace the rules; what stood and has no rule any more is cleared."""
        old = self.table
        self.state, dropped = carry_over(old, self.state, table)
        self.table = table
        dropped.sort(key=lambda d: (d.point, d.code))
        return [self._cleared(seq, first + n, old, drop) for n, drop in enumerate(dropped)]

    def _evaluate(self, entries: Sequence[LogEntry]) -> list[AlarmBatch]:
        if not entries:
            return []
        return self._batches(self._run(entries), entries[-1].seq)

    def _batches(self, found: list[tuple[int, list[AlarmTransition]]], seq: int) -> list[AlarmBatch]:
        self.seq = seq
        self.state.counts[TRANSITIONS] += sum(len(transitions) for _, transitions in found)
        return [
            AlarmBatch(partition=self.partition, source_seq=source, transitions=transitions)
            for source, transitions in found
            if transitions
        ]

    def _run(self, entries: Sequence[LogEntry], first: int = 0) -> list[tuple[int, list[AlarmTransition]]]:
        """(seq, transitions) of every entry that caused any; numbering starts at ``first``."""
        work = self._work(entries)
        edges = evaluate(self.kernel, self.table, self.state, work)
        if not len(edges):
            return []
        cuts = np.searchsorted(edges["entry"], np.arange(len(entries) + 1)).tolist()
        return [
            (entry.seq, self._transitions(entry.seq, int(work.logged[k]), edges[cuts[k] : cuts[k + 1]], first))
            for k, entry in enumerate(entries)
            if cuts[k + 1] > cuts[k]
        ]

    def _work(self, entries: Sequence[LogEntry]) -> Work:
        batch = concat([e.readings for e in entries])
        rows = self.table.rows_of(batch.point)
        sizes = np.array([len(e.readings) for e in entries], np.int64)
        self.state.counts[READINGS] += len(batch)
        known = rows >= 0
        if not known.all():
            self.state.counts[UNKNOWN] += int((~known).sum())
            owner = np.repeat(np.arange(len(entries)), sizes)[known]
            sizes = np.bincount(owner, minlength=len(entries)).astype(np.int64)
            batch, rows = batch.take(known), rows[known]
        cuts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        # Between entries the log's clock never runs backwards; a step of the server's was dealt with before (apply).
        logged = np.maximum.accumulate(np.array([self.log_ms, *(e.logged_at_ms for e in entries)], np.int64))[1:]
        return Work(logged, cuts, rows, batch.ts_ms, batch.value, batch.quality)

    # --- edges → messages ----------------------------------------------------------------------------

    def _transitions(self, seq: int, logged: int, edges: Rows, first: int) -> list[AlarmTransition]:
        return [self._transition(seq, first + n, logged, edge) for n, edge in enumerate(edges.tolist())]

    def _transition(self, seq: int, index: int, logged: int, edge: tuple[float, ...]) -> AlarmTransition:
        _, row, at_point, code, kind, is_late, at, raised, value, set_point, peak, _ = edge
        point, rule, label, grade = self._identity(int(row), int(code), int(at_point))
        return AlarmTransition(
            id=self._id(seq, index),
            alarm_id=f"{point}.{rule}.{label}.{int(raised)}",
            kind="raised" if kind else "cleared",
            point_id=point,
            rule=rule,
            label=label,
            grade=grade,
            at_ms=int(at),
            logged_at_ms=logged,
            value=value if value == value else None,
            set_point=set_point,
            config_version=self.table.version,
            is_late=bool(is_late),
            peak=peak if isfinite(peak) else None,
            is_over_range=isinf(peak),
        )

    def _identity(self, row: int, code: int, point: int) -> tuple[int, str, str, Grade]:
        """Point, rule, label and grade of an edge. ``point`` is the edge's own, where it has one."""
        rule, label, grade = self.table.identity(row, code)
        return point if code in (GATEWAY, PLUGIN) else int(self.table.point_id[row]), rule, label, grade

    def _cleared(self, seq: int, index: int, old: Table, drop: Dropped) -> AlarmTransition:
        """The end of a condition whose rule was removed."""
        rule, label, grade = old.identity(drop.row, drop.code)
        set_point = float(old.slot["set_point"][drop.row, drop.code]) if drop.code < SLOTS else None
        return AlarmTransition(
            id=self._id(seq, index),
            alarm_id=f"{drop.point}.{rule}.{label}.{drop.raised_ms}",
            kind="cleared",
            point_id=drop.point,
            rule=rule,
            label=label,
            grade=grade,
            at_ms=max(self.log_ms, drop.raised_ms),
            logged_at_ms=self.log_ms,
            set_point=set_point,
            config_version=self.table.version,
            peak=drop.peak if isfinite(drop.peak) else None,
            is_over_range=isinf(drop.peak),
            is_withdrawn=True,
        )

    def _id(self, seq: int, index: int) -> str:
        return f"{log_name(self.partition, self.epoch)}-{seq}-{index}"


def log_name(partition: int, epoch: int) -> str:
    """What stands before the sequence number in every id: the partition, and the log's epoch when it was replaced."""
    return f"{partition}.{epoch}" if epoch else f"{partition}"
