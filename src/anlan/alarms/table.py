"""Published configuration → dense rows, one per point of this partition, ready for the loop.

Built column by column, because 650,000 points must be ready within seconds.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import (
    FAULT,
    GATEWAY,
    GATEWAY_CONFIG,
    OFF_MS,
    OFFLINE,
    PLUGIN,
    POINT_CODES,
    RATE,
    ROW_CONFIG,
    SLOT_CONFIG,
    SLOTS,
    STUCK,
    Rows,
)
from anlan.alarms.rule_catalogue import rule_types
from anlan.alarms.rule_check import instances_of, usable_rules
from anlan.alarms.rule_host import RuleHost, assemble
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig, RuleConfig
from anlan.domain.grades import Grade

GRADES = tuple(Grade)
_GRADE_CODE = {grade: np.uint8(i) for i, grade in enumerate(GRADES)}

#: Label of the one alarm that stands for all points of a silent gateway; its rule is "offline".
GATEWAY_LABEL = "GATEWAY"

#: A gateway that is not in the configuration counts as silent after this long.
DEFAULT_GATEWAY_SILENT_S = 90.0

_RULES = {RATE: "rate_of_change", STUCK: "stuck", OFFLINE: "offline", FAULT: "fault"}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class Table:
    """The rules of one partition. ``n`` points in ascending id order, ``g`` gateways in ascending id order.

    point_id: int32 (n). row: ROW_CONFIG (n). slot: SLOT_CONFIG (n, 4). grade: uint8 (n, 8), see ``GRADES``.
    label: uint16 (n, 4), positions in ``labels``. gateway_id: int64 (g). gateway: GATEWAY_CONFIG (g).
    rules: plug-in rules that can be judged; ``host`` runs them and is None when there are none.
    """

    version: int
    key: str
    point_id: npt.NDArray[np.int32]
    row: Rows
    slot: Rows
    grade: npt.NDArray[np.uint8]
    label: npt.NDArray[np.uint16]
    labels: list[str]
    gateway_id: Ints
    gateway: Rows
    problems: list[str] = field(default_factory=list)
    rules: list[RuleConfig] = field(default_factory=list)
    host: RuleHost | None = field(init=False, default=None)
    _lookup: npt.NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        """Make the direct look-up from point id to row, unless ids are too scattered for it; wake the plug-in rules."""
        if self.rules:
            self.host = assemble(instances_of(self.rules), rule_types(), self.point_id, self.row)
        if len(self.point_id) and self.point_id[0] >= 0 and self.point_id[-1] <= 8 * len(self.point_id) + 2**20:
            self._lookup = np.full(int(self.point_id[-1]) + 1, -1, np.int32)
            self._lookup[self.point_id] = np.arange(len(self.point_id), dtype=np.int32)

    def __len__(self) -> int:
        return len(self.point_id)

    def rows_of(self, point: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Row of each point id, −1 where this partition does not know it."""
        if not len(self):
            return np.full(len(point), -1, np.int32)
        if self._lookup is not None:
            inside = (point >= 0) & (point < len(self._lookup))
            if inside.all():
                return self._lookup[point]
            return np.where(inside, self._lookup[np.where(inside, point, 0)], np.int32(-1))
        at = np.minimum(np.searchsorted(self.point_id, point), len(self) - 1).astype(np.int32)
        return np.where(self.point_id[at] == point, at, np.int32(-1))

    def identity(self, row: int, code: int) -> tuple[str, str, Grade]:
        """Rule, label and grade of one edge code of one row (of a gateway, or of a plug-in rule's condition)."""
        if code == PLUGIN:
            assert self.host is not None
            rule, condition = self.host.identity(row)
            return rule, condition.label, condition.grade
        if code == GATEWAY:
            return "offline", GATEWAY_LABEL, GRADES[int(self.gateway["grade"][row])]
        grade = GRADES[int(self.grade[row, code])]
        if code < SLOTS:
            return "limit", self.labels[int(self.label[row, code])], grade
        return _RULES[code], _RULES[code], grade


