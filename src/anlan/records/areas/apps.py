"""Django app of this folder."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Official boundaries."""

    name = "anlan.records.areas"
    label = "areas"
    verbose_name = "行政与网格边界"
    default_auto_field = "django.db.models.BigAutoField"
