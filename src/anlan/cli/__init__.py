"""The command line: wiring, and nothing else. One module for each group of commands."""

import sys
from typing import Annotated

import typer

from anlan.cli import cameras, county, keys, platform, readings, records
from anlan.kit.garbage import collect_seldom

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Anlan 安澜: an open work-safety platform.")
for commands in (platform, records, county, cameras, keys, readings):
    app.add_typer(commands.app)


@app.command(hidden=True)
def reference(check_only: Annotated[bool, typer.Option("--check", help="Only compare.")] = False) -> None:
    """Write docs/reference/cli.md, or compare it with this file."""
    from anlan.kit import cli_reference

    sys.exit(cli_reference.run(app, check=check_only))


def main() -> None:
    """Entry point: unreadable settings are explained, whatever the command."""
    from pydantic import ValidationError

    from anlan.kit.settings import explain

    collect_seldom()
    try:
        app()
    except ValidationError as error:
        typer.echo("\n".join(explain(error)), err=True)
        sys.exit(2)
