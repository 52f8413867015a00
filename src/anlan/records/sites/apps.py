"""Django app of this folder."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Enterprises, their workshops and equipment, and the gateways and points that watch them."""

    name = "anlan.records.sites"
    label = "sites"
    verbose_name = "企业与测点"
    default_auto_field = "django.db.models.BigAutoField"
