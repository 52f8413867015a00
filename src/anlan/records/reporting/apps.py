"""Django app of this folder."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Facts for platforms above."""

    name = "anlan.records.reporting"
    label = "reporting"
    verbose_name = "上报"
    default_auto_field = "django.db.models.BigAutoField"
