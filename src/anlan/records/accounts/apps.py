"""Django app of this folder."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who uses the platform, in which role, and how far they see."""

    name = "anlan.records.accounts"
    label = "accounts"
    verbose_name = "用户与权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """allauth's own pages of its tables stay out of the back office: factors and links have their owners' pages."""
        from django.contrib import admin

        for model in list(admin.site._registry):
            if model.__module__.startswith("allauth."):
                admin.site.unregister(model)
