"""Django app of this folder."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """Alarm rules as versions: of a kind, of a point, over several points."""

    name = "anlan.records.rules"
    label = "rules"
    verbose_name = "报警规则"
    default_auto_field = "django.db.models.BigAutoField"
