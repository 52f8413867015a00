"""What all commands share: options said more than once, and how an answer ends a command."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from anlan.kit import logs
from anlan.kit.settings import settings

if TYPE_CHECKING:
    from anlan.bus.client import Bus

AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
#: Cryptography of a new key; see ``kit.suites``.
SuiteName = Literal["international", "guomi"]
Points = Annotated[
    list[str] | None, typer.Option("--point", help="Id, address, or gateway-code/address; may be repeated.")
]
Enterprises = Annotated[list[int] | None, typer.Option("--enterprise", help="All points of this id; may be repeated.")]


def use_django() -> None:
    """Set Django up, for commands that read or write records."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    django.setup()


@contextlib.contextmanager
def records() -> Iterator[None]:
    """Set Django up; where the database cannot be used yet, the command ends with what to do, not with a traceback."""
    use_django()
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        where = "ANLAN_DATABASE_URL" if settings().database_url else str(settings().data.absolute())
        finish(
            2,
            f"The database ({where}) cannot be used: {error}\nA first start makes it: wait until `anlan up` says its "
            "address, then try again. Otherwise set ANLAN_DATA or ANLAN_DATABASE_URL to those the platform runs with; "
            "`anlan migrate` brings the database of an older version up to date, `anlan check` looks closer",
        )


def answer(code: int, text: str) -> None:
    """Print ``text``, on standard error when ``code`` is not 0, and end with it."""
    typer.echo(text, err=code != 0)
    sys.exit(code)


def on_bus(name: str, work: "Callable[[Bus], Awaitable[tuple[int, str]]]") -> None:
    """Do ``work`` on the running system's bus, print its text, end with its code."""
    from anlan.bus.client import Bus, BusError

    async def ask() -> tuple[int, str]:
        try:
            bus = await Bus.connect(name, settings(), wait_s=8)
        except BusError as error:
            folder = settings().data.absolute()
            return 2, (
                f"Anlan does not answer: {error}\nStart it with `anlan up`, or set ANLAN_DATA (now {folder}) and "
                "ANLAN_NATS_PORT or ANLAN_NATS_URL to those it runs with; `anlan check` looks closer"
            )
        try:
            return await work(bus)
        finally:
            await bus.close()

    quiet(name)
    finish(*asyncio.run(ask()))


def quiet(name: str) -> None:
    """Let the answer stand alone on the terminal: only warnings are logged."""
    logs.configure(name, at_least=logging.WARNING)


def finish(code: int, text: str) -> None:
    """Answers go to standard output, complaints (code 2) to standard error."""
    typer.echo(text, err=code == 2)
    sys.exit(code)
