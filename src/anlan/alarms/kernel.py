"""Choice of the fused loop: compiled by numba, or in numpy waves where numba cannot be loaded. Same results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import EDGE, SLOTS, Rows
from anlan.alarms.state import State
from anlan.alarms.table import Table
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Edges one call of the compiled loop may write before it asks for the buffer to be emptied.
EDGE_BUFFER = 65_536


@dataclass(slots=True)
class Work:
    """Log entries in order. Entry k has log time ``logged[k]`` and readings ``cuts[k]:cuts[k + 1]``.

    logged: int64 (k), cuts: int64 (k + 1). rows: int32 row numbers, all known. ts: int64 ms, values: float64,
    qualities: uint8.
    """

    logged: npt.NDArray[np.int64]
    cuts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    ts: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    qualities: npt.NDArray[np.uint8]


class Kernel(Protocol):
    """Evaluates log entries and moves the state on."""

    name: str

    def run(self, table: Table, state: State, work: Work) -> Rows:
        """EDGE records in the order of the log."""
        ...


class CompiledKernel:
    """The numba loop of ``compiled.py``."""

    name = "numba"

    def __init__(self, edge_buffer: int = EDGE_BUFFER) -> None:
        from anlan.alarms import compiled

        self._loop = compiled.run
        self._edges = np.zeros(max(edge_buffer, compiled.EDGES_PER_READING), EDGE)

    def run(self, table: Table, state: State, work: Work) -> Rows:
        """EDGE records in the order of the log."""
        found: list[Rows] = []
        start = (0, 0)
        while start[0] < len(work.logged):
            count, entry, reading = self._loop(
                state.clock, state.counts, work.logged, work.cuts,
                _plain(work.rows), _plain(work.ts), _plain(work.values), _plain(work.qualities), start, state.due,
                table.row, table.slot, state.row, state.slot, state.raised, table.gateway, state.gateway,
                self._edges,
            )  # fmt: skip
            start = (int(entry), int(reading))
            if count:
                found.append(_placed(self._edges[:count].copy(), work.cuts))
        return join(found)


def _placed(edges: Rows, cuts: npt.NDArray[np.int64]) -> Rows:
    """``entry`` and ``key`` from the one number the loop writes: a position, or −1 − the entry's number.

    The loop writes ``peak`` for limits only; what an earlier edge left there is removed from the others.
    """
    edges["peak"][edges["code"] >= SLOTS] = np.nan
    place = edges["entry"].copy()
    edges["key"] = np.maximum(place, -1)
    edges["entry"] = np.where(place < 0, -1 - place, np.searchsorted(cuts, place, side="right") - 1)
    return edges


def _plain(column: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """One memory layout for every caller, so that the loop is compiled once: aligned, contiguous, read-only."""
    tidy = np.require(column, requirements=["C", "A"])
    view = tidy.view()
    view.flags.writeable = False
    return view


def evaluate(kernel: Kernel, table: Table, state: State, work: Work) -> Rows:
    """EDGE records of the loop and of plug-in rules, in the order of the log; of one reading the loop's come first."""
    if table.host is None or state.rules is None:
        return kernel.run(table, state, work)
    clock = state.clock.copy()
    others = table.host.run(state.rules, clock, work)
    edges = kernel.run(table, state, work)
    if not len(others):
        return edges
    both = np.concatenate([edges, others])
    return both[np.lexsort((both["key"], both["entry"]))]


def join(parts: Sequence[Rows]) -> Rows:
    """Edges of several calls as one array."""
    if not parts:
        return np.zeros(0, EDGE)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def best_kernel() -> Kernel:
    """The compiled loop, or numpy waves where numba is not usable on this machine."""
    try:
        return CompiledKernel()
    except (ImportError, OSError) as error:
        from anlan.alarms.waves import WaveKernel

        log.warning("numba is not usable; rules run in numpy, several times slower", error=repr(error))
        return WaveKernel()
