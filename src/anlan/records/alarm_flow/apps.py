"""Django app of this folder."""

from django.apps import AppConfig


class AlarmFlowConfig(AppConfig):
    """The stages between an alarm and a person: silences, inhibition, grouping, flood, repetition."""

    name = "anlan.records.alarm_flow"
    label = "alarm_flow"
    verbose_name = "报警抑制与归并"
    default_auto_field = "django.db.models.BigAutoField"
