"""Working days by the calendar that is kept as data: weekends off, unless the State Council's notice says otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from anlan.records.core.clock import LOCAL
from anlan.records.registry.models import CalendarDay

#: Longest stretch looked at: no legal time limit is longer, and a broken calendar must not loop for ever.
DAYS_MAX = 800
#: The calendar while many records are written at once: asked of the database once, not once a record.
_in_hand: ContextVar[dict[date, bool] | None] = ContextVar("calendar", default=None)


@contextmanager
def calendar_in_hand() -> Iterator[None]:
    """Ask the database for the calendar once for the length of a ``with`` block."""
    token = _in_hand.set(dict(CalendarDay.objects.values_list("day", "is_working")))
    try:
        yield
    finally:
        _in_hand.reset(token)


def _marked(start: date, horizon: date) -> dict[date, bool]:
    known = _in_hand.get()
    if known is not None:
        return known
    return dict(CalendarDay.objects.filter(day__gt=start, day__lte=horizon).values_list("day", "is_working"))


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
        left -= marked.get(day, day.weekday() < 5)
    return day


def end_of_day(day: date) -> datetime:
    """The instant at which ``day`` is over in Asia/Shanghai: a deadline counts the whole of its last day."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)
