"""The command line: wiring, and nothing else."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.kit import logs
from anlan.kit.settings import settings

if TYPE_CHECKING:
    from anlan.bus.client import Bus

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Anlan 安澜: an open work-safety platform.")

AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
Points = Annotated[
    list[str] | None, typer.Option("--point", help="Id, address, or gateway-code/address; may be repeated.")
]
Enterprises = Annotated[list[int] | None, typer.Option("--enterprise", help="All points of this id; may be repeated.")]


@app.command()
def up() -> None:
    """Run every process on this machine until Ctrl-C."""
    logs.configure("up")
    sys.exit(asyncio.run(_up()))


async def _up() -> int:
    from anlan.bus.server import PortTaken
    from anlan.kit.supervisor import Stopped, stop_on_signals, unless_stopped
    from anlan.web.up import System

    system = System(settings())
    stop_on_signals(system.supervisor.stopping.set)
    try:
        await unless_stopped(system.start(), system.supervisor.stopping)
        typer.echo(f"Anlan is up: http://{settings().bind}:{settings().http_port}/")
        await system.run_until_stopped()
    except Stopped:
        return 0
    except (PortTaken, TimeoutError, RuntimeError) as error:
        typer.echo(f"anlan up: {error}", err=True)
        return 1
    finally:
        await system.stop()
    return 0


@app.command()
def run(process: Annotated[str, typer.Argument(help="nats, gateway, cameras, alarms, history, worker or web")]) -> None:
    """Run one process in the foreground (for systemd, compose or Kubernetes)."""
    from anlan.bus import service

    if process == "nats":
        _exec_nats()
    elif process == "web":
        from anlan.web.server import serve

        serve()
    elif process in ("gateway", "cameras", "alarms", "history"):
        import importlib

        service.run(process, importlib.import_module(f"anlan.{process}.process").main)
    elif process == "worker":
        import os

        os.environ["ANLAN_PROCESS"] = "worker"
        from anlan.web.worker import main

        service.run("worker", main)
    else:
        raise typer.BadParameter(f"no process {process!r}: nats, gateway, cameras, alarms, history, worker or web")


def _exec_nats() -> None:
    import os

    from anlan.bus import server

    command = server.command(settings())
    os.execv(command[0], command)  # noqa: S606 - the server takes this process's place


@app.command(name="settings")
def show_settings() -> None:
    """Print the settings in force; secrets are not shown."""
    for name, value in settings().shown().items():
        typer.echo(f"ANLAN_{name.upper()}={value}")


@app.command()
def migrate() -> None:
    """Bring the database, and the streams of an outside NATS cluster, up to date."""
    from django.core.management import call_command

    _django()
    call_command("migrate", interactive=False)
    if settings().nats_url:
        asyncio.run(_ensure_streams())


async def _ensure_streams() -> None:
    from anlan.bus.client import Bus

    bus = await Bus.connect("migrate", settings())
    await bus.ensure_streams()
    await bus.close()


audit = typer.Typer(help="The audit trail.")
app.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify(
    as_json: AsJson = False,
    against: Annotated[Path | None, typer.Option(help="File of receipts that were kept elsewhere.")] = None,
) -> None:
    """Recompute the audit chain; exits 1 when an entry was changed, removed or cut off."""
    _django()
    from anlan.records.audit.commands import verify_command

    code, text = verify_command(as_json=as_json, against=against)
    typer.echo(text)
    sys.exit(code)


@audit.command("receipt")
def audit_receipt(
    to: Annotated[Path | None, typer.Option(help="File that the receipt is added to.")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="For paper, instead of one line of JSON.")] = False,
) -> None:
    """Sign the chain's present end for somebody else to keep; run it every few minutes by a timer."""
    _django()
    from anlan.records.audit.commands import receipt_command

    code, text = receipt_command(to=to, as_sheet=sheet)
    typer.echo(text)
    sys.exit(code)


admin = typer.Typer(help="Administrators: the first one on an empty platform, and a way back in.")
app.add_typer(admin, name="admin")

#: Asked for without echo, or taken from the environment; never an option that stays in the shell's history.
Password = Annotated[
    str,
    typer.Option(
        envvar="ANLAN_NEW_PASSWORD", prompt="Password", confirmation_prompt=True, hide_input=True, show_envvar=True
    ),
]


@admin.command("create")
def admin_create(
    username: Annotated[str, typer.Argument(help="Name to sign in with.")],
    password: Password,
    name: Annotated[str, typer.Option(help="Name on screen.")] = "系统管理员",
) -> None:
    """Make an administrator; on an empty platform the first account."""
    _django()
    from anlan.records.accounts.commands import admin_create_command

    _answer(*admin_create_command(username, name, password))


@admin.command("password")
def admin_password(
    username: Annotated[str, typer.Argument(help="Whose password.")],
    password: Password,
    reason: Annotated[str, typer.Option(help="Why; it stands in the audit trail.")],
) -> None:
    """Give a user a new password; their sessions end."""
    _django()
    from anlan.records.accounts.commands import admin_password_command

    _answer(*admin_password_command(username, password, reason))


Keys = Annotated[Path | None, typer.Option(help="Folder of the keys; without it the folder's name and .keys.")]


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A new folder.")], keys: Keys = None) -> None:
    """Copy records, photos and alarm state to a folder while the platform runs; keys go to a folder apart."""
    from anlan.web.backup import backup_command

    _answer(*backup_command(settings(), folder, keys))


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="What backup made.")], keys: Keys = None) -> None:
    """Put a backup into an empty data folder; the next start goes on in the stream from its place."""
    from anlan.web.backup import restore_command

    _answer(*restore_command(settings(), folder, keys))


