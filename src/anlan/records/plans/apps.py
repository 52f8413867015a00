"""Django app of this folder."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Site plans."""

    name = "anlan.records.plans"
    label = "plans"
    verbose_name = "厂区平面图"
    default_auto_field = "django.db.models.BigAutoField"
