"""Django app of this folder."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The county and its towns and streets."""

    name = "anlan.records.places"
    label = "places"
    verbose_name = "行政区划"
    default_auto_field = "django.db.models.BigAutoField"
