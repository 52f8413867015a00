"""Django app of this folder."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """Merging of duplicate enterprises."""

    name = "anlan.records.merging"
    label = "merging"
    verbose_name = "企业合并"
    default_auto_field = "django.db.models.BigAutoField"
