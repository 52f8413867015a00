"""Django app of this folder."""

from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """What people in the field saw: words, place and photos, waiting for a register to take them over."""

    name = "anlan.records.observations"
    label = "observations"
    verbose_name = "现场情况"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may see an observation's photos."""
        from anlan.records.core.owners import offer_owner
        from anlan.records.observations.selectors import observation_get

        offer_owner("observation", lambda reader, pk: observation_get(for_user=reader, observation_id=pk))
