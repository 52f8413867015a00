"""The fused loop: every rule over every reading in one pass, compiled by numba.

Written so that it also runs as plain Python (``NUMBA_DISABLE_JIT=1``), which is how its branches are covered.
The state machine is explained in ``docs/explanation/alarm-engine.md``; ``reference.py`` says the same slowly.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np

from anlan.alarms.jit import IS_COMPILING, jit
from anlan.alarms.layout import (
    ACTIVE,
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
    OFF_MS,
    OFFLINE,
    RATE,
    STUCK,
    WAIT_OFF,
    WAIT_ON,
)
from anlan.alarms.rules.fault import step as fault
from anlan.alarms.rules.limit import step as limit
from anlan.alarms.rules.offline import step as offline
from anlan.alarms.rules.rate_of_change import step as rate_of_change
from anlan.alarms.rules.stuck import step as stuck
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
    SOME_ROWS,
    TICK,
    TICK_MS,
    UNTRUSTED,
)
from anlan.domain.quality import Quality

_GOOD, _OVER, _NAN = int(Quality.GOOD), int(Quality.OVER_RANGE), int(Quality.NOT_A_NUMBER)
_FUTURE, _ANCIENT = int(Quality.FUTURE), int(Quality.ANCIENT)

if not IS_COMPILING:
    raise ImportError("numba is not installed")  # as plain Python this loop is slower than numpy: see kernel.py

#: Most edges one reading can cause; the buffer must have room for them before the reading is looked at.
EDGES_PER_READING = 12


_limit_on_reading = jit(limit.on_reading)
_limit_on_time = jit(limit.on_time)
_limit_peak_after = jit(limit.peak_after)
_is_fast = jit(rate_of_change.is_fast)
_is_stuck = jit(stuck.is_stuck)
_gateway_is_silent = jit(offline.gateway_is_silent)
_point_is_silent = jit(offline.point_is_silent)
_is_faulty = jit(fault.is_faulty)


@jit
def _put(edges, m, place, row, code, kind, at, raised, value, set_point, is_late, point):
    # Where it was decided: the reading's position, or −1 − the log entry's number when passing time did. One number for
    # two columns, which the kernel fills afterwards, because one more argument or store here is felt by every reading.
    edge = edges[m]
    edge["entry"] = place
    edge["row"] = row
    edge["code"] = code
    edge["kind"] = kind
    edge["at_ms"] = at
    edge["raised_ms"] = raised
    edge["value"] = value
    edge["set_point"] = set_point
    edge["is_late"] = is_late
    edge["point"] = point
    return m + 1


@jit
def _raise(edges, m, place, i, code, at, value, set_point, raised, log, lag):
    start = max(at, raised[i, code] + 1)
    raised[i, code] = start
    return _put(edges, m, place, i, code, 1, start, start, value, set_point, log - start - lag > BACKFILL_MS, 0)


@jit
def _clear(edges, m, place, i, code, at, value, set_point, raised, log, lag):
    start = raised[i, code]
    end = max(at, start)
    return _put(edges, m, place, i, code, 0, end, start, value, set_point, log - end - lag > BACKFILL_MS, 0)


@jit
def _wake_row(i, due, clock):
    """The next tick must look at this row."""
    due[i] = 0
    clock[DUE] = min(clock[DUE], SOME_ROWS)


@jit
def _hear_gateway(edges, m, place, g, log, run, gc, gs, clock):
    """A usable reading came from this gateway."""
    state = gs[g]
    if state["seen_ms"] != NEVER and run - state["seen_ms"] > gc[g]["patience_ms"]:
        state["back_ms"] = run
    state["seen_ms"] = run
    if state["is_silent"]:
        state["is_silent"] = 0
        clock[DUE] = ALL_ROWS
        start, seconds, point = state["raised_ms"], gc[g]["silent_ms"] / 1000.0, state["point"]
        end = max(log, start)
        m = _put(edges, m, place, g, GATEWAY, 0, end, start, np.nan, seconds, False, point)
    return m


@jit
def _learn_lag(state, t, log, run):
    """Follow the usual distance between stamp and log: down at once, up at half the speed of time."""
    lag = log - t
    if lag <= state["lag_ms"]:
        state["lag_ms"] = max(lag, 0)
    elif state["seen_ms"] != NEVER:
        state["lag_ms"] += min(lag - state["lag_ms"], min(run - state["seen_ms"], LAG_LEARN_MS) // 2)


@jit
def _judge_fault(edges, m, place, i, t, is_fault, log, config, state, raised, due, clock):
    if is_fault:
        _wake_row(i, due, clock)
        if state["ill_ms"] == NEVER:
            state["ill_ms"] = t
        if not state["flags"] & IS_FAULTY and _is_faulty(t, state["ill_ms"], config["fault_ms"]):
            state["flags"] |= IS_FAULTY
            seconds = config["fault_ms"] / 1000.0
            m = _raise(edges, m, place, i, FAULT, t, np.nan, seconds, raised, log, state["lag_ms"])
    elif state["ill_ms"] != NEVER:
        state["ill_ms"] = NEVER
        if state["flags"] & IS_FAULTY:
            state["flags"] ^= IS_FAULTY
            seconds = config["fault_ms"] / 1000.0
            m = _clear(edges, m, place, i, FAULT, t, np.nan, seconds, raised, log, state["lag_ms"])
    return m


@jit
def _judge_rate(edges, m, place, i, t, x, log, config, state, raised):
    if state["good_value"] != state["good_value"]:  # nothing to compare with
        return m
    fast = _is_fast(x, t, state["good_value"], state["good_ms"], config["rate_per_s"])
    was_fast = (state["flags"] & IS_FAST) != 0
    if fast and not was_fast:
        state["flags"] |= IS_FAST
        return _raise(edges, m, place, i, RATE, t, x, config["rate_per_s"], raised, log, state["lag_ms"])
    if was_fast and not fast:
        state["flags"] ^= IS_FAST
        return _clear(edges, m, place, i, RATE, t, x, config["rate_per_s"], raised, log, state["lag_ms"])
    return m


@jit
def _judge_stuck(edges, m, place, i, t, x, log, config, state, raised):
    if x != state["still_value"]:
        state["still_value"] = x
        state["still_ms"] = t
        if state["flags"] & IS_STUCK:
            state["flags"] ^= IS_STUCK
            seconds = config["stuck_ms"] / 1000.0
            return _clear(edges, m, place, i, STUCK, t, x, seconds, raised, log, state["lag_ms"])
    elif not state["flags"] & IS_STUCK and _is_stuck(t, state["still_ms"], config["stuck_ms"]):
        state["flags"] |= IS_STUCK
        seconds = config["stuck_ms"] / 1000.0
        return _raise(edges, m, place, i, STUCK, t, x, seconds, raised, log, state["lag_ms"])
    return m


@jit
def _judge_limits(edges, m, place, i, t, x, shown, log, config, sc, state, ss, raised, due, clock):
    if config["quiet_low"] < x < config["quiet_high"] and not state["flags"] & IS_BUSY:
        return m
    busy = False
    for r in range(config["slots"]):
        slot, now = sc[i, r], ss[i, r]
        set_point = slot["set_point"]
        distance = slot["direction"] * (x - set_point)
        after, since, outcome = _limit_on_reading(
            now["state"], now["since_ms"], t, distance, slot["deadband"], slot["on_ms"], slot["off_ms"], slot["strict"]
        )
        if after != NORMAL:
            now["peak"] = _limit_peak_after(now["state"], now["peak"], x, slot["direction"])
        now["state"] = after
        now["since_ms"] = since
        busy = busy or after != NORMAL
        if after in (WAIT_ON, WAIT_OFF):
            _wake_row(i, due, clock)
        if outcome == limit.RAISED:
            m = _raise(edges, m, place, i, r, t, shown, set_point, raised, log, state["lag_ms"])
            edges[m - 1]["peak"] = now["peak"]
        elif outcome == limit.CLEARED:
            m = _clear(edges, m, place, i, r, t, shown, set_point, raised, log, state["lag_ms"])
            edges[m - 1]["peak"] = now["peak"]
    if busy:
        state["flags"] |= IS_BUSY
    elif state["flags"] & IS_BUSY:
        state["flags"] ^= IS_BUSY
    return m


@jit
def _reading(edges, m, place, i, t, x, quality, log, run, rc, sc, rs, ss, raised, gc, gs, counts, due, clock):
    if quality in (_FUTURE, _ANCIENT):
        counts[UNTRUSTED] += 1
        return m
    state, config = rs[i], rc[i]
    if t <= state["last_ms"]:
        counts[LATE] += 1
        return m
    if quality == _GOOD and x != x:
        quality = _NAN
    _learn_lag(state, t, log, run)
    m = _hear_gateway(edges, m, place, config["gateway"], log, run, gc, gs, clock)
    if state["seen_ms"] == NEVER:
        _wake_row(i, due, clock)
    if state["flags"] & IS_OFFLINE:
        state["flags"] ^= IS_OFFLINE
        _wake_row(i, due, clock)
        seconds = config["offline_ms"] / 1000.0
        m = _clear(edges, m, place, i, OFFLINE, log, np.nan, seconds, raised, log, 0)
    state["seen_ms"] = run
    state["last_ms"] = t
    m = _judge_fault(edges, m, place, i, t, FAULTS[quality], log, config, state, raised, due, clock)
    if quality == _OVER and config["over_range_is_high"]:
        state["good_value"] = np.nan
        state["flags"] &= ~IS_BLIND & 0xFF
        return _judge_limits(edges, m, place, i, t, np.inf, np.nan, log, config, sc, state, ss, raised, due, clock)
    if quality != _GOOD:
        state["flags"] |= IS_BLIND
        return m
    state["flags"] &= ~IS_BLIND & 0xFF
    m = _judge_rate(edges, m, place, i, t, x, log, config, state, raised)
    m = _judge_stuck(edges, m, place, i, t, x, log, config, state, raised)
    state["good_value"] = x
    state["good_ms"] = t
    return _judge_limits(edges, m, place, i, t, x, x, log, config, sc, state, ss, raised, due, clock)


@jit
def _tick_gateways(edges, m, place, log, run, gc, gs):
    for g in range(len(gs)):
        state = gs[g]
        if m >= len(edges) or state["seen_ms"] == NEVER or state["is_silent"]:
            continue
        if _gateway_is_silent(run, state["seen_ms"], gc[g]["silent_ms"]):
            state["is_silent"] = 1
            state["point"] = gc[g]["point"]
            start = max(log, state["raised_ms"] + 1)
            state["raised_ms"] = start
            m = _put(
                edges, m, place, g, GATEWAY, 1, start, start, np.nan, gc[g]["silent_ms"] / 1000.0, False, state["point"]
            )
    return m


@jit
def _tick_delays(edges, m, place, i, now, log, sc, state, ss, config, raised):
    busy = False
    for r in range(config["slots"]):
        slot, mine = sc[i, r], ss[i, r]
        after, outcome = _limit_on_time(mine["state"], mine["since_ms"], now, slot["on_ms"], slot["off_ms"])
        mine["state"] = after
        busy = busy or after != NORMAL
        value, lag = state["good_value"], state["lag_ms"]
        if outcome == limit.RAISED:
            at = mine["since_ms"] + slot["on_ms"]
            m = _raise(edges, m, place, i, r, at, value, slot["set_point"], raised, log, lag)
            edges[m - 1]["peak"] = mine["peak"]
        elif outcome == limit.CLEARED:
            at = mine["since_ms"] + slot["off_ms"]
            m = _clear(edges, m, place, i, r, at, value, slot["set_point"], raised, log, lag)
            edges[m - 1]["peak"] = mine["peak"]
    if not busy:
        state["flags"] &= ~IS_BUSY & 0xFF
    return m


@jit
def _tick_row(edges, m, place, i, log, run, rc, sc, rs, ss, raised, gs):
    state, config = rs[i], rc[i]
    gateway = gs[config["gateway"]]
    if not state["flags"] & IS_OFFLINE and _point_is_silent(
        state["seen_ms"], gateway["seen_ms"], gateway["back_ms"], config["offline_ms"]
    ):
        state["flags"] |= IS_OFFLINE
        seconds = config["offline_ms"] / 1000.0
        m = _raise(edges, m, place, i, OFFLINE, log, np.nan, seconds, raised, log, 0)
    if state["flags"] & IS_OFFLINE or gateway["is_silent"]:
        return m
    now = state["last_ms"] + run - state["seen_ms"]
    if state["ill_ms"] != NEVER and not state["flags"] & IS_FAULTY:
        if _is_faulty(now, state["ill_ms"], config["fault_ms"]):
            state["flags"] |= IS_FAULTY
            at, seconds = state["ill_ms"] + config["fault_ms"], config["fault_ms"] / 1000.0
            m = _raise(edges, m, place, i, FAULT, at, np.nan, seconds, raised, log, state["lag_ms"])
    if state["flags"] & IS_BUSY and not state["flags"] & IS_BLIND:
        m = _tick_delays(edges, m, place, i, now, log, sc, state, ss, config, raised)
    return m


@jit
def _due(i, run, state, config, gateway, ss):
    """Engine clock before which no tick changes this row, as long as it is not read again."""
    if state["flags"] & IS_OFFLINE or gateway["is_silent"]:
        return OFF_MS
    if state["ill_ms"] != NEVER and not state["flags"] & IS_FAULTY and config["fault_ms"] < OFF_MS:
        return run
    if state["flags"] & IS_BUSY:
        for r in range(config["slots"]):
            if ss[i, r]["state"] == WAIT_ON or ss[i, r]["state"] == WAIT_OFF:
                return run
    return max(state["seen_ms"], gateway["back_ms"]) + config["offline_ms"]


@jit
def _tick(edges, m, place, log, clock, due, rc, sc, rs, ss, raised, gc, gs):
    """Returns (edges written, finished); unfinished when the buffer is full: calling again goes on."""
    run = log - clock[OUTAGE]
    if run < clock[DUE]:
        return m, True
    every_row = clock[DUE] == ALL_ROWS
    m = _tick_gateways(edges, m, place, log, run, gc, gs)
    earliest = OFF_MS
    for g in range(len(gs)):
        if gs[g]["seen_ms"] != NEVER and not gs[g]["is_silent"]:
            earliest = min(earliest, gs[g]["seen_ms"] + gc[g]["silent_ms"])
    for i in range(len(due)):
        if due[i] <= run or every_row:
            if m + EDGES_PER_READING > len(edges):
                return m, False
            if rs[i]["seen_ms"] == NEVER:
                due[i] = OFF_MS
                continue
            m = _tick_row(edges, m, place, i, log, run, rc, sc, rs, ss, raised, gs)
            due[i] = _due(i, run, rs[i], rc[i], gs[rc[i]["gateway"]], ss)
        earliest = min(earliest, due[i])
    clock[DUE] = earliest
    return m, True


@jit
def _advance(clock, logged):
    """Move the log's time on; a hole in the log itself is nobody's silence. Returns True when a tick is due."""
    gap = logged - clock[LOG]
    if gap > 0:
        clock[LOG] = logged
        if gap > MAX_GAP_MS:
            clock[OUTAGE] += gap - TICK_MS
    return clock[LOG] // TICK_MS != clock[TICK]


@jit
def run(clock, counts, logged, cuts, rows, ts, values, qualities, start, due, rc, sc, rs, ss, raised, gc, gs, edges):
    """Evaluate log entries ``start[0]``… from reading ``start[1]`` on.

    Entry k has log time ``logged[k]`` and readings ``cuts[k]:cuts[k + 1]``. Returns (edges written, next entry,
    next reading); next entry < len(logged) means the buffer is full: take the edges and call again.
    """
    m = 0
    position = start[1]
    for k in range(start[0], len(logged)):
        if _advance(clock, logged[k]):
            log = clock[LOG]
            m, finished = _tick(edges, m, -1 - k, log, clock, due, rc, sc, rs, ss, raised, gc, gs)
            if not finished:
                return m, k, position
            clock[TICK] = log // TICK_MS
        log = clock[LOG]
        now = log - clock[OUTAGE]
        while position < cuts[k + 1]:
            if m + EDGES_PER_READING > len(edges):
                return m, k, position
            i = rows[position]
            t, x, quality = ts[position], values[position], qualities[position]
            m = _reading(
                edges, m, position, i, t, x, quality, log, now, rc, sc, rs, ss, raised, gc, gs, counts, due, clock
            )
            position += 1
    return m, len(logged), position


assert (limit.NORMAL, limit.ACTIVE) == (NORMAL, ACTIVE)
