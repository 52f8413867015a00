"""Django app of this folder."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """Emergency resources and where they are."""

    name = "anlan.records.resources"
    label = "resources"
    verbose_name = "应急资源"
    default_auto_field = "django.db.models.BigAutoField"
