"""Django app of this folder."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Who was told what, when and why."""

    name = "anlan.records.notices"
    label = "notices"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"
