"""Django app of this folder."""

from django.apps import AppConfig


class TrendsConfig(AppConfig):
    """Notes on curves."""

    name = "anlan.records.trends"
    label = "trends"
    verbose_name = "趋势标注"
    default_auto_field = "django.db.models.BigAutoField"
