"""The calendar in the back office."""

from django.contrib import admin

from anlan.records.audit.admin_base import ReadOnlyAdmin
from anlan.records.calendar.models import CheckedYear, CountyDay


@admin.register(CountyDay)
class CountyDayAdmin(ReadOnlyAdmin):
    """Days that the county set; they are set on the page of the calendar."""

    list_display = ("day", "is_working", "name", "source", "set_by", "set_at")
    list_filter = ("is_working",)


@admin.register(CheckedYear)
class CheckedYearAdmin(ReadOnlyAdmin):
    """Years compared with the notice."""

    list_display = ("year", "source", "checked_by", "checked_at")
