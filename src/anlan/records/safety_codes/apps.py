"""Django app of this folder."""

from django.apps import AppConfig


class SafetyCodesConfig(AppConfig):
    """Safety codes of enterprises."""

    name = "anlan.records.safety_codes"
    label = "safety_codes"
    verbose_name = "企业安全码"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Officers who check sign in with the sign at the gate."""
        from anlan.records.safety_codes.selectors import scanned
        from anlan.records.sites.site_codes import READERS

        READERS.append(scanned)
