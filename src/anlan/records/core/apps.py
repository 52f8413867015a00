"""Django app of this folder."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Outbox, attachments, numbering, clock, errors: what every records app stands on."""

    name = "anlan.records.core"
    label = "core"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"
