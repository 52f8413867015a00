"""The discretion table 裁量基准 as data: how far a fine goes at each stage, and what else the law allows.

The upper bounds are the law's; how they are divided into three stages is a default of this platform. The province's
own standard decides: put its figures into ``data/discretion.csv``.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.records.registers.enforcement.choices import Stage

FILE = Path(__file__).parent / "data" / "discretion.csv"


@dataclass(frozen=True)
class Violation:
    """One violation: its article, the top of each stage in yuan, and what may be done beside the fine."""

    id: str
    violation: str
    law: str
    tops: dict[str, int]
    is_first_offence_listed: bool
    may_close: bool
    may_detain: bool
    mark: str

    def span(self, stage: str) -> tuple[int, int]:
        """``(lowest, highest)`` fine of a stage, in yuan."""
        order = list(Stage)
        at = order.index(Stage(stage))
        return (self.tops[order[at - 1]] if at else 0), self.tops[stage]


@cache
def violations() -> dict[str, Violation]:
    """All violations by id, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: _violation(row) for row in csv.DictReader(file)}


def _violation(row: dict[str, str]) -> Violation:
    tops = {str(stage.value): int(row[f"{stage.value}_max_yuan"]) for stage in Stage}
    flags = {name: row[name] == "true" for name in ("first_offence", "may_close", "may_detain")}
    return Violation(
        row["id"], row["violation"], row["law"], tops, flags["first_offence"], flags["may_close"],
        flags["may_detain"], row["mark"],
    )  # fmt: skip


def violation_choices() -> list[tuple[str, str]]:
    """Ids and texts, for forms."""
    return [(one.id, f"{one.violation}（{one.law}）") for one in violations().values()]
