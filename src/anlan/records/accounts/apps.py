"""Django app of this folder."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who uses the platform, in which role, and how far they see."""

    name = "anlan.records.accounts"
    label = "accounts"
    verbose_name = "用户与权限"
    default_auto_field = "django.db.models.BigAutoField"
