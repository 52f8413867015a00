"""The calendar over HTTP: edges only."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.calendar import selectors, services
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema

router = Router(tags=["calendar"])
FIRST_YEAR, LAST_YEAR = 2000, 2100


class CalendarDayOut(Schema):
    """A day that differs from its weekday. ``mark``: H, M or U of the shipped table, or ``county``."""

    day: date
    name: str
    is_working: bool
    source: str
    mark: str


class CalendarOut(Schema):
    """A year; ``checked_by`` is empty while its days are to be confirmed."""

    year: int
    days: list[CalendarDayOut]
    standing: str
    checked_by: str
    checked_source: str
    may_edit: bool


class CalendarDayIn(StrictSchema):
    is_working: bool
    name: str = Field(default="", max_length=32)
    source: str = Field(min_length=1, max_length=100)


class CalendarCheckIn(StrictSchema):
    source: str = Field(min_length=1, max_length=100)


def _year(request: HttpRequest, year: int) -> dict[str, Any]:
    row = selectors.checked(year)
    return {
        "year": year,
        "days": selectors.days_of(year),
        "standing": selectors.standing_of(year),
        "checked_by": row.checked_by.name if row else "",
        "checked_source": row.source if row else "",
        "may_edit": signed_in(request).may(Permission.CALENDAR_EDIT),
    }


def _within(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(fields={"year": f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。"})
    return year


@router.get("/calendar", response={200: CalendarOut, **PROBLEMS})
def calendar(request: HttpRequest, year: int = 0) -> dict[str, Any]:
    """The holidays and worked weekends of a year (this one when none is given), and what they stand on."""
    signed_in(request)
    return _year(request, _within(year or clock.today().year))


@router.put("/calendar/days/{day}", response={200: CalendarOut, **PROBLEMS})
def day_set(request: HttpRequest, day: date, body: CalendarDayIn) -> dict[str, Any]:
    """Say whether people work on a day."""
    user = allowed(request, Permission.CALENDAR_EDIT)
    _within(day.year)
    services.day_set(
        actor=user, day=day, is_working=body.is_working, name=body.name, source=body.source, request=request
    )
    return _year(request, day.year)


@router.delete("/calendar/days/{day}", response={200: CalendarOut, **PROBLEMS})
def day_clear(request: HttpRequest, day: date) -> dict[str, Any]:
    """Take back what the county said about a day."""
    user = allowed(request, Permission.CALENDAR_EDIT)
    services.day_clear(actor=user, day=day, request=request)
    return _year(request, day.year)


@router.post("/calendar/years/{int:year}/check", response={200: CalendarOut, **PROBLEMS})
def year_check(request: HttpRequest, year: int, body: CalendarCheckIn) -> dict[str, Any]:
    """Note that a year was compared with the State Council's notice."""
    user = allowed(request, Permission.CALENDAR_EDIT)
    services.year_check(actor=user, year=_within(year), source=body.source, request=request)
    return _year(request, year)
