"""Fills the ledgers and writes the last bulletins: ``python -m anlan.web.demo_ledgers``. Minutes, beside the platform.

Site plans as well, because a picture takes a second each.

Once per database: a second call finds hazards and does nothing.
"""

import os


def main() -> None:
    """Fill the ledgers of the database of the environment's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    import django

    django.setup()
    from anlan.records.core import clock
    from anlan.records.figures.bulletins import bulletin_make, last_ended
    from anlan.records.figures.models import Bulletin
    from anlan.records.registers.hazards.models import Hazard
    from anlan.records.registry.seeding import fill_all
    from anlan.web.demo_seed_plans import plans_seed

    plans_seed()
    if Hazard.objects.exists():  # the resources of the map are records as well, and were there before
        return
    fill_all()
    for kind in Bulletin.Kind.values:
        since, _ = last_ended(kind, clock.today())
        if not Bulletin.objects.filter(kind=kind, since=since).exists():
            bulletin_make(kind=kind, day=since)


if __name__ == "__main__":
    main()
