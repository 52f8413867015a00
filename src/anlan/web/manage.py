"""Django's commands: ``python -m anlan.web.manage migrate``."""

import os
import sys

import django
from django.core.management import execute_from_command_line

from anlan.kit.garbage import collect_seldom


def main() -> None:
    """Run the command named on the command line."""
    collect_seldom()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    if sys.argv[1:2] == ["export_openapi"]:
        django.setup()
        from anlan.web import openapi

        sys.exit(openapi.run(sys.argv[2:]))
    if sys.argv[1:2] == ["export_reference"]:
        django.setup()
        from anlan.web import reference

        sys.exit(reference.run(sys.argv[2:]))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
