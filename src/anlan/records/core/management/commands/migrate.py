"""Django's own command, which makes an empty database at once."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from anlan.records.core.first_start import make_at_once

#: Whoever asks for one of these wants something else than the newest database.
_SPECIAL = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune", "one_by_one")


class Command(migrate.Command):
    """Bring the database up to date."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's options and one more."""
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one", action="store_true", help="Walk through every migration, also on an empty database."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make an empty database at once; to any other apply what it lacks. Signals are sent as by Django's own."""
        if not any(options.get(name) for name in _SPECIAL):
            made = make_at_once(connections[options["database"]])
            if made and options["verbosity"]:
                self.stdout.write(f"  Made an empty database at once, as {made} migrations leave it behind.")
        super().handle(*args, **options)
