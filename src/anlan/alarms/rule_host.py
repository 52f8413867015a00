"""Runs plug-in rules beside the compiled loop: finds their readings, asks for verdicts, makes edges of them.

Nothing here runs while no rule is configured. When one is, each log entry costs one look-up per reading, and numpy
work only for readings of watched points and for ticks at which time itself may decide something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import EDGE, NEVER, Rows
from anlan.alarms.rule import Condition, Instance
from anlan.alarms.rule_catalogue import RuleType
from anlan.alarms.rule_group import Group, Hits, Moments
from anlan.alarms.rule_state import RuleStates
from anlan.alarms.watch import new_watch, sift
from anlan.kit.logs import get_logger

log = get_logger(__name__)

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DroppedCondition:
    """A standing condition whose instance is gone. ``number`` in the old host, ``raised_ms`` its last raise."""

    number: int
    point: int
    raised_ms: int
    peak: float  # NaN without one


class RuleHost:
    """All plug-in rules of one partition."""

    def __init__(self, groups: Sequence[Group], watched: Ints, rows: npt.NDArray[np.int32], row: Rows) -> None:
        """``watched``: point ids, ascending. ``rows``: their rows in the table. ``row``: the table's ROW_CONFIG."""
        self.groups = groups
        self._watched = watched
        self._over_is_high = row["over_range_is_high"][rows]
        self._record_of = np.full(len(row), -1, np.int32)
        self._record_of[rows] = np.arange(len(rows), dtype=np.int32)
        self.failures: dict[str, str] = {}

    def new_state(self) -> RuleStates:
        """Nothing heard yet."""
        return RuleStates(new_watch(self._watched), {group.name: group.new_state() for group in self.groups})

    def run(self, states: RuleStates, clock: Ints, work: Any) -> Rows:
        """EDGE records of these log entries, in order. ``clock`` is the engine's clock before them; it is not moved."""
        moments = Moments.of(clock, work.logged)
        hits = self._hits(states.watch, moments, work)
        found = [edges for group in self.groups for edges in self._ask(group, states, moments, hits)]
        if not found:
            return np.zeros(0, EDGE)
        edges = np.concatenate(found)
        return edges[np.lexsort((edges["row"], edges["key"], edges["entry"]))]

    def _ask(self, group: Group, states: RuleStates, moments: Moments, hits: Hits) -> list[Rows]:
        """A rule that raises an error is not asked again until the next configuration; the others go on."""
        state, found = states.groups[group.name], list[Rows]()
        if state.failed[0]:
            self.failures.setdefault(group.name, "it raised an error earlier")
            return found
        try:
            group.run(state, moments, hits, found)
        except Exception as error:  # a stranger's code must not stop the alarms of all others
            state.failed[0] = 1
            self.failures[group.name] = repr(error)
            log.exception("rule raised an error and is switched off until the next configuration", rule=group.name)
        return found

    def _hits(self, watch: Rows, moments: Moments, work: Any) -> Hits:
        """The readings that count, of watched points."""
        record = self._record_of[work.rows]
        position = np.flatnonzero(record >= 0)
        entry = np.searchsorted(work.cuts, position, side="right") - 1
        count = len(position)
        at, value, is_good = np.empty(count, np.int64), np.empty(count), np.empty(count, np.bool_)
        who = record[position]
        columns = (work.ts[position], work.values[position], work.qualities[position])
        sift(watch, self._over_is_high, who, moments.log[entry], moments.run[entry], *columns, at, value, is_good)
        kept = at != NEVER
        return Hits(position[kept], entry[kept], who[kept], at[kept], value[kept], is_good[kept])

    # --- what an edge is about -------------------------------------------------------------------------

    def identity(self, number: int) -> tuple[str, Condition]:
        """Rule and condition of the edges whose ``row`` is ``number``."""
        for group in self.groups:
            if number < group.offset + group.size:
                return group.name, group.condition(number - group.offset)
        raise IndexError(number)

    # --- a new configuration ---------------------------------------------------------------------------

    def carry(self, old: "RuleHost | None", states: RuleStates | None) -> tuple[RuleStates, list[DroppedCondition]]:
        """The state under these rules, with what the ``old`` ones remember of the same instances and points."""
        result = self.new_state()
        if old is None or states is None:
            return result, []
        _, here, there = np.intersect1d(states.watch["point"], self._watched, return_indices=True)
        result.watch[there] = states.watch[here]
        before = {group.name: group for group in old.groups}
        for group in self.groups:
            if group.name in before:
                group.carry(before[group.name], states.groups[group.name], result.groups[group.name])
        kept = {name for group in self.groups for name in group.names()}
        return result, dropped(old, states, kept)


def dropped(old: RuleHost, states: RuleStates, kept: set[tuple[str, str, str]]) -> list[DroppedCondition]:
    """What stood under ``old`` and has no instance of that name and label any more."""
    found = []
    for group in old.groups:
        for number, name in enumerate(group.condition_names()):
            record = states.groups[group.name].book.reshape(-1)[number]
            if group.is_standing(record) and name not in kept:
                where = group.offset + number, int(record["point"])
                found.append(DroppedCondition(*where, int(record["raised_ms"]), float(record["peak"])))
    return found


def assemble(
    instances: Mapping[str, Sequence[Instance[Any]]],
    kinds: Mapping[str, RuleType],
    point_id: npt.NDArray[np.int32],
    row: Rows,
) -> RuleHost | None:
    """A host for these instances by rule type; None when there are none.

    ``point_id`` int32 (n), ascending, and ``row`` ROW_CONFIG (n) are the table's; every point of an instance is there.
    """
    watched = sorted({p for group in instances.values() for x in group for p in x.config.points})
    if not watched:
        return None
    ids = np.array(watched, np.int64)
    groups, offset = [], 0
    for name in sorted(instances):
        group = Group(name, kinds[name], instances[name], ids, offset)
        groups.append(group)
        offset += group.size
    return RuleHost(groups, ids, np.searchsorted(point_id, ids).astype(np.int32), row)
