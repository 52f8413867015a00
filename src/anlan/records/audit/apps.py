"""Django app of this folder."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Every write by a person, append-only and hash-chained."""

    name = "anlan.records.audit"
    label = "audit"
    verbose_name = "审计"
    default_auto_field = "django.db.models.BigAutoField"
