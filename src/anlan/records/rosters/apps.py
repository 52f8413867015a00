"""Django app of this folder."""

from django.apps import AppConfig


class RostersConfig(AppConfig):
    """Duty rosters: who is on duty when, and what is handed over at the change of shift."""

    name = "anlan.records.rosters"
    label = "rosters"
    verbose_name = "值班表"
    default_auto_field = "django.db.models.BigAutoField"