def build(config: ConfigSnapshot, partition: int | None = None) -> Table:
    """The table of one partition (of all points when ``partition`` is None).

    A limit that cannot be judged (set point not finite, a fifth limit of one point, a label twice) is left
    out and named in ``Table.problems``; it never stops the other points.
    """
    points = sorted((p for p in config.points if partition in (None, p.partition)), key=lambda p: p.id)
    problems: list[str] = []
    count = len(points)
    slot, label, limit_grade, labels = _limits(points, problems)
    grade = np.zeros((count, POINT_CODES), np.uint8)
    grade[:, :SLOTS] = limit_grade
    row = _rows(points)
    _fill_quiet_band(row, slot)
    for code, grades in (
        (RATE, (p.rate_grade for p in points)),
        (STUCK, (p.stuck_grade for p in points)),
        (OFFLINE, (p.offline_grade for p in points)),
        (FAULT, (p.fault_grade for p in points)),
    ):
        grade[:, code] = _grades(grades, count)
    point_id = np.fromiter((p.id for p in points), np.int32, count)
    owners = np.fromiter((p.gateway_id for p in points), np.int64, count)
    gateway_id, index = np.unique(owners, return_inverse=True)
    row["gateway"] = index
    gateway = _gateways(config.gateways, gateway_id, row, point_id, grade)
    rules = usable_rules(config.rules, config.points, partition, problems)
    key = f"{config.version}-{digest(points, config.gateways, rules):08x}"
    return Table(config.version, key, point_id, row, slot, grade, label, labels, gateway_id, gateway, problems, rules)


def digest(points: Sequence[PointConfig], gateways: Sequence[GatewayConfig], rules: Sequence[RuleConfig] = ()) -> int:
    """Tells two configurations apart that carry the same version number."""
    total = 0
    encoder = msgspec.msgpack.Encoder()
    for part in (points, gateways, rules):
        for start in range(0, len(part), 10_000):
            total = zlib.crc32(encoder.encode(part[start : start + 10_000]), total)
    return total


def _limits(
    points: list[PointConfig], problems: list[str]
) -> tuple[Rows, npt.NDArray[np.uint16], npt.NDArray[np.uint8], list[str]]:
    """slot (n, 4), label (n, 4), grade (n, 4) and the labels' names.

    Points that share one list of limits, as those of a published profile do, are worked out once.
    """
    of_list = {id(p.limits): n for n, p in enumerate(points)}
    position = {key: at for at, key in enumerate(of_list)}
    index = np.fromiter((position[id(p.limits)] for p in points), np.intp, len(points))
    found: list[tuple[int, int, LimitConfig]] = []
    faults: dict[int, list[str]] = {}
    for at, n in enumerate(of_list.values()):
        found += [
            (at, place, limit) for place, limit in enumerate(_usable(points[n].limits, faults.setdefault(at, [])))
        ]
    if any(faults.values()):
        problems += [
            f"point {p.id}, {fault}" for p, at in zip(points, index.tolist(), strict=True) for fault in faults[at]
        ]
    slot = np.zeros((len(of_list), SLOTS), SLOT_CONFIG)
    label = np.zeros((len(of_list), SLOTS), np.uint16)
    grade = np.zeros((len(of_list), SLOTS), np.uint8)
    labels = _fill_slots(found, slot, label, grade)
    return slot[index], label[index], grade[index], labels


def _usable(limits: list[LimitConfig], faults: list[str]) -> list[LimitConfig]:
    """The limits that can be judged; why the others cannot is added to ``faults``."""
    kept: dict[str, LimitConfig] = {}
    for limit in limits:
        problem = _problem(limit, set(kept))
        if problem:
            faults.append(f"limit {limit.label}: {problem}")
        else:
            kept[limit.label] = limit
    return list(kept.values())


def _problem(limit: LimitConfig, seen: set[str]) -> str:
    if limit.label in seen:
        return "the label occurs twice; give each limit of a point its own"
    if len(seen) == SLOTS:
        return f"more than {SLOTS} limits; remove one"
    if not abs(limit.set_point) < float("inf"):
        return "the set point is not a finite number"
    if not (limit.deadband >= 0 and limit.on_delay_s >= 0 and limit.off_delay_s >= 0):
        return "deadband and delays must be 0 or more"
    return ""


