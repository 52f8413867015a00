"""Fills the county's ledgers: ``python -m anlan.web.demo_ledgers``. Minutes of work, so beside the running platform.

Once per database: a second call finds hazards and does nothing.
"""

import os


def main() -> None:
    """Fill the ledgers of the database of the environment's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    import django

    django.setup()
    from anlan.records.registry.models import Entry
    from anlan.records.registry.seeding import fill_all

    if not Entry.objects.exists():
        fill_all()


if __name__ == "__main__":
    main()
