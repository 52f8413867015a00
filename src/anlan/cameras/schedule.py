"""Is a scene on duty at this moment? Windows are in the county's time, Asia/Shanghai (no summer time)."""

from collections.abc import Sequence
from datetime import datetime

from anlan.bus.messages import DutyWindow
from anlan.domain.clock import LOCAL


def is_on_duty(schedule: Sequence[DutyWindow], at_ms: int) -> bool:
    """True when any window holds ``at_ms`` (ms since 1970 UTC); an empty schedule is always on."""
    if not schedule:
        return True
    local = datetime.fromtimestamp(at_ms / 1000, LOCAL)
    minute = local.hour * 60 + local.minute
    return any(_holds(window, local.isoweekday(), minute) for window in schedule)


def _holds(window: DutyWindow, day: int, minute: int) -> bool:
    begin, end = window.from_minute, window.to_minute
    if begin < end:
        return day in window.days and begin <= minute < end
    yesterday = (day - 2) % 7 + 1  # a night shift belongs to the day it begins on
    return (day in window.days and minute >= begin) or (yesterday in window.days and minute < end)
