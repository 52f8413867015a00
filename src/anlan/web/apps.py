"""Finds the records apps by folder: a new app is a folder with ``apps.py``, a register one with ``register.py``."""

from pathlib import Path

from django.contrib.admin.apps import AdminConfig

from anlan.records.registry.folders import register_apps

#: Made first, in this order, because the others refer to them.
FIRST = ("core", "audit", "accounts", "places", "sites")


def record_apps() -> list[str]:
    """Dotted names of every app under ``records`` and of every register, also those of one's own folder."""
    root = Path(__file__).resolve().parents[1] / "records"
    found = sorted(path.parent.relative_to(root) for path in root.glob("*/apps.py"))
    names = [".".join(path.parts) for path in found]
    ordered = [name for name in FIRST if name in names] + [name for name in names if name not in FIRST]
    return [f"anlan.records.{name}" for name in ordered] + register_apps()


class AnlanAdminConfig(AdminConfig):
    """Puts our admin site in the place of Django's own."""

    default_site = "anlan.web.admin_site.AnlanAdminSite"

    def ready(self) -> None:
        """Let the records ask the alarms engine's own rule types what can be judged."""
        super().ready()
        from anlan.records.sites.extensions import offer_rule_judge
        from anlan.web.rule_judge import InstalledRules

        offer_rule_judge(InstalledRules())
