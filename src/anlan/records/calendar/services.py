"""Commands on the calendar. A change moves deadlines that are set from then on; those that stand keep their date."""

from datetime import date
from typing import Any

from django.db import transaction

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.calendar.models import CheckedYear, CountyDay
from anlan.records.calendar.selectors import days_of
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid, NotFound


def _require(actor: User) -> None:
    if not actor.may(Permission.CALENDAR_EDIT):
        raise Forbidden


@transaction.atomic
def day_set(*, actor: User, day: date, is_working: bool, name: str, source: str, request: Any = None) -> CountyDay:
    """Say whether people work on a day, and on whose word; the year has to be checked anew.

    Raises:
        Forbidden: not for this role.
        Invalid: nobody's word for it.
    """
    _require(actor)
    if not source.strip():
        raise Invalid(fields={"source": "请填写依据，如放假通知的文号。"})
    before = CountyDay.objects.filter(pk=day).first()
    values = {"is_working": is_working, "name": name.strip(), "source": source.strip(), "set_by": actor,
              "set_at": clock.now()}  # fmt: skip
    row, _ = CountyDay.objects.update_or_create(day=day, defaults=values)
    CheckedYear.objects.filter(pk=day.year).delete()
    changes = {"is_working": [before.is_working if before else None, is_working], "source": [None, row.source]}
    audit_write(actor=actor, action="calendar.day_set", target=row, changes=changes, request=request)
    return row


@transaction.atomic
def day_clear(*, actor: User, day: date, request: Any = None) -> None:
    """Take the county's word for a day back: the shipped table or the weekday holds again.

    Raises:
        Forbidden, NotFound: not for this role; the county said nothing about it.
    """
    _require(actor)
    row = CountyDay.objects.filter(pk=day).first()
    if row is None:
        raise NotFound("该日期没有本地设置。")
    CheckedYear.objects.filter(pk=day.year).delete()
    changes = {"is_working": [row.is_working, None]}
    audit_write(actor=actor, action="calendar.day_cleared", target=row, changes=changes, request=request)
    row.delete()


@transaction.atomic
def year_check(*, actor: User, year: int, source: str, request: Any = None) -> CheckedYear:
    """Note that a year's days were compared with the notice and are right.

    Raises:
        Forbidden: not for this role.
        Invalid: the year has no days yet, or it is not said which notice was read.
    """
    _require(actor)
    if not source.strip():
        raise Invalid(fields={"source": "请填写放假通知的文号或名称。"})
    if not days_of(year):
        raise Invalid(fields={"year": f"{year} 年还没有放假安排，请先逐日录入。"})
    values = {"source": source.strip(), "checked_by": actor, "checked_at": clock.now()}
    row, _ = CheckedYear.objects.update_or_create(year=year, defaults=values)
    changes = {"source": [None, row.source]}
    audit_write(actor=actor, action="calendar.year_checked", target=row, changes=changes, request=request)
    return row
