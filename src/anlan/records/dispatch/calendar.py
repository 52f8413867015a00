"""Night, and days on which offices are empty: what rules of dispatch ask of the clock and the calendar."""

from datetime import datetime

from anlan.records.calendar.selectors import SATURDAY, is_working_day
from anlan.records.core.clock import LOCAL

NIGHT_BEGINS_H, NIGHT_ENDS_H = 22, 6


def at_night(at: datetime) -> bool:
    """True between 22:00 and 06:00 in Asia/Shanghai."""
    hour = at.astimezone(LOCAL).hour
    return hour >= NIGHT_BEGINS_H or hour < NIGHT_ENDS_H


def on_holiday(at: datetime) -> bool:
    """True on Saturdays, Sundays and days off of the calendar, by the day in Asia/Shanghai.

    Weekends that are worked in exchange count as weekends: the rule for empty offices is the stricter one.
    """
    day = at.astimezone(LOCAL).date()
    return day.weekday() >= SATURDAY or not is_working_day(day)
