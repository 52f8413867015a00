"""Risk by LEC or LS; bands and colours are ``data/bands.csv``.

>>> grade("lec", 3, 6, 15).score, grade("lec", 3, 6, 15).colour
(270, 'orange')
>>> grade("ls", 4, 1, 5).colour
'red'
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
#: What the factors may be.
LEC = {
    "likelihood": (10, 6, 3, 1, 0.5, 0.2, 0.1),
    "exposure": (10, 6, 3, 2, 1, 0.5),
    "consequence": (100, 40, 15, 7, 3, 1),
}
LS = {"likelihood": (1, 2, 3, 4, 5), "consequence": (1, 2, 3, 4, 5)}


@dataclass(frozen=True)
class Grade:
    """A score with its colour, when to look again, and how it came about."""

    score: float
    colour: str
    review_days: int
    reason: str


@cache
def table(name: str) -> list[dict[str, str]]:
    """A table of this register, row by row."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wrong_factors(method: str, likelihood: float, exposure: float, consequence: float) -> dict[str, str]:
    """Factors that the method does not know, with those it does."""
    given = {"likelihood": likelihood, "exposure": exposure, "consequence": consequence}
    known = LEC if method == "lec" else LS
    return {name: f"应为 {'、'.join(map(str, sorted(values)))} 之一。"
            for name, values in known.items() if given[name] not in values}  # fmt: skip


def grade(method: str, likelihood: float, exposure: float, consequence: float) -> Grade:
    """The grade of these factors; LS leaves ``exposure`` out."""
    parts = [likelihood, exposure, consequence] if method == "lec" else [likelihood, consequence]
    score = 1.0
    for part in parts:
        score *= part
    score = round(score, 3)
    row = next(row for row in table("bands") if row["method"] == method and score > float(row["above"]))
    how = f"{' × '.join(f'{part:g}' for part in parts)} = {score:g}"
    return Grade(score, row["colour"], int(row["review_days"]), f"{how}；{row['source']}")


def census_columns(sector: str) -> list[str]:
    """Columns that the form of this sector asks."""
    return [row["column"] for row in table("census_forms") if row["sector"] == sector]


def permit_hours(kind: str) -> int:
    """How long a permit of this kind lives."""
    return next(int(row["hours"]) for row in table("permit_hours") if row["kind"] == kind)
