"""All instances of one rule type at work: readings in waves, ticks when due, verdicts into edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.alarms.debounce import step
from anlan.alarms.layout import ACTIVE, EDGE, NEVER, NORMAL, OFF_MS, PLUGIN, WAIT_OFF, WAIT_ON, Rows
from anlan.alarms.rule import ABSENT, PRESENT, UNKNOWN, Condition, Instance, Rule, Wave
from anlan.alarms.rule_state import GroupState
from anlan.alarms.split import split
from anlan.alarms.timing import BACKFILL_MS, LOG, MAX_GAP_MS, OUTAGE, TICK, TICK_MS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Where = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Moments:
    """Time of each log entry. log: log time. run: engine clock. ticks: entries at which time is judged."""

    log: Ints
    run: Ints
    ticks: Where

    @classmethod
    def of(cls, clock: Ints, logged: Ints) -> "Moments":
        """What the compiled loop's clock will say at each entry, given the clock before them."""
        log = np.maximum(np.maximum.accumulate(logged), clock[LOG])
        gap = np.diff(log, prepend=clock[LOG])
        outage = clock[OUTAGE] + np.cumsum(np.where(gap > MAX_GAP_MS, gap - TICK_MS, 0))
        second = log // TICK_MS
        return cls(log, log - outage, np.flatnonzero(np.diff(second, prepend=clock[TICK])))


@dataclass(frozen=True, slots=True)
class Hits:
    """Readings that count. position: in the work. entry: of the log. watched: place of the point among the watched."""

    position: Where
    entry: Where
    watched: npt.NDArray[np.int32]
    at_ms: Ints
    value: Floats
    is_good: Mask


@dataclass(frozen=True, slots=True)
class _Fan:
    """Each hit once for every instance that looks at its point."""

    hit: Where
    instance: Where
    member: Where


