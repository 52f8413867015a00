"""The fused loop in plain numpy: readings of one point are split into waves, one reading per point and wave.

The fallback where numba cannot be loaded. Same edges in the same order as ``compiled.py``.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from anlan.alarms.kernel import Work, join
from anlan.alarms.layout import (
    ACTIVE,
    EDGE,
    FAULT,
    GATEWAY,
    IS_BLIND,
    IS_BUSY,
    IS_FAST,
    IS_FAULTY,
    IS_OFFLINE,
    IS_STUCK,
    NEVER,
    NORMAL,
    OFFLINE,
    RATE,
    SLOTS,
    STUCK,
    WAIT_OFF,
    WAIT_ON,
    Rows,
)
from anlan.alarms.split import split
from anlan.alarms.state import State
from anlan.alarms.table import Table
from anlan.alarms.timing import (
    ALL_ROWS,
    BACKFILL_MS,
    DUE,
    FAULTS,
    LAG_LEARN_MS,
    LATE,
    LOG,
    MAX_GAP_MS,
    OUTAGE,
    TICK,
    TICK_MS,
    UNTRUSTED,
)
from anlan.domain.quality import UNTRUSTED_STAMPS, Quality

Ints = npt.NDArray[np.int64]
Where = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# Place of each code within one reading (or one row of a tick): gateway, offline, fault, rate, stuck, limits.
_ORDER = np.zeros(9, np.int64)
_ORDER[[GATEWAY, OFFLINE, FAULT, RATE, STUCK]] = [0, 1, 2, 3, 4]
_ORDER[:SLOTS] = np.arange(5, 5 + SLOTS)
_SPAN = 16


class WaveKernel:
    """Evaluates whole batches at once."""

    name = "numpy"

    def run(self, table: Table, state: State, work: Work) -> Rows:
        """EDGE records in the order of the log."""
        found: list[Rows] = []
        state.clock[DUE] = ALL_ROWS  # this kernel keeps no account of it
        for entry, logged in enumerate(work.logged.tolist()):
            tick_due = _advance(state.clock, logged)
            now = _Pass(table, state, entry, int(state.clock[LOG]), int(state.clock[LOG] - state.clock[OUTAGE]))
            if tick_due:
                now.tick()
                state.clock[TICK] = now.log // TICK_MS
                found += now.take_tick()
            here = slice(int(work.cuts[entry]), int(work.cuts[entry + 1]))
            if here.stop > here.start:
                now.readings(work.rows[here], work.ts[here], work.values[here], work.qualities[here])
                found += now.take_readings(here.start)
        return join(found)


def _advance(clock: Ints, logged: int) -> bool:
    gap = logged - int(clock[LOG])
    if gap > 0:
        clock[LOG] = logged
        if gap > MAX_GAP_MS:
            clock[OUTAGE] += gap - TICK_MS
    return bool(clock[LOG] // TICK_MS != clock[TICK])


@dataclass(slots=True)
class _Pass:
    """One log entry at one log time."""

    table: Table
    state: State
    entry: int
    log: int
    run: int
    edges: list[Rows] = field(default_factory=list)

    def take_tick(self) -> list[Rows]:
        """What passing time decided, in order."""
        edges = self._take()
        edges["key"] = -1
        return [edges] if len(edges) else []

    def take_readings(self, start: int) -> list[Rows]:
        """What the readings decided, in order; ``start`` is the position of the entry's first reading."""
        edges = self._take()
        edges["key"] = start + edges["key"] // _SPAN
        return [edges] if len(edges) else []

    def _take(self) -> Rows:
        edges = join(self.edges)
        self.edges = []
        return edges[np.argsort(edges["key"], kind="stable")]

    # --- readings ----------------------------------------------------------------------------------

    def readings(self, rows: npt.NDArray[np.int32], ts: Ints, values: Floats, qualities: npt.NDArray[np.uint8]) -> None:
        """A batch of readings, any number per point."""
        trusted = ~np.isin(qualities, [int(q) for q in UNTRUSTED_STAMPS])
        self.state.counts[UNTRUSTED] += int((~trusted).sum())
        order = np.flatnonzero(trusted)
        order = order[np.argsort(rows[order], kind="stable")]
        waves = [wave[self._is_newer(rows[wave], ts[wave])] for wave in split(order, rows)]
        usable = np.sort(np.concatenate(waves)) if waves else order
        self.state.counts[LATE] += len(order) - len(usable)
        if not len(usable):
            return
        self._hear_gateways(rows[usable], usable)
        qualities = np.where((qualities == Quality.GOOD) & np.isnan(values), np.uint8(Quality.NOT_A_NUMBER), qualities)
        for wave in split(usable[np.argsort(rows[usable], kind="stable")], rows):
            self._wave(wave, rows[wave].astype(np.intp), ts[wave], values[wave], qualities[wave])

    def _is_newer(self, i: npt.NDArray[np.int32], t: Ints) -> Mask:
        newer: Mask = t > self.state.row["last_ms"][i]
        self.state.row["last_ms"][i[newer]] = t[newer]
        return newer

    def _hear_gateways(self, rows: npt.NDArray[np.int32], position: Where) -> None:
        state = self.state.gateway
        g, first = np.unique(self.table.row["gateway"][rows], return_index=True)
        seen = state["seen_ms"][g]
        back = (seen != NEVER) & (self.run - seen > self.table.gateway["patience_ms"][g])
        state["back_ms"][g[back]] = self.run
        state["seen_ms"][g] = self.run
        spoke = state["is_silent"][g] != 0
        again = g[spoke]
        state["is_silent"][again] = 0
        raised = state["raised_ms"][again]
        end = np.maximum(self.log, raised)
        place = position[first[spoke]]
        self._put(place, again, GATEWAY, 0, end, raised, np.nan, self._silent_s(again), end, state["point"][again])

    def _silent_s(self, g: Ints) -> Floats:
        seconds: Floats = self.table.gateway["silent_ms"][g] / 1000.0
        return seconds

    def _wave(self, p: Where, i: Where, t: Ints, x: Floats, quality: npt.NDArray[np.uint8]) -> None:
        """At most one reading per point: the usable ones."""
        row = self.state.row
        self._learn_lag(i, t)
        back = (row["flags"][i] & IS_OFFLINE) != 0
        if back.any():
            self._flag(p[back], i[back], OFFLINE, IS_OFFLINE, 0, np.full(int(back.sum()), self.log), np.nan)
        row["seen_ms"][i] = self.run
        self._faults(p, i, t, FAULTS[quality])
        over = (quality == Quality.OVER_RANGE) & (self.table.row["over_range_is_high"][i] != 0)
        good = quality == Quality.GOOD
        judged = good | over
        row["flags"][i] = np.where(judged, row["flags"][i] & (0xFF ^ IS_BLIND), row["flags"][i] | IS_BLIND)
        self._rates(p[good], i[good], t[good], x[good])
        self._stuck(p[good], i[good], t[good], x[good])
        row["good_value"][i[judged]] = np.where(over[judged], np.nan, x[judged])
        row["good_ms"][i[good]] = t[good]
        shown = np.where(over, np.nan, x)
        self._limits(p[judged], i[judged], t[judged], np.where(over, np.inf, x)[judged], shown[judged])

    def _learn_lag(self, i: Where, t: Ints) -> None:
        row = self.state.row
        lag, known, seen = self.log - t, row["lag_ms"][i], row["seen_ms"][i]
        passed = np.where(seen == NEVER, 0, np.minimum(self.run - seen, LAG_LEARN_MS) // 2)
        row["lag_ms"][i] = np.where(lag <= known, np.maximum(lag, 0), known + np.minimum(lag - known, passed))

    def _faults(self, p: Where, i: Where, t: Ints, is_fault: Mask) -> None:
        row = self.state.row
        starts = is_fault & (row["ill_ms"][i] == NEVER)
        row["ill_ms"][i[starts]] = t[starts]
        flagged = (row["flags"][i] & IS_FAULTY) != 0
        rise = is_fault & ~flagged & (t - row["ill_ms"][i] >= self.table.row["fault_ms"][i])
        fall = ~is_fault & flagged
        row["ill_ms"][i[~is_fault]] = NEVER
        self._flag(p[rise], i[rise], FAULT, IS_FAULTY, 1, t[rise], np.nan)
        self._flag(p[fall], i[fall], FAULT, IS_FAULTY, 0, t[fall], np.nan)

    def _rates(self, p: Where, i: Where, t: Ints, x: Floats) -> None:
        row = self.state.row
        previous = row["good_value"][i]
        with np.errstate(invalid="ignore"):
            fast = np.abs(x - previous) * 1000.0 > self.table.row["rate_per_s"][i] * (t - row["good_ms"][i])
        was = (row["flags"][i] & IS_FAST) != 0
        known = ~np.isnan(previous)
        for kind, hit in ((1, known & fast & ~was), (0, known & ~fast & was)):
            self._flag(p[hit], i[hit], RATE, IS_FAST, kind, t[hit], x[hit])

    def _stuck(self, p: Where, i: Where, t: Ints, x: Floats) -> None:
        row = self.state.row
        moved = x != row["still_value"][i]
        flagged = (row["flags"][i] & IS_STUCK) != 0
        row["still_value"][i[moved]] = x[moved]
        row["still_ms"][i[moved]] = t[moved]
        rise = ~moved & ~flagged & (t - row["still_ms"][i] >= self.table.row["stuck_ms"][i])
        fall = moved & flagged
        self._flag(p[rise], i[rise], STUCK, IS_STUCK, 1, t[rise], x[rise])
        self._flag(p[fall], i[fall], STUCK, IS_STUCK, 0, t[fall], x[fall])

    def _limits(self, p: Where, i: Where, t: Ints, x: Floats, shown: Floats) -> None:
        config, row = self.table.row, self.state.row
        quiet = (config["quiet_low"][i] < x) & (x < config["quiet_high"][i]) & ((row["flags"][i] & IS_BUSY) == 0)
        hot = np.flatnonzero(~quiet)
        if not len(hot):
            return
        p, i, t, x, shown = p[hot], i[hot], t[hot], x[hot], shown[hot]
        rise, fall = self._step(i, t, x)
        for r in range(SLOTS):
            for kind, hit in ((1, rise[:, r]), (0, fall[:, r])):
                self._slot(p[hit], i[hit], r, kind, t[hit], shown[hit])

    def _step(self, i: Where, t: Ints, x: Floats) -> tuple[Mask, Mask]:
        slot, now = self.table.slot[i], self.state.slot[i]
        exists = slot["direction"] != 0
        with np.errstate(invalid="ignore"):
            distance = slot["direction"] * (x[:, None] - slot["set_point"])
        beyond = exists & ((distance > 0) | ((distance == 0) & (slot["strict"] == 0)))
        safe = exists & (distance < -slot["deadband"])
        state, waited = now["state"], t[:, None] - now["since_ms"]
        normal, wait_on, active, wait_off = (state == s for s in (NORMAL, WAIT_ON, ACTIVE, WAIT_OFF))
        rise = (normal & beyond & (slot["on_ms"] <= 0)) | (wait_on & beyond & (waited >= slot["on_ms"]))
        fall = (active & safe & (slot["off_ms"] <= 0)) | (wait_off & safe & (waited >= slot["off_ms"]))
        start_on = normal & beyond & ~rise
        start_off = active & safe & ~fall
        after = state.copy()
        after[rise | (wait_off & ~safe)] = ACTIVE
        after[fall | (wait_on & ~beyond)] = NORMAL
        after[start_on] = WAIT_ON
        after[start_off] = WAIT_OFF
        since = np.where(start_on | start_off, t[:, None], now["since_ms"])
        worst = np.where(
            slot["direction"] > 0, np.maximum(now["peak"], x[:, None]), np.minimum(now["peak"], x[:, None])
        )
        peak = np.where(normal, x[:, None], worst)
        self.state.slot["peak"][i] = np.where(after != NORMAL, peak, now["peak"])
        self._store(i, after, since)
        return rise, fall

    def _store(self, i: Where, after: npt.NDArray[np.int8], since: Ints) -> None:
        self.state.slot["state"][i] = after
        self.state.slot["since_ms"][i] = since
        busy = (after != NORMAL).any(axis=1)
        flags = self.state.row["flags"][i]
        self.state.row["flags"][i] = np.where(busy, flags | IS_BUSY, flags & (0xFF ^ IS_BUSY))

    # --- time --------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Silence and delays, judged by the time that has passed in the log."""
        self._silent_gateways()
        row, gateway = self.state.row, self.state.gateway
        i = np.flatnonzero(row["seen_ms"] != NEVER)
        g = self.table.row["gateway"][i]
        base = np.maximum(row["seen_ms"][i], gateway["back_ms"][g])
        flagged = (row["flags"][i] & IS_OFFLINE) != 0
        gone = i[~flagged & (gateway["seen_ms"][g] - base > self.table.row["offline_ms"][i])]
        self._flag(self._rank(gone), gone, OFFLINE, IS_OFFLINE, 1, np.full(len(gone), self.log), np.nan)
        heard = i[((row["flags"][i] & IS_OFFLINE) == 0) & (gateway["is_silent"][g] == 0)]
        now = row["last_ms"][heard] + self.run - row["seen_ms"][heard]
        self._tick_faults(heard, now)
        waiting = (row["flags"][heard] & (IS_BUSY | IS_BLIND)) == IS_BUSY
        self._tick_delays(heard[waiting], now[waiting])

    def _rank(self, i: Where) -> Where:
        return i + len(self.table.gateway)

    def _silent_gateways(self) -> None:
        state, config = self.state.gateway, self.table.gateway
        silent = (state["seen_ms"] != NEVER) & (state["is_silent"] == 0)
        g = np.flatnonzero(silent & (self.run - state["seen_ms"] > config["silent_ms"]))
        state["is_silent"][g] = 1
        state["point"][g] = config["point"][g]
        start = np.maximum(self.log, state["raised_ms"][g] + 1)
        state["raised_ms"][g] = start
        self._put(g, g, GATEWAY, 1, start, start, np.nan, self._silent_s(g), start, config["point"][g])

    def _tick_faults(self, i: Where, now: Ints) -> None:
        row, after = self.state.row, self.table.row["fault_ms"]
        ill = (row["ill_ms"][i] != NEVER) & ((row["flags"][i] & IS_FAULTY) == 0)
        hit = i[ill & (now - row["ill_ms"][i] >= after[i])]
        self._flag(self._rank(hit), hit, FAULT, IS_FAULTY, 1, row["ill_ms"][hit] + after[hit], np.nan)

    def _tick_delays(self, i: Where, now: Ints) -> None:
        if not len(i):
            return
        slot, mine = self.table.slot[i], self.state.slot[i]
        waited = now[:, None] - mine["since_ms"]
        rise = (mine["state"] == WAIT_ON) & (waited >= slot["on_ms"])
        fall = (mine["state"] == WAIT_OFF) & (waited >= slot["off_ms"])
        after = mine["state"].copy()
        after[rise] = ACTIVE
        after[fall] = NORMAL
        self._store(i, after, mine["since_ms"])
        value = self.state.row["good_value"][i]
        for r in range(SLOTS):
            for kind, hit, delay in ((1, rise[:, r], "on_ms"), (0, fall[:, r], "off_ms")):
                at = mine["since_ms"][hit, r] + slot[delay][hit, r]
                self._slot(self._rank(i[hit]), i[hit], r, kind, at, value[hit])

    # --- edges -------------------------------------------------------------------------------------

    def _slot(self, p: Where, i: Where, r: int, kind: int, at: Ints, value: Floats) -> None:
        self._edge(p, i, r, kind, at, value, self.table.slot["set_point"][i, r], self.state.slot["peak"][i, r])

    def _flag(self, p: Where, i: Where, code: int, flag: int, kind: int, at: Ints, value: Floats | float) -> None:
        """Raise or clear a rule of the whole point."""
        if not len(i):
            return
        flags = self.state.row["flags"]
        flags[i] = flags[i] | flag if kind else flags[i] & (0xFF ^ flag)
        config = self.table.row
        if code == RATE:
            set_point = config["rate_per_s"][i]
        else:
            name = {STUCK: "stuck_ms", OFFLINE: "offline_ms", FAULT: "fault_ms"}[code]
            set_point = config[name][i] / 1000.0
        self._edge(p, i, code, kind, at, value, set_point)

    def _edge(
        self,
        p: Where,
        i: Where,
        code: int,
        kind: int,
        at: Ints,
        value: Floats | float,
        set_point: Floats,
        peak: Floats | float = np.nan,
    ) -> None:
        if not len(i):
            return
        raised = self.state.raised
        if kind:
            raised[i, code] = np.maximum(at, raised[i, code] + 1)
            when = raised[i, code]
        else:
            when = np.maximum(at, raised[i, code])
        # Silence is judged by the log's own time, which is never late.
        lag = when if code == OFFLINE else when + self.state.row["lag_ms"][i]
        self._put(p, i, code, kind, when, raised[i, code], value, set_point, lag, peak=peak)

    def _put(
        self,
        p: Where,
        row: Where,
        code: int,
        kind: int,
        at: Ints,
        raised: Ints,
        value: Floats | float,
        set_point: Floats,
        expected: Ints,
        point: Ints | int = 0,
        peak: Floats | float = np.nan,
    ) -> None:
        if not len(row):
            return
        edges = np.zeros(len(row), EDGE)
        edges["entry"], edges["row"], edges["code"], edges["kind"] = self.entry, row, code, kind
        edges["point"], edges["peak"] = point, peak
        edges["at_ms"], edges["raised_ms"], edges["value"], edges["set_point"] = at, raised, value, set_point
        edges["is_late"] = (self.log - expected > BACKFILL_MS) if code != GATEWAY else 0
        edges["key"] = p * _SPAN + _ORDER[code]
        self.edges.append(edges)
