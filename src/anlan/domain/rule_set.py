"""Defaults per sensor kind, shipped as data: every row of ``data/*.csv`` carries its source and how sure it is.

Marks: H official text, M consistent secondary text, L one weak page, U unconfirmed, D our proposal built from the
others. Nothing here is law in code: each point may differ, with a reason, an approver and an end.
"""

from dataclasses import dataclass
from functools import lru_cache

from anlan.domain.data_rows import rows_of
from anlan.domain.grades import Grade
from anlan.domain.priority import design_of

#: What limit labels are called on screen.
LABELS_ZH = {
    "L": "低报",
    "LL": "低低报",
    "H": "高报",
    "HH": "高高报",
    "HHH": "超高报",
    "IDLH": "危及生命浓度",
}


@dataclass(frozen=True, slots=True)
class RuleLimit:
    """One default limit; delays in seconds, deadband in the kind's unit."""

    label: str
    direction: int
    set_point: float
    strict: bool
    deadband: float
    on_delay_s: float
    off_delay_s: float
    grade: Grade
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class KindRules:
    """What is known of one sensor kind. None = no default."""

    kind: str
    name_zh: str
    name_en: str
    unit: str
    factor_code: str
    range_low: float | None
    range_high: float | None
    resolution: float
    over_range_is_high: bool
    rate_limit_per_s: float | None
    stuck_after_s: float | None
    offline_after_s: float | None
    fault_after_s: float | None
    source: str
    mark: str
    limits: tuple[RuleLimit, ...]


def rules_for(kind: str) -> KindRules | None:
    """The rules of a kind, or None when nobody described it."""
    return rule_set().get(kind)


@lru_cache(maxsize=1)
def rule_set() -> dict[str, KindRules]:
    """All kinds, by name."""
    limits: dict[str, list[RuleLimit]] = {}
    for row in rows_of("rule_set"):
        limits.setdefault(row["kind"], []).append(_limit(row))
    return {row["kind"]: _kind(row, tuple(limits.get(row["kind"], ()))) for row in rows_of("kinds")}


def _limit(row: dict[str, str]) -> RuleLimit:
    design = design_of(row["kind"], row["label"])
    return RuleLimit(
        label=row["label"],
        direction=int(row["direction"]),
        set_point=float(row["set_point"]),
        strict=row["strict"] == "1",
        deadband=float(row["deadband"]),
        on_delay_s=float(row["on_delay_s"]),
        off_delay_s=float(row["off_delay_s"]),
        grade=design.grade if design else Grade(row["grade"]),  # the matrix decides where there is a design
        source=row["source"],
        mark=row["mark"],
    )


def _kind(row: dict[str, str], limits: tuple[RuleLimit, ...]) -> KindRules:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return KindRules(
        kind=row["kind"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        factor_code=row["factor_code"],
        range_low=number("range_low"),
        range_high=number("range_high"),
        resolution=number("resolution") or 0.0,
        over_range_is_high=row["over_range_is_high"] == "1",
        rate_limit_per_s=number("rate_limit_per_s"),
        stuck_after_s=number("stuck_after_s"),
        offline_after_s=number("offline_after_s"),
        fault_after_s=number("fault_after_s"),
        source=row["source"],
        mark=row["mark"],
        limits=limits,
    )
