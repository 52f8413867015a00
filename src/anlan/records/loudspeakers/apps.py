"""Django app of this folder."""

from django.apps import AppConfig


class LoudspeakersConfig(AppConfig):
    """Loudspeakers and what is said through them."""

    name = "anlan.records.loudspeakers"
    label = "loudspeakers"
    verbose_name = "喇叭广播"
    default_auto_field = "django.db.models.BigAutoField"
