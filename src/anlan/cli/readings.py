"""Readings in and out of files: replay, export, back-test, and the rules that judge them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.parts import AsJson, Enterprises, Points, finish, on_bus, quiet
from anlan.kit.settings import settings

if TYPE_CHECKING:
    from anlan.bus.client import Bus

app = typer.Typer()


@app.command()
def replay(
    files: Annotated[list[Path], typer.Argument(help="CSV, Parquet, or HJ 212 text (any other name).")],
    gateway: Annotated[str, typer.Option(help="Code of the gateway to send as; for HJ 212 it replaces the MN.")] = "",
    secret: Annotated[str, typer.Option(envvar="ANLAN_REPLAY_SECRET", help="Its secret; for HJ 212 the PW.")] = "",
    speed: Annotated[str, typer.Option(help='"max", or how many times faster than recorded.')] = "max",
    stamps: Annotated[str, typer.Option(help='"now" moves the recording to the present, "keep" leaves it.')] = "now",
    host: Annotated[str, typer.Option(help="Address of the platform; empty = this machine.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send recorded files over the real sockets, as a device would; exits 1 when not all of it was acknowledged."""
    from anlan.demo.replay import replay_command

    quiet("replay")
    work = replay_command(
        settings(), files, gateway=gateway, secret=secret, speed=speed, stamps=stamps, host=host, as_json=as_json
    )
    finish(*asyncio.run(work))


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="File to write: .csv or .parquet.")],
    point: Points = None,
    enterprise: Enterprises = None,
    begin: Annotated[str, typer.Option("--from", help="2026-11-24, 2026-11-24T08:30, or how long ago: 36h.")] = "24h",
    end: Annotated[str, typer.Option("--to", help="Like --from; readings at this very moment are not in it.")] = "now",
) -> None:
    """Write stored readings to a file that can be replayed and back-tested; all points unless some are named."""
    from anlan.domain.clock import SystemClock
    from anlan.history.commands import export_answer

    now = SystemClock().now()
    on_bus(
        "export",
        lambda bus: export_answer(
            bus, target, points=point or [], enterprises=enterprise or [], begin=begin, end=end, now=now
        ),
    )


@app.command()
def backtest(
    files: Annotated[list[Path] | None, typer.Argument(help="CSV or Parquet; without files the history.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="Rules from this file (see `anlan config`), not those in force.")
    ] = None,
    edit: Annotated[
        list[str] | None,
        typer.Option(help="kind.label.field=value, e.g. nh3_concentration.H.set_point=35; may be repeated."),
    ] = None,
    point: Points = None,
    enterprise: Enterprises = None,
    begin: Annotated[
        str, typer.Option("--from", help="As for export; default: 30d of history, the whole of files.")
    ] = "",
    end: Annotated[str, typer.Option("--to", help="As for export.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what the rules would have done over history or files; with --edit, what the edited rules do otherwise."""
    from anlan.alarms.commands import backtest_command

    async def ask(bus: "Bus | None") -> tuple[int, str]:
        return await backtest_command(
            bus, files=files or [], config_file=config, points=point or [], enterprises=enterprise or [],
            begin=begin, end=end, edits=edit or [], as_json=as_json,
        )  # fmt: skip

    if files and config:  # nothing is asked of the running system
        quiet("backtest")
        finish(*asyncio.run(ask(None)))
    on_bus("backtest", ask)


@app.command(name="config")
def show_config() -> None:
    """Print the published points and rules as JSON, without device secrets: edit it, then back-test with --config."""
    from anlan.bus import config_file, config_store

    async def ask(bus: "Bus") -> tuple[int, str]:
        return 0, config_file.to_text(await config_store.current(bus))

    on_bus("config", ask)
