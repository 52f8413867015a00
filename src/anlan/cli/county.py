"""Domain packs, and the county in a box that can load them."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.parts import use_django
from anlan.kit import logs
from anlan.kit.settings import settings

app = typer.Typer()
packs = typer.Typer(help="Domain packs: other fields of safety as data (see docs/how-to/write-a-domain-pack.md).")
app.add_typer(packs, name="packs")


def _pack_load(name: str) -> None:
    from anlan.domain.packs import BadPack
    from anlan.web.packs import load

    try:
        pack, is_new = load(settings(), name)
    except BadPack as error:
        typer.echo(f"anlan packs: {error}", err=True)
        raise SystemExit(1) from error
    said = "loaded; restart the platform so that every process knows it" if is_new else "is loaded already"
    typer.echo(f"{pack.name} {pack.version} ({pack.label}): {said}")


@packs.command("list")
def packs_list() -> None:
    """Packs that ship, and which of them (and which others) are loaded on this machine."""
    from anlan.domain.packs import BadPack
    from anlan.web.packs import loaded, shipped

    try:
        here = {pack.name: pack for pack in loaded(settings())}
    except BadPack as error:
        typer.echo(f"anlan packs: {error}", err=True)
        raise SystemExit(1) from error
    for pack in {**{one.name: one for one in shipped()}, **here}.values():
        state = "loaded" if pack.name in here else "-"
        typer.echo(f"{pack.name:<14} {pack.version:<4} {state:<7} {len(pack.kinds)} kinds  {pack.label} {pack.en}")


@packs.command("load")
def packs_load(name: Annotated[str, typer.Argument(help="A shipped pack, or the folder of another.")]) -> None:
    """Load a pack; loading the same again changes nothing."""
    _pack_load(name)


@packs.command("remove")
def packs_remove(name: Annotated[str, typer.Argument(help="A loaded pack.")]) -> None:
    """Unload a pack that no point and no inspection uses any more."""
    use_django()
    from anlan.domain.packs import BadPack
    from anlan.web.packs import remove

    try:
        remove(settings(), name)
    except BadPack as error:
        typer.echo(f"anlan packs: {error}", err=True)
        raise SystemExit(1) from error
    typer.echo(f"{name}: removed; restart the platform")


@app.command()
def demo(
    duration: Annotated[float | None, typer.Option(help="Seconds to run; without it until Ctrl-C.")] = None,
    cameras: Annotated[
        bool | None, typer.Option(help="180 scenes on 45 virtual cameras; by default unless --duration is under 300.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write the score as JSON to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the score as JSON.")] = False,
    pack: Annotated[list[str] | None, typer.Option(help="Domain pack to load first; may be said again.")] = None,
) -> None:
    """Run the county in a box: a living county on this machine, and a score of how it was watched."""
    from anlan.web.demo_command import run_county

    logs.configure("demo")
    for name in pack or []:
        _pack_load(name)
    sys.exit(asyncio.run(run_county(settings(), duration, report, as_json, cameras)))
