"""Django app of this folder."""

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    """Data-arrival rates."""

    name = "anlan.records.arrivals"
    label = "arrivals"
    verbose_name = "数据到达"
    default_auto_field = "django.db.models.BigAutoField"
