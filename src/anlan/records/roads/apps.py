"""Django app of this folder."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    """Roads and routes."""

    name = "anlan.records.roads"
    label = "roads"
    verbose_name = "道路与路线"
    default_auto_field = "django.db.models.BigAutoField"
