"""Django app of this folder."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Work orders: from the alarm that opens one to the second person who closes it."""

    name = "anlan.records.incidents"
    label = "incidents"
    verbose_name = "工单"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the alarm log, and say what work orders know about enterprises."""
        from anlan.records.incidents import receivers

        receivers.connect()
