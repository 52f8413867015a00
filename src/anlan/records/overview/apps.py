"""Django app of this folder."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """The county at a glance: map and counters."""

    name = "anlan.records.overview"
    label = "overview"
    verbose_name = "总览"
    default_auto_field = "django.db.models.BigAutoField"
