"""Django app of this folder."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Figures over all registers, indices, bulletins."""

    name = "anlan.records.figures"
    label = "figures"
    verbose_name = "统计与考核"
    default_auto_field = "django.db.models.BigAutoField"
