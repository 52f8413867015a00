"""The page docs/reference/cli.md: made from the command line itself, compared in the checks."""

from pathlib import Path

import typer
from typer.cli import get_docs_for_click

FILE = Path(__file__).parents[3] / "docs" / "reference" / "cli.md"
NOTE = "<!-- Made by `make docs` from src/anlan/cli/. Do not edit. -->\n\n"


def text(app: typer.Typer) -> str:
    """All commands with their arguments and options, as Markdown."""
    command = typer.main.get_command(app)
    page = get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="anlan"), name="anlan")
    return NOTE + "\n".join(line.rstrip() for line in page.strip().splitlines()) + "\n"


def run(app: typer.Typer, *, check: bool) -> int:
    """Write the page; with ``check`` only compare: 1 when it is not what the code says."""
    if not check:
        FILE.write_text(text(app))
        return 0
    if FILE.exists() and FILE.read_text() == text(app):
        return 0
    print(f"{FILE.name} is not what the code says: run `make docs`")  # noqa: T201
    return 1
