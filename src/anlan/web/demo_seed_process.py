"""Runs the seeding: ``python -m anlan.web.demo_seed_process``."""

import os


def main() -> None:
    """Seed the county into the database of the environment's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    import django

    django.setup()
    from anlan.kit.settings import settings
    from anlan.web.demo_seed import seed

    seed(settings())


if __name__ == "__main__":
    main()
