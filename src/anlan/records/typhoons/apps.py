"""Django app of this folder."""

from django.apps import AppConfig


class TyphoonsConfig(AppConfig):
    """Tracks of typhoons."""

    name = "anlan.records.typhoons"
    label = "typhoons"
    verbose_name = "台风路径"
    default_auto_field = "django.db.models.BigAutoField"