def _fill_slots(
    found: list[tuple[int, int, LimitConfig]],
    slot: Rows,
    label: npt.NDArray[np.uint16],
    grade: npt.NDArray[np.uint8],
) -> list[str]:
    count = len(found)
    where = (np.fromiter((f[0] for f in found), np.intp, count), np.fromiter((f[1] for f in found), np.intp, count))
    limits = [f[2] for f in found]
    columns: dict[str, Iterable[Any]] = {
        "direction": (x.direction for x in limits),
        "set_point": (x.set_point for x in limits),
        "deadband": (x.deadband for x in limits),
        "strict": (x.strict for x in limits),
    }
    for name, values in columns.items():
        slot[name][where] = np.fromiter(values, np.float64, count)
    slot["on_ms"][where] = _ms((x.on_delay_s for x in limits), count)
    slot["off_ms"][where] = _ms((x.off_delay_s for x in limits), count)
    labels = sorted({x.label for x in limits})
    code = {name: i for i, name in enumerate(labels)}
    label[where] = np.fromiter((code[x.label] for x in limits), np.uint16, count)
    grade[where] = _grades((x.grade for x in limits), count)
    return labels


def _rows(points: list[PointConfig]) -> Rows:
    count = len(points)
    row = np.zeros(count, ROW_CONFIG)
    row["over_range_is_high"] = np.fromiter((p.over_range_is_high for p in points), np.uint8, count)
    rate = np.fromiter((p.rate_limit_per_s or np.inf for p in points), np.float64, count)
    row["rate_per_s"] = np.where(rate > 0, rate, np.inf)
    row["stuck_ms"] = _ms((p.stuck_after_s or 0.0 for p in points), count, off_when_zero=True)
    row["offline_ms"] = _ms((p.offline_after_s or 0.0 for p in points), count, off_when_zero=True)
    after = _ms((-1.0 if p.fault_after_s is None else p.fault_after_s for p in points), count)
    row["fault_ms"] = np.where(after < 0, OFF_MS, after)
    return row


def _fill_quiet_band(row: Rows, slot: Rows) -> None:
    direction = slot["direction"]
    row["slots"] = (direction != 0).sum(axis=1)
    row["quiet_high"] = np.where(direction > 0, slot["set_point"], np.inf).min(axis=1, initial=np.inf)
    row["quiet_low"] = np.where(direction < 0, slot["set_point"], -np.inf).max(axis=1, initial=-np.inf)


def _gateways(
    configs: list[GatewayConfig],
    gateway_id: Ints,
    row: Rows,
    point_id: npt.NDArray[np.int32],
    grade: npt.NDArray[np.uint8],
) -> Rows:
    """When a gateway counts as silent: at its own limit, or when every one of its points is overdue."""
    count = len(gateway_id)
    gateway = np.zeros(count, GATEWAY_CONFIG)
    own = {c.id: c.offline_after_s for c in configs}
    after = _ms((own.get(int(i), DEFAULT_GATEWAY_SILENT_S) for i in gateway_id), count, off_when_zero=True)
    has_limit = row["offline_ms"] < OFF_MS
    index = row["gateway"]
    longest = np.full(count, -1, np.int64)
    np.maximum.at(longest, index[has_limit], row["offline_ms"][has_limit])
    shortest = np.full(count, OFF_MS, np.int64)
    np.minimum.at(shortest, index, row["offline_ms"])
    gateway["silent_ms"] = np.where(longest > 0, np.minimum(after, longest), after)
    gateway["patience_ms"] = np.minimum(gateway["silent_ms"], shortest)
    lowest = np.full(count, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(lowest, index, point_id)
    gateway["point"] = lowest
    worst = np.full(count, len(GRADES), np.uint8)
    np.minimum.at(worst, index[has_limit], grade[has_limit, OFFLINE])
    gateway["grade"] = np.where(worst < len(GRADES), worst, _GRADE_CODE[Grade.YELLOW])
    return gateway


def _ms(seconds: Iterable[float], count: int, off_when_zero: bool = False) -> Ints:
    values = np.fromiter(seconds, np.float64, count)
    ms = np.rint(np.clip(values, -1e12, 1e12) * 1000).astype(np.int64)
    return np.where(ms <= 0, OFF_MS, ms) if off_when_zero else ms


def _grades(grades: Iterable[Grade], count: int) -> npt.NDArray[np.uint8]:
    return np.fromiter((_GRADE_CODE[g] for g in grades), np.uint8, count)


EMPTY = build(ConfigSnapshot(version=0, published_at_ms=0))
