"""Django app of this folder."""

from django.apps import AppConfig


class ClosingConfig(AppConfig):
    """What is learnt and kept when a work order ends."""

    name = "anlan.records.closing"
    label = "closing"
    verbose_name = "闭环与复盘"
    default_auto_field = "django.db.models.BigAutoField"