class Group:
    """One rule type. Conditions are numbered ``offset`` … ``offset + size − 1`` within the host."""

    def __init__(
        self, name: str, kind: type[Rule[Any]], instances: Sequence[Instance[Any]], watched: Ints, offset: int
    ) -> None:
        self.name, self.offset = name, offset
        self._rule = kind(instances)
        self._instances = instances
        self._record = kind.MEMBER
        self._conditions = [kind.conditions(x.config, x.settings) for x in instances]
        self.width = len(self._conditions[0])
        self.size = len(instances) * self.width
        self._on_ms = self._ms("on_delay_s")
        self._off_ms = self._ms("off_delay_s")
        self._set_point = np.array([[c.set_point for c in row] for row in self._conditions], np.float64)
        self._worse = np.array([[c.worse for c in row] for row in self._conditions], np.float64)
        self._carrier = np.array([x.config.points[0] for x in instances], np.int32)
        points = np.array([p for x in instances for p in x.config.points], np.int64)
        self._owner = np.repeat(np.arange(len(instances)), [len(x.config.points) for x in instances])
        self._by_point = np.argsort(points, kind="stable")
        self._starts = np.searchsorted(points[self._by_point], np.append(watched, np.iinfo(np.int64).max))

    def _ms(self, name: str) -> Ints:
        seconds = [[getattr(c, name) for c in row] for row in self._conditions]
        return np.rint(np.array(seconds, np.float64) * 1000).astype(np.int64)

    def new_state(self) -> GroupState:
        """Nothing heard yet."""
        return GroupState.empty(len(self._instances), self.width, len(self._owner), self._record)

    def condition(self, number: int) -> Condition:
        """One condition by its number within the group."""
        return self._conditions[number // self.width][number % self.width]

    def condition_names(self) -> list[tuple[str, str, str]]:
        """What each condition is recognised by in another configuration: rule, instance, label."""
        pairs = zip(self._instances, self._conditions, strict=True)
        return [(self.name, x.config.id, c.label) for x, row in pairs for c in row]

    def names(self) -> set[tuple[str, str, str]]:
        """The same as a set."""
        return set(self.condition_names())

    @staticmethod
    def is_standing(record: np.void) -> bool:
        """Whether an alarm of this book record stands."""
        return int(record["state"]) in (ACTIVE, WAIT_OFF)

    # --- the log ---------------------------------------------------------------------------------------

    def run(self, state: GroupState, moments: Moments, hits: Hits, found: list[Rows]) -> None:
        """Judge these entries; edges are appended to ``found``, in no particular order."""
        fan = self._fan(hits)
        entry = hits.entry[fan.hit]
        cuts = np.searchsorted(entry, np.arange(len(moments.log) + 1))
        ticks = set(moments.ticks.tolist())
        next_due = int(state.due.min())
        for k in sorted(ticks | set(entry.tolist())):
            now = _Now(k, int(moments.log[k]), int(moments.run[k]))
            if k in ticks and now.run >= next_due:
                found += self._tick(state, now)
                next_due = int(state.due.min())
            if cuts[k + 1] > cuts[k]:
                here = np.arange(cuts[k], cuts[k + 1])
                by_instance = here[np.argsort(fan.instance[here], kind="stable")]
                for wave in split(by_instance, fan.instance):
                    found += self._wave(state, now, hits, fan, wave)
                next_due = int(state.due.min())

    def _fan(self, hits: Hits) -> _Fan:
        first, last = self._starts[hits.watched], self._starts[hits.watched + 1]
        counts = last - first
        hit = np.repeat(np.arange(len(hits.watched)), counts)
        nth = np.arange(len(hit)) - np.repeat(np.cumsum(counts) - counts, counts)
        member = self._by_point[first[hit] + nth]
        return _Fan(hit, self._owner[member], member)

    def _tick(self, state: GroupState, now: "_Now") -> list[Rows]:
        """Time has passed: ask again where it may decide something."""
        i = np.flatnonzero((state.due <= now.run) & (state.clock != NEVER))
        state.due[state.clock == NEVER] = OFF_MS
        if not len(i):
            return []
        at = np.full(len(i), now.run, np.int64)
        return self._judge(state, now, i, at, np.full(len(i), -1, np.int64))

    def _wave(self, state: GroupState, now: "_Now", hits: Hits, fan: _Fan, wave: Where) -> list[Rows]:
        """At most one reading per instance."""
        hit, i = fan.hit[wave], fan.instance[wave]
        self._rule.take(state.member, Wave(i, fan.member[wave], hits.at_ms[hit], hits.value[hit], hits.is_good[hit]))
        state.clock[i] = np.maximum(state.clock[i], hits.at_ms[hit])
        return self._judge(state, now, i, state.clock[i], hits.position[hit])

    # --- verdicts --------------------------------------------------------------------------------------

    def _judge(self, state: GroupState, now: "_Now", i: Where, at: Ints, key: Ints) -> list[Rows]:
        answer = self._rule.judge(state.member, i, at)
        verdict = np.asarray(answer.verdict, np.int8).reshape(len(i), self.width)
        book, on_ms, off_ms = state.book[i], self._on_ms[i], self._off_ms[i]
        after = step(book["state"], book["since_ms"], verdict, at[:, None], on_ms, off_ms)
        book["peak"] = peaks(book, answer.value, verdict, self._worse[i])
        edges = []
        if after.rises.any() or after.falls.any():
            # A delay that ends between two readings ends on time, not at the tick that notices it.
            ends = np.where(book["state"] == WAIT_ON, book["since_ms"] + on_ms, book["since_ms"] + off_ms)
            is_timed = (key[:, None] < 0) & np.isin(book["state"], (WAIT_ON, WAIT_OFF))
            when = np.where(is_timed, np.minimum(ends, at[:, None]), at[:, None]) + now.log - now.run
            value = np.where(np.isfinite(answer.value), answer.value, np.nan)
            edges = self._edges(book, i, after.rises, 1, when, value, key, now)
            edges += self._edges(book, i, after.falls, 0, when, value, key, now)
        book["state"], book["since_ms"] = after.state, after.since_ms
        state.book[i] = book
        waits = ((after.state == WAIT_ON) & (verdict == PRESENT)) | ((after.state == WAIT_OFF) & (verdict == ABSENT))
        ends = after.since_ms + np.where(after.state == WAIT_ON, on_ms, off_ms)
        due = np.where(waits, ends, OFF_MS).min(axis=1)
        state.due[i] = np.minimum(due, self._rule.due(state.member, i, at))
        return edges

    def _edges(
        self, book: Rows, i: Where, hit: Mask, kind: int, when: Ints, value: Floats, key: Ints, now: "_Now"
    ) -> list[Rows]:
        w, c = np.nonzero(hit)
        if not len(w):
            return []
        at = when[w, c]
        if kind:
            at = np.maximum(at, book["raised_ms"][w, c] + 1)
            book["raised_ms"][w, c] = at
            book["point"][w, c] = self._carrier[i[w]]
        else:
            at = np.maximum(at, book["raised_ms"][w, c])
        edges = np.zeros(len(w), EDGE)
        edges["entry"], edges["row"] = now.entry, self.offset + i[w] * self.width + c
        edges["point"], edges["code"], edges["kind"] = book["point"][w, c], PLUGIN, kind
        edges["is_late"] = now.log - at > BACKFILL_MS
        edges["at_ms"], edges["raised_ms"] = at, book["raised_ms"][w, c]
        edges["value"], edges["set_point"], edges["key"] = value[w], self._set_point[i[w], c], key[w]
        edges["peak"] = book["peak"][w, c]
        return [edges]

    # --- a new configuration ---------------------------------------------------------------------------

    def carry(self, old: "Group", before: GroupState, after: GroupState) -> None:
        """Take over what is remembered of instances of the same id, and of their points."""
        there = {x.config.id: n for n, x in enumerate(self._instances)}
        pairs = [(n, there[x.config.id]) for n, x in enumerate(old._instances) if x.config.id in there]
        for a, b in pairs:
            after.clock[b] = before.clock[a]
        numbers = {name: n for n, name in enumerate(self.condition_names())}
        for n, name in enumerate(old.condition_names()):
            if name in numbers:
                after.book.reshape(-1)[numbers[name]] = before.book.reshape(-1)[n]
        if before.member.dtype == after.member.dtype:
            own = self._member_names()
            for n, member in enumerate(old._member_names()):
                if member in own:
                    after.member[own[member]] = before.member[n]

    def _member_names(self) -> dict[tuple[str, int], int]:
        pairs = ((x.config.id, p) for x in self._instances for p in x.config.points)
        return {pair: n for n, pair in enumerate(pairs)}


def peaks(book: Rows, value: Floats, verdict: npt.NDArray[np.int8], worse: Floats) -> Floats:
    """Worst value of each excursion after this verdict; ``book`` before it. As of a limit, the on-delay counts.

    book, verdict and worse (w, conditions), value (w). Where the rule cannot say, its value is not believed either.
    """
    new = np.where((verdict == UNKNOWN) | (worse == 0), np.nan, value[:, None])
    old = np.where(book["state"] == NORMAL, np.nan, book["peak"])
    return np.where(worse < 0, np.fmin(old, new), np.fmax(old, new))


@dataclass(frozen=True, slots=True)
class _Now:
    """One log entry: its number, log time and engine clock, ms."""

    entry: int
    log: int
    run: int


assert NORMAL == 0  # a new book is quiet
