"""Django app of this folder."""

from django.apps import AppConfig


class PositionsConfig(AppConfig):
    """Shared positions."""

    name = "anlan.records.positions"
    label = "positions"
    verbose_name = "位置共享"
    default_auto_field = "django.db.models.BigAutoField"
