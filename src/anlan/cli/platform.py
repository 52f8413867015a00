"""Running the platform: all of it, one process, its settings, its database, and those who look after it."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.parts import AsJson, finish, use_django
from anlan.kit import logs
from anlan.kit.settings import settings

app = typer.Typer()


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
    from anlan.history.retention import HistorySettings

    history = {f"history_{name}": value for name, value in HistorySettings().model_dump().items()}
    for name, value in {**settings().shown(), **history}.items():
        typer.echo(f"ANLAN_{name.upper()}={value}")


@app.command()
def migrate() -> None:
    """Bring the database, and the streams of an outside NATS cluster, up to date."""
    from django.core.management import call_command

    use_django()
    call_command("migrate", interactive=False)
    if settings().nats_url:
        asyncio.run(_ensure_streams())


async def _ensure_streams() -> None:
    from anlan.bus.client import Bus

    bus = await Bus.connect("migrate", settings())
    await bus.ensure_streams()
    await bus.close()


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
        finish(2, str(error))
