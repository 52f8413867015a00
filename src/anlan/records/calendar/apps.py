"""Django app of this folder."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Working days and holidays."""

    name = "anlan.records.calendar"
    label = "calendar"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"
