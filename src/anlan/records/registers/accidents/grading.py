"""Which grade an accident has: the worst of deaths, serious injuries and direct loss decides (decree 493, article 3).

The bounds are data (``grades.csv``); "以上" includes the bound, "以下" does not.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "grades.csv"


@dataclass(frozen=True)
class Bound:
    """From when on a grade is reached, what the enterprise is fined, and how far up it is reported."""

    grade: str
    deaths: int
    injuries: int
    loss_yuan: int
    fine_min_yuan: int
    fine_max_yuan: int
    report_up_to: str


@cache
def bounds() -> list[Bound]:
    """All grades, worst first."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Bound(
                row["grade"], int(row["deaths_min"]), int(row["injuries_min"]), int(row["loss_min_yuan"]),
                int(row["fine_min_yuan"]), int(row["fine_max_yuan"]), row["report_up_to"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def bound_of(*, deaths: int, injuries: int, loss_yuan: int) -> Bound:
    """The worst grade that any of the three reaches."""
    found = [b for b in bounds() if deaths >= b.deaths or injuries >= b.injuries or loss_yuan >= b.loss_yuan]
    return found[0]
