"""The shipped table ``data/holidays.csv``: the days that the State Council's notice of a year moves.

Columns ``first_day,last_day,is_working,name,source,mark,note``; ``mark`` says how well a row is confirmed (H: read in
the notice itself; M: in reprints; U: not confirmed). A new year is a few rows more, or set by the county day by day.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "holidays.csv"


@dataclass(frozen=True, slots=True)
class Day:
    """One day that differs from its weekday, and on whose word."""

    day: date
    is_working: bool
    name: str
    source: str
    mark: str


@lru_cache(maxsize=1)
def shipped() -> dict[date, Day]:
    """All days of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {day.day: day for row in csv.DictReader(file) for day in _days(row)}


def _days(row: dict[str, str]) -> list[Day]:
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    return [
        Day(first + timedelta(days=n), row["is_working"] == "yes", row["name"], row["source"], row["mark"])
        for n in range((last - first).days + 1)
    ]
