"""Django app of this folder."""

from django.apps import AppConfig


class AlarmLogConfig(AppConfig):
    """Every alarm that ever was: its condition from the engine, and what people did about it."""

    name = "anlan.records.alarm_log"
    label = "alarm_log"
    verbose_name = "报警"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the alarm log knows about points and enterprises."""
        from anlan.records.alarm_log.selectors import enterprise_facts, point_facts
        from anlan.records.sites.extensions import offer_enterprise_facts, offer_point_facts

        offer_point_facts("alarm_log", point_facts)
        offer_enterprise_facts("alarm_log", enterprise_facts)
