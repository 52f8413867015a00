"""Django app of this folder."""

from django.apps import AppConfig


class BuildingsConfig(AppConfig):
    """Outlines of buildings."""

    name = "anlan.records.buildings"
    label = "buildings"
    verbose_name = "厂区建筑"
    default_auto_field = "django.db.models.BigAutoField"