def _answer(code: int, text: str) -> None:
    typer.echo(text, err=code != 0)
    sys.exit(code)


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
    _django()
    from anlan.domain.packs import BadPack
    from anlan.web.packs import remove

    try:
        remove(settings(), name)
    except BadPack as error:
        typer.echo(f"anlan packs: {error}", err=True)
        raise SystemExit(1) from error
    typer.echo(f"{name}: removed; restart the platform")


cameras = typer.Typer(help="Cameras: measure recognisers, try models, make keys.")
app.add_typer(cameras, name="cameras")


@cameras.command("evaluate")
def cameras_evaluate(
    footage: Annotated[list[Path], typer.Option(help="Labelled folder with a manifest.csv; may be said again.")],
    behaviour: Annotated[str, typer.Option(help="One recogniser; without it, all that have footage.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the quality cards as JSON.")] = False,
    save: Annotated[bool, typer.Option(help="Write the figures onto the quality card in the source tree.")] = False,
) -> None:
    """Run the real recognisers over labelled footage and print how good they are."""
    import json

    from anlan.cameras.catalogue import behaviours
    from anlan.cameras.evaluate import command
    from anlan.cameras.evaluate.footage import BadManifest

    logs.configure("evaluate")
    if behaviour and behaviour not in behaviours():
        raise typer.BadParameter(f"no recogniser {behaviour!r}; there are {', '.join(behaviours())}")
    cards = []
    for name in [behaviour] if behaviour else behaviours():
        try:
            cards.append(command.evaluate(name, footage, settings()))
        except BadManifest as error:
            typer.echo(f"{name}: {error}", err=True)
            continue
        if save:
            command.save(cards[-1])
        if not as_json:
            typer.echo(command.as_text(cards[-1]))
    if as_json:
        typer.echo(json.dumps(cards, ensure_ascii=False, indent=2))
    sys.exit(0 if cards else 1)


@cameras.command("check-model")
def cameras_check_model(
    folder: Annotated[Path, typer.Argument(help="Folder with model.toml and the ONNX file.")],
) -> None:
    """Try a model of your own in a process with limits; says why it cannot be used, if so."""
    from anlan.cameras.models.card import ModelRefused
    from anlan.cameras.models.probe import probe

    try:
        warnings = probe(folder)
    except ModelRefused as error:
        typer.echo(f"refused: {error}", err=True)
        sys.exit(1)
    typer.echo("\n".join([*(f"warning: {warning}" for warning in warnings), "usable"]))


@cameras.command("key")
def cameras_key() -> None:
    """Print a new pair of keys for camera logins, for processes on different machines."""
    from anlan.kit.sealing import new_pair

    private, public = new_pair()
    typer.echo(f"ANLAN_CAMERA_KEY={private}  # the cameras process only\nANLAN_CAMERA_PUBLIC_KEY={public}  # web")


def _django() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    django.setup()


@app.command()
def demo(
    duration: Annotated[float | None, typer.Option(help="Seconds to run; without it until Ctrl-C.")] = None,
    cameras: Annotated[
        bool | None, typer.Option(help="180 scenes on 45 virtual cameras; by default only without --duration.")
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


@app.command()
def check(as_json: AsJson = False) -> None:
    """Look for what is wrong with this machine and this system and say what to do; exits 1 when anything is wrong."""
    from anlan.web.check import check_command

    code, text = asyncio.run(check_command(as_json=as_json))
    typer.echo(text)
    sys.exit(code)


@app.command()
def watch(plan: Annotated[Path, typer.Argument(help="The watcher's own TOML file.")]) -> None:
    """Watch the alarm path from outside and tell people when it stops (see docs/how-to/watch-the-watchers.md)."""
    from anlan.web.deadman.plan import BadPlan, read
    from anlan.web.deadman.watcher import watch as run_watch

    logs.configure("watch")
    try:
        asyncio.run(run_watch(read(plan)))
    except BadPlan as error:
        _end(2, str(error))


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

    _quiet("replay")
    work = replay_command(
        settings(), files, gateway=gateway, secret=secret, speed=speed, stamps=stamps, host=host, as_json=as_json
    )
    _end(*asyncio.run(work))


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
    _on_bus(
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
        _quiet("backtest")
        _end(*asyncio.run(ask(None)))
    _on_bus("backtest", ask)


@app.command(name="config")
def show_config() -> None:
    """Print the published points and rules as JSON, without device secrets: edit it, then back-test with --config."""
    from anlan.bus import config_file, config_store

    async def ask(bus: "Bus") -> tuple[int, str]:
        return 0, config_file.to_text(await config_store.current(bus))

    _on_bus("config", ask)


@app.command(hidden=True)
def reference(check_only: Annotated[bool, typer.Option("--check", help="Only compare.")] = False) -> None:
    """Write docs/reference/cli.md, or compare it with this file."""
    from anlan.kit import cli_reference

    sys.exit(cli_reference.run(app, check=check_only))


def _on_bus(name: str, work: "Callable[[Bus], Awaitable[tuple[int, str]]]") -> None:
    """Do ``work`` on the running system's bus, print its text, end with its code."""
    from anlan.bus.client import Bus, BusError

    async def on_bus() -> tuple[int, str]:
        try:
            bus = await Bus.connect(name, settings(), wait_s=3)
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

    _quiet(name)
    _end(*asyncio.run(on_bus()))


def _quiet(name: str) -> None:
    logs.configure(name, at_least=logging.WARNING)


def _end(code: int, text: str) -> None:
    """Answers go to standard output, complaints (code 2) to standard error."""
    typer.echo(text, err=code == 2)
    sys.exit(code)


def main() -> None:
    """Entry point: unreadable settings are explained, whatever the command."""
    from pydantic import ValidationError

    from anlan.kit.settings import explain

    try:
        app()
    except ValidationError as error:
        typer.echo("\n".join(explain(error)), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
