"""Django app of this folder."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Dispatch policies: drafted, simulated, published by a second person, copied onto work orders."""

    name = "anlan.records.dispatch"
    label = "dispatch"
    verbose_name = "派单策略"
    default_auto_field = "django.db.models.BigAutoField"
