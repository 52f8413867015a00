"""Django app of this folder."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """What every register shares."""

    name = "anlan.records.registry"
    label = "registry"
    verbose_name = "登记簿"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the roles what the registers declare, and work orders what they can be made into."""
        from anlan.records.registry import catalog, conversions

        catalog.grant_rights()
        conversions.offer()
