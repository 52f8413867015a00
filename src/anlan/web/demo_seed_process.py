"""Runs the seeding: ``python -m anlan.web.demo_seed_process [--duration SECONDS] [--cameras] [--horns PORT]``."""

import argparse
import os

from anlan.kit.garbage import collect_seldom


def main() -> None:
    """Seed the county into the database of the environment's settings."""
    collect_seldom()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--duration", type=float, help="length of a scored run, seconds")
    parser.add_argument("--cameras", action="store_true", help="let its cameras show something")
    parser.add_argument("--horns", type=int, default=0, metavar="PORT", help="where its loudspeakers answer")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    import django

    django.setup()
    from anlan.kit.settings import settings
    from anlan.web.demo_seed import seed

    seed(settings(), asked.duration, with_cameras=asked.cameras, horns_port=asked.horns)


if __name__ == "__main__":
    main()
