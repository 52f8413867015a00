"""Questions about days. What the county set comes first, then the shipped table, then the weekday."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.records.calendar.models import CheckedYear, CountyDay
from anlan.records.calendar.shipped import shipped
from anlan.records.core.clock import LOCAL

SATURDAY = 5
#: Longest stretch looked at: no legal time limit is longer, and a broken calendar must not loop for ever.
DAYS_MAX = 800
#: The county's days while many records are written at once: asked of the database once, not once a record.
_in_hand: ContextVar[dict[date, bool] | None] = ContextVar("calendar", default=None)


@contextmanager
def calendar_in_hand() -> Iterator[None]:
    """Ask the database for the calendar once for the length of a ``with`` block."""
    token = _in_hand.set(dict(CountyDay.objects.values_list("day", "is_working")))
    try:
        yield
    finally:
        _in_hand.reset(token)


def _marked(first: date, last: date) -> dict[date, bool]:
    known = _in_hand.get()
    if known is None:
        known = dict(CountyDay.objects.filter(day__gte=first, day__lte=last).values_list("day", "is_working"))
    return known


def _works(day: date, marked: dict[date, bool]) -> bool:
    if day in marked:
        return marked[day]
    known = shipped().get(day)
    return known.is_working if known else day.weekday() < SATURDAY


def is_working_day(day: date) -> bool:
    """True on a day on which offices are open."""
    return _works(day, _marked(day, day))


def working_days_after(start: date, days: int) -> date:
    """The ``days``-th working day after ``start`` (which does not count itself).

    Raises:
        ValueError: more than fits into :data:`DAYS_MAX` calendar days.
    """
    horizon = start + timedelta(days=DAYS_MAX)
    marked = _marked(start, horizon)
    day, left = start, days
    while left:
        day += timedelta(days=1)
        if day > horizon:
            raise ValueError(f"{days} working days after {start} lie beyond {DAYS_MAX} days: is the calendar broken?")
        left -= _works(day, marked)
    return day


def end_of_day(day: date) -> datetime:
    """The instant at which ``day`` is over in Asia/Shanghai: a deadline counts the whole of its last day."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def days_of(year: int) -> list[dict[str, Any]]:
    """The days of a year that differ from their weekday, in order, each with its source and mark.

    ``mark`` is ``county`` for what the county set itself.
    """
    found = {
        day.day: {"name": day.name, "is_working": day.is_working, "source": day.source, "mark": day.mark}
        for day in shipped().values()
        if day.day.year == year
    }
    for row in CountyDay.objects.filter(day__year=year):
        found[row.day] = {"name": row.name, "is_working": row.is_working, "source": row.source, "mark": "county"}
    return [{"day": day, **found[day]} for day in sorted(found)]


def checked(year: int) -> CheckedYear | None:
    """Who compared this year with the notice, or None while it is to be confirmed."""
    return CheckedYear.objects.select_related("checked_by").filter(pk=year).first()


def standing_of(year: int) -> str:
    """What working days of a year stand on, in words for whoever asks why this date."""
    if not days_of(year):
        return f"周末（{year} 年放假安排尚未录入，待确认）"
    if row := checked(year):
        return f"{year} 年放假安排（已核对：{row.source}）"
    return f"{year} 年放假安排（待按国务院办公厅放假通知确认）"
