"""What a back-test found, in figures a duty officer can judge: how often, how long, how crowded, who chatters."""

from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import GATEWAY, PLUGIN, Rows
from anlan.alarms.state import State
from anlan.alarms.table import Table

Ints = npt.NDArray[np.int64]

WINDOW_MS = 600_000
#: More raised alarms than this in ten minutes is a flood (EEMUA 191).
FLOOD_ABOVE = 10
TOP = 10


@dataclass(slots=True)
class Outcome:
    """Everything a run left behind. edges: EDGE (m); logged: int64 (m), log time of each edge."""

    table: Table
    state: State
    edges: Rows
    logged: Ints
    from_ms: int
    to_ms: int
    readings: int
    unknown: int
    late: int
    untrusted: int
    seconds: float


class RuleLine(msgspec.Struct, frozen=True, kw_only=True):
    """One rule and label over all points. Durations in seconds of event time."""

    rule: str
    label: str
    grade: str
    raised: int
    points: int
    open: int
    active_s: float
    median_s: float
    longest_s: float


class PointLine(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of one point."""

    point_id: int
    name: str
    rule: str
    label: str
    raised: int
    share: float


class BacktestReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule set would have done. ``top`` holds the ten most frequent conditions."""

    config_version: int
    from_ms: int
    to_ms: int
    readings: int
    unknown: int
    late: int
    untrusted: int
    raised: int
    cleared: int
    rules: list[RuleLine]
    top: list[PointLine]
    top_share: float
    windows: int
    mean_per_10_min: float
    most_per_10_min: int
    flood_share: float
    problems: list[str]
    seconds: float


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What the second rule set does otherwise than the first."""

    rule: str
    label: str
    raised_before: int
    raised_after: int
    active_s_before: float
    active_s_after: float


def compare(before: BacktestReport, after: BacktestReport) -> list[Difference]:
    """Rule by rule, also where only one of the two raised anything."""
    first = {(r.rule, r.label): r for r in before.rules}
    second = {(r.rule, r.label): r for r in after.rules}
    found = []
    for key in sorted(first.keys() | second.keys()):
        a, b = first.get(key), second.get(key)
        found.append(
            Difference(
                rule=key[0],
                label=key[1],
                raised_before=a.raised if a else 0,
                raised_after=b.raised if b else 0,
                active_s_before=a.active_s if a else 0.0,
                active_s_after=b.active_s if b else 0.0,
            )
        )
    return found


def make_report(outcome: Outcome, names: dict[int, str]) -> BacktestReport:
    """The figures of one run."""
    raised = outcome.edges["kind"] == 1
    per_window = _per_window(outcome.logged[raised], outcome.from_ms, outcome.to_ms)
    top = _top(outcome, names)
    total = int(raised.sum())
    return BacktestReport(
        config_version=outcome.table.version,
        from_ms=outcome.from_ms,
        to_ms=outcome.to_ms,
        readings=outcome.readings,
        unknown=outcome.unknown,
        late=outcome.late,
        untrusted=outcome.untrusted,
        raised=total,
        cleared=int((~raised).sum()),
        rules=_rules(outcome),
        top=top,
        top_share=round(sum(line.share for line in top), 4),
        windows=len(per_window),
        mean_per_10_min=round(float(per_window.mean()), 3) if len(per_window) else 0.0,
        most_per_10_min=int(per_window.max(initial=0)),
        flood_share=round(float((per_window > FLOOD_ABOVE).mean()), 4) if len(per_window) else 0.0,
        problems=outcome.table.problems,
        seconds=round(outcome.seconds, 3),
    )


def raises_of(outcome: Outcome) -> list[tuple[int, int, int]]:
    """Point, beginning and end of every condition, in the order of the log; event time, ms."""
    _, length, _ = _durations(outcome)
    edges = outcome.edges[outcome.edges["kind"] == 1]
    points: dict[tuple[int, int], int] = {}
    found = []
    for row, code, at, took in zip(
        edges["row"].tolist(), edges["code"].tolist(), edges["at_ms"].tolist(), length.tolist(), strict=True
    ):
        if (row, code) not in points:
            points[row, code] = _identity(outcome, row, code)[0]
        found.append((points[row, code], at, at + took))
    return found


def _identity(outcome: Outcome, row: int, code: int) -> tuple[int, str, str, str]:
    """Point, rule, label, grade."""
    table = outcome.table
    if code == GATEWAY:
        point = int(table.gateway["point"][row])
    elif code == PLUGIN:
        at = int(np.flatnonzero((outcome.edges["code"] == PLUGIN) & (outcome.edges["row"] == row))[0])
        point = int(outcome.edges["point"][at])
    else:
        point = int(table.point_id[row])
    return point, *table.identity(row, code)


def _rules(outcome: Outcome) -> list[RuleLine]:
    group, length, is_open = _durations(outcome)
    lines = []
    edges = outcome.edges[outcome.edges["kind"] == 1]
    for key in sorted(set(group)):
        mine = np.array([g == key for g in group])
        seconds = length[mine] / 1000.0
        lines.append(
            RuleLine(
                rule=key[0],
                label=key[1],
                grade=key[2],
                raised=int(mine.sum()),
                points=len(np.unique(edges["row"][mine])),
                open=int(is_open[mine].sum()),
                active_s=round(float(seconds.sum()), 3),
                median_s=round(float(np.median(seconds)), 3),
                longest_s=round(float(seconds.max()), 3),
            )
        )
    return lines


def _durations(outcome: Outcome) -> tuple[list[tuple[str, str, str]], Ints, npt.NDArray[np.bool_]]:
    """Rule of every raise, how long it stood (until the end of the recording when it still stands), and whether so."""
    edges = outcome.edges
    condition = edges["row"].astype(np.int64) * 16 + edges["code"]
    order = np.lexsort((np.arange(len(edges)), condition))
    kind, at = edges["kind"][order], edges["at_ms"][order]
    same = np.append(condition[order][1:] == condition[order][:-1], False)
    end = np.append(at[1:], 0)
    stands = np.where(same, end, np.maximum(outcome.to_ms, at)) - at
    length, is_open = np.zeros(len(edges), np.int64), np.zeros(len(edges), np.bool_)
    length[order], is_open[order] = stands, ~same
    raised = edges["kind"] == 1
    known: dict[tuple[int, int], tuple[str, str, str]] = {}
    group = []
    for row, code in zip(edges["row"][raised].tolist(), edges["code"][raised].tolist(), strict=True):
        if (row, code) not in known:
            known[row, code] = _identity(outcome, row, code)[1:]
        group.append(known[row, code])
    assert ((kind == 1) | (stands >= 0)).all()
    return group, length[raised], is_open[raised]


def _top(outcome: Outcome, names: dict[int, str]) -> list[PointLine]:
    edges = outcome.edges[outcome.edges["kind"] == 1]
    if not len(edges):
        return []
    condition, count = np.unique(edges["row"].astype(np.int64) * 16 + edges["code"], return_counts=True)
    lines = []
    for at in np.lexsort((condition, -count))[:TOP].tolist():
        row, code = divmod(int(condition[at]), 16)
        point, rule, label, _ = _identity(outcome, row, code)
        share = round(int(count[at]) / len(edges), 4)
        lines.append(
            PointLine(
                point_id=point, name=names.get(point, ""), rule=rule, label=label, raised=int(count[at]), share=share
            )
        )
    return lines


def _per_window(logged: Ints, from_ms: int, to_ms: int) -> Ints:
    """Raised alarms in each ten minutes, the empty ones too."""
    if to_ms <= from_ms:
        return np.bincount(np.zeros(len(logged), np.int64), minlength=1) if len(logged) else np.zeros(0, np.int64)
    windows = (to_ms - from_ms) // WINDOW_MS + 1
    return np.bincount((logged - from_ms) // WINDOW_MS, minlength=windows)


assert PLUGIN < 16
