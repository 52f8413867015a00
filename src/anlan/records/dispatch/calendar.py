"""Night, and days on which offices are empty: weekends and the holidays of ``data/holidays.csv``."""

import csv
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from anlan.records.core.clock import LOCAL

NIGHT_BEGINS_H, NIGHT_ENDS_H = 22, 6
SATURDAY = 5


def at_night(at: datetime) -> bool:
    """True between 22:00 and 06:00 in Asia/Shanghai."""
    hour = at.astimezone(LOCAL).hour
    return hour >= NIGHT_BEGINS_H or hour < NIGHT_ENDS_H


def on_holiday(at: datetime) -> bool:
    """True on Saturdays, Sundays and listed holidays, by the calendar day in Asia/Shanghai.

    Weekends that are worked in exchange count as weekends: the rule for empty offices is the stricter one.
    """
    day = at.astimezone(LOCAL).date()
    return day.weekday() >= SATURDAY or any(first <= day <= last for first, last in _holidays())


@lru_cache(maxsize=1)
def _holidays() -> list[tuple[date, date]]:
    path = Path(__file__).parent / "data" / "holidays.csv"
    with path.open(encoding="utf-8") as file:
        return [
            (date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])) for row in csv.DictReader(file)
        ]
