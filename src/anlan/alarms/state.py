"""What the engine remembers, and how it survives a change of configuration."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import (
    ACTIVE,
    FAULT,
    GATEWAY,
    IS_BUSY,
    IS_FAST,
    IS_FAULTY,
    IS_OFFLINE,
    IS_STUCK,
    NEVER,
    NORMAL,
    OFF_MS,
    OFFLINE,
    PLUGIN,
    POINT_CODES,
    RATE,
    SLOT_STATE,
    SLOTS,
    STUCK,
    WAIT_OFF,
    Rows,
    new_gateways,
    new_rows,
)
from anlan.alarms.rule_host import dropped
from anlan.alarms.rule_state import RuleStates
from anlan.alarms.table import Table
from anlan.alarms.timing import ALL_ROWS, CLOCK_SIZE, COUNTERS, DUE, LOG, OUTAGE, TICK_MS

Ints = npt.NDArray[np.int64]

_FLAG_OF = {RATE: IS_FAST, STUCK: IS_STUCK, OFFLINE: IS_OFFLINE, FAULT: IS_FAULTY}


@dataclass(slots=True)
class State:
    """Arrays beside a :class:`Table` of n points and g gateways.

    clock: int64 (4), counts: int64 (5), see ``timing``. row: ROW_STATE (n). slot: SLOT_STATE (n, 4).
    raised: int64 (n, 8), when the condition of each edge code last began. gateway: GATEWAY_STATE (g).
    """

    clock: Ints
    counts: Ints
    row: Rows
    slot: Rows
    raised: Ints
    gateway: Rows
    due: Ints  # only the compiled loop's own account; not part of a snapshot
    rules: RuleStates | None = None  # of plug-in rules; None when there are none

    @classmethod
    def empty(cls, table: Table) -> "State":
        """Nothing heard yet."""
        count = len(table)
        return cls(
            np.zeros(CLOCK_SIZE, np.int64),
            np.zeros(COUNTERS, np.int64),
            new_rows(count),
            np.zeros((count, SLOTS), SLOT_STATE),
            np.full((count, POINT_CODES), NEVER, np.int64),
            new_gateways(len(table.gateway)),
            np.zeros(count, np.int64),
            table.host.new_state() if table.host else None,
        )

    def copy(self) -> "State":
        """An independent copy, for a snapshot that is written while the engine goes on."""
        return State(
            self.clock.copy(),
            self.counts.copy(),
            self.row.copy(),
            self.slot.copy(),
            self.raised.copy(),
            self.gateway.copy(),
            self.due.copy(),
            self.rules.copy() if self.rules else None,
        )

    def step_back(self, logged_ms: int) -> None:
        """The clock that stamps the log was set back to ``logged_ms``.

        For the engine's own clock (log time less OUTAGE) one tick has passed, as in any hole of the log, and silence
        goes on being counted. Stamps that now lie ahead of the log move back by the same step, and the delays that
        count from them: they came from the same clock, and what comes next would count as repeated until it has made
        up for the step. When a condition last began stays as it was told: its end must name the same alarm.
        """
        step_ms = int(self.clock[LOG]) + TICK_MS - logged_ms
        self.clock[LOG] = logged_ms
        self.clock[OUTAGE] -= step_ms
        self.clock[DUE] = ALL_ROWS
        ahead = self.row["last_ms"] > logged_ms
        for name in ("last_ms", "good_ms", "still_ms", "ill_ms"):
            known = ahead & (self.row[name] != NEVER)
            self.row[name][known] -= step_ms
        self.slot["since_ms"][ahead] -= step_ms
        if self.rules is not None:
            watch = self.rules.watch
            watch["last_ms"][watch["last_ms"] > logged_ms] -= step_ms

    def is_active(self) -> npt.NDArray[np.bool_]:
        """Standing conditions, bool (n, 8)."""
        active = np.zeros(self.raised.shape, np.bool_)
        active[:, :SLOTS] = (self.slot["state"] == ACTIVE) | (self.slot["state"] == WAIT_OFF)
        for code, flag in _FLAG_OF.items():
            active[:, code] = (self.row["flags"] & flag) != 0
        return active


@dataclass(frozen=True, slots=True)
class Dropped:
    """A standing condition whose rule, point or gateway is gone from the configuration."""

    point: int
    code: int
    row: int  # in the old table; the gateway's index when code is GATEWAY, the condition's number when PLUGIN
    raised_ms: int
    peak: float = np.nan  # of a limit or a plug-in rule, as in SLOT_STATE


def carry_over(old: Table, state: State, new: Table) -> tuple[State, list[Dropped]]:
    """The state of ``new``, with everything remembered that still has a rule, and what had to be given up.

    Limits are recognised by point, label and direction; a changed set point or delay keeps the limit's state and
    the start of a running delay, and is judged at the next reading.
    """
    result = State.empty(new)
    result.clock, result.counts = state.clock, state.counts
    result.clock[DUE] = ALL_ROWS
    _, here, there = np.intersect1d(old.point_id, new.point_id, assume_unique=True, return_indices=True)
    result.row[there] = state.row[here]
    result.raised[there, SLOTS:] = state.raised[here, SLOTS:]
    kept = np.zeros(state.raised.shape, np.bool_)
    _carry_slots(old, state, new, result, here, there, kept)
    _carry_flags(new, result, here, there, kept)
    busy = (result.slot["state"] != NORMAL).any(axis=1)
    result.row["flags"] = np.where(busy, result.row["flags"] | IS_BUSY, result.row["flags"] & (0xFF ^ IS_BUSY))
    lost = np.argwhere(state.is_active() & ~kept)
    gone = [_dropped(old, state, int(row), int(code)) for row, code in lost]
    return result, _carry_gateways(old, state, new, result) + gone + _carry_rules(old, state, new, result)


def _dropped(old: Table, state: State, row: int, code: int) -> Dropped:
    peak = float(state.slot["peak"][row, code]) if code < SLOTS else np.nan
    return Dropped(int(old.point_id[row]), code, row, int(state.raised[row, code]), peak)


def _carry_slots(
    old: Table,
    state: State,
    new: Table,
    result: State,
    here: npt.NDArray[np.intp],
    there: npt.NDArray[np.intp],
    kept: npt.NDArray[np.bool_],
) -> None:
    translate = {name: code for code, name in enumerate(new.labels)}
    label = np.array([translate.get(name, -1) for name in old.labels] or [-1], np.int64)[old.label[here]]
    for a in range(SLOTS):
        for b in range(SLOTS):
            same = (
                (label[:, a] == new.label[there, b])
                & (old.slot["direction"][here, a] == new.slot["direction"][there, b])
                & (old.slot["direction"][here, a] != 0)
            )
            source, target = here[same], there[same]
            result.slot[target, b] = state.slot[source, a]
            result.raised[target, b] = state.raised[source, a]
            kept[source, a] = True


def _carry_flags(
    new: Table,
    result: State,
    here: npt.NDArray[np.intp],
    there: npt.NDArray[np.intp],
    kept: npt.NDArray[np.bool_],
) -> None:
    has_rule = {
        RATE: np.isfinite(new.row["rate_per_s"]),
        STUCK: new.row["stuck_ms"] < OFF_MS,
        OFFLINE: new.row["offline_ms"] < OFF_MS,
        FAULT: new.row["fault_ms"] < OFF_MS,
    }
    for code, flag in _FLAG_OF.items():
        keeps = has_rule[code][there]
        kept[here[keeps], code] = True
        gone = there[~keeps]
        result.row["flags"][gone] &= np.uint8(0xFF ^ flag)


def _carry_gateways(old: Table, state: State, new: Table, result: State) -> list[Dropped]:
    _, here, there = np.intersect1d(old.gateway_id, new.gateway_id, assume_unique=True, return_indices=True)
    result.gateway[there] = state.gateway[here]
    keeps = new.gateway["silent_ms"][there] < OFF_MS
    result.gateway["is_silent"][there[~keeps]] = 0
    kept = np.zeros(len(old.gateway_id), np.bool_)
    kept[here[keeps]] = True
    lost = np.flatnonzero((state.gateway["is_silent"] != 0) & ~kept)
    gone = state.gateway[lost]
    return [Dropped(int(x["point"]), GATEWAY, int(g), int(x["raised_ms"])) for g, x in zip(lost, gone, strict=True)]


def _carry_rules(old: Table, state: State, new: Table, result: State) -> list[Dropped]:
    if new.host:
        result.rules, lost = new.host.carry(old.host, state.rules)
    elif old.host and state.rules:
        lost = dropped(old.host, state.rules, set())
    else:
        return []
    return [Dropped(x.point, PLUGIN, x.number, x.raised_ms, x.peak) for x in lost]
