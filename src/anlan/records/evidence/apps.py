"""Django app of this folder."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Pictures and clips of camera alarms, and the verdicts on them."""

    name = "anlan.records.evidence"
    label = "evidence"
    verbose_name = "影像证据"
    default_auto_field = "django.db.models.BigAutoField"
